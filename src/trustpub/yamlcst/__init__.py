"""A lossless YAML document: nodes with exact spans, and edits by key path that leave every other byte as it was."""

from trustpub.yamlcst.nodes import Alias, Entry, KeyPath, Mapping, Model, Node, Scalar, Sequence, at, model
from trustpub.yamlcst.parse import Document, YamlError, decode, parse

__all__ = [
    "Alias",
    "Document",
    "Entry",
    "KeyPath",
    "Mapping",
    "Model",
    "Node",
    "Scalar",
    "Sequence",
    "YamlError",
    "at",
    "decode",
    "model",
    "parse",
]
