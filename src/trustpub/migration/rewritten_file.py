"""A file while it is rewritten, change by change."""

from __future__ import annotations

from operator import itemgetter
from typing import NamedTuple

from trustpub.migration.types import Change
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow, read_workflow
from trustpub.yamlcst import Document, parse
from trustpub.yamlcst.edit import DeleteEntry, InsertItem, apply


class Mark(NamedTuple):
    """A state of a file to go back to."""

    document: Document
    steps: int
    notes: int


class RewrittenFile:
    """A file being rewritten: its document, the text after each change with the reason, and remarks for the user."""

    def __init__(self, workflow: Workflow, uploads: list[Upload]) -> None:
        self.workflow = workflow
        self.uploads = uploads
        self.document: Document = parse(workflow.document.to_bytes())
        self.steps: list[tuple[str, bytes]] = []
        self.notes: list[str] = []

    def current(self) -> Workflow:
        """The workflow as it is at this moment."""
        return read_workflow(self.workflow.path, self.document)

    def apply(self, changes: list[Change]) -> None:
        """Carry changes out."""
        for change in _in_order(changes):
            document = apply(self.document, change.edits)
            if document is not self.document:
                self.document = document
                self.steps.append((change.why, document.to_bytes()))
                if change.note is not None and change.note not in self.notes:
                    self.notes.append(change.note)

    def mark(self) -> Mark:
        """The state at this moment."""
        return Mark(self.document, len(self.steps), len(self.notes))

    def go_back(self, mark: Mark) -> None:
        """Undo all changes since a mark."""
        self.document = mark.document
        del self.steps[mark.steps :]
        del self.notes[mark.notes :]


def _in_order(changes: list[Change]) -> list[Change]:
    """The changes in an order in which the positions of steps that they name stay right.

    Those that add or delete steps come last, from the end of a job to its beginning.
    """
    staying = [change for change in changes if _moves_from(change) is None]
    moving = [(at, change) for change in changes if (at := _moves_from(change)) is not None]
    return [*staying, *(change for _, change in sorted(moving, key=itemgetter(0), reverse=True))]


def _moves_from(change: Change) -> int | None:
    """The first position of a step that a change adds, or deletes; None when it does neither."""
    positions = [edit.index for edit in change.edits if isinstance(edit, InsertItem) and edit.index is not None]
    positions += [
        edit.path[-1]
        for edit in change.edits
        if isinstance(edit, DeleteEntry) and edit.path[-2:-1] == ("steps",) and isinstance(edit.path[-1], int)
    ]
    return min(positions, default=None)
