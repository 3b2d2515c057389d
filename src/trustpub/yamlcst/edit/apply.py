"""Carrying edits out, and holding the result against what they promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from trustpub.yamlcst.edit.delete import delete_entry
from trustpub.yamlcst.edit.insert import insert_entry, insert_item
from trustpub.yamlcst.edit.operations import DeleteEntry, Edit, EditError, InsertEntry, RenameKey, SetScalar
from trustpub.yamlcst.edit.promise import promise, same
from trustpub.yamlcst.edit.rename import rename_key
from trustpub.yamlcst.edit.scalar import set_scalar
from trustpub.yamlcst.edit.text import Patch, comments, patched
from trustpub.yamlcst.nodes import Model, model
from trustpub.yamlcst.parse import ODD_LINE_BREAKS, Document, YamlError, parse


def apply(document: Document, edits: Sequence[Edit]) -> Document:
    """Apply edits in order, each to the result of those before it.

    Args:
        document: the document, which is not changed.
        edits: the edits.

    Returns:
        The new document; `document` itself when there was nothing to do.

    Raises:
        EditError: an edit cannot be made safely, or its result is not what it promised. There is no partial result.
    """
    odd = ODD_LINE_BREAKS.search(document.text)
    if odd is not None:
        line = document.text.count("\n", 0, odd.start()) + 1
        raise EditError(f"the line break {odd.group()!r} is not edited around; use ordinary ones", line=line)
    current = document
    promised = model(document.root)
    for edit in edits:
        patches = _patches(current, edit)
        before, promised = promised, promise(promised, edit)
        text = patched(current.text, patches)
        if text == current.text and same(before, promised):
            continue
        _require_idempotent(promised, edit)
        following = _parsed(text, current, promised, fast=True)
        _require_comments(current, following, patches, edit)
        current = following
    if current is document:
        return document
    try:
        return _parsed(current.text, current, promised, fast=False)
    except EditError:
        _require_both_parsers(document)
        raise


def _require_both_parsers(document: Document) -> None:
    """Refuse a document that only one of the two parsers reads (a tab behind a colon), and say so."""
    try:
        parse(document.text)
    except YamlError as error:
        raise EditError(f"one of two YAML parsers refuses this line: {error.message}", line=error.line) from None


def _patches(document: Document, edit: Edit) -> list[Patch]:
    if isinstance(edit, SetScalar):
        return set_scalar(document, edit)
    if isinstance(edit, RenameKey):
        return rename_key(document, edit)
    if isinstance(edit, DeleteEntry):
        return delete_entry(document, edit)
    if isinstance(edit, InsertEntry):
        return insert_entry(document, edit)
    return insert_item(document, edit)


def _parsed(text: str, before: Document, promised: Model, *, fast: bool) -> Document:
    try:
        after = parse(("\ufeff" if before.bom else "") + text, fast=fast)
    except YamlError as error:
        raise EditError(f"the edit would leave what is {error.message}", line=error.line) from None
    if not same(model(after.root), promised):
        raise EditError("the edit would change more than it says, so it is not made")
    return after


def _require_idempotent(promised: Model, edit: Edit) -> None:
    """Refuse an edit that would act again on its own result, because another item took the place of a deleted one."""
    if not same(promise(promised, edit), promised):
        raise EditError(
            "made twice, the edit would act again, on what moves up to the place; delete the whole item, or all of them"
        )


def _require_comments(before: Document, after: Document, patches: list[Patch], edit: Edit) -> None:
    """Refuse a result that lost a comment which no deletion and no new comment took the place of."""
    replaces = isinstance(edit, DeleteEntry) or (isinstance(edit, SetScalar) and edit.comment is not None)
    expected = Counter(
        comment.text.rstrip()
        for comment in comments(before)
        if not (replaces and any(patch.start <= comment.start < patch.end for patch in patches))
    )
    if expected - Counter(comment.text.rstrip() for comment in comments(after)):
        raise EditError("the edit would lose a comment, so it is not made")
