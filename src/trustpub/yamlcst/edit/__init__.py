"""Edits of a YAML document by key path; every byte that an edit does not name stays as it was.

Importing this package loads what editing needs; reading documents does not (`trustpub.yamlcst`).
"""

from trustpub.yamlcst.edit.apply import apply
from trustpub.yamlcst.edit.operations import (
    Block,
    Commented,
    DeleteEntry,
    Edit,
    EditError,
    InsertEntry,
    InsertItem,
    Plain,
    RenameKey,
    SetScalar,
    Value,
    plain_model,
)

__all__ = [
    "Block",
    "Commented",
    "DeleteEntry",
    "Edit",
    "EditError",
    "InsertEntry",
    "InsertItem",
    "Plain",
    "RenameKey",
    "SetScalar",
    "Value",
    "apply",
    "plain_model",
]
