"""The difference that a plan makes: unified, and above each hunk one line that says why."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from trustpub.migration.types import FileChange
from trustpub.redaction import redact
from trustpub.report.terminal import Paint, printable

_CONTEXT = 3


def unified_diff(change: FileChange) -> str:
    """A unified diff that ``git apply`` and ``patch`` take, without remarks."""
    return "".join(f"{line}\n" for line in _lines(change.path, change.before, change.after))


def annotated_diff(change: FileChange, paint: Paint) -> str:
    """The diff for people: coloured, literal tokens redacted, a reason above each hunk."""
    lines: list[str] = []
    hunk: list[str] = []
    for line in [*_lines(change.path, change.before, change.after), "@@ end"]:
        if line.startswith("@@"):
            lines += _hunk(hunk, change, paint)
            hunk = [line]
        elif hunk:
            hunk.append(line)
        else:
            lines.append(paint(printable(line), "bold"))
    return redact("\n".join(lines)) + "\n"


def _lines(path: str, before: bytes, after: bytes) -> Iterator[str]:
    old, new = _split(before), _split(after)
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", n=_CONTEXT, lineterm=""):
        if line.startswith(("---", "+++", "@@")):
            yield line
        elif line.endswith("\n"):
            yield line[:-1]
        else:
            yield line
            yield "\\ No newline at end of file"


def _split(data: bytes) -> list[str]:
    return data.decode().splitlines(keepends=True) if b"\r" not in data else data.decode().split("\n")[:-1] or []


def _hunk(lines: list[str], change: FileChange, paint: Paint) -> list[str]:
    if not lines:
        return []
    reasons = _reasons(lines, change)
    shown = [paint(f"# {printable(reason)}", "cyan") for reason in reasons]
    shown.append(paint(lines[0], "dim"))
    for line in lines[1:]:
        style = {"+": "green", "-": "red"}.get(line[:1])
        shown.append(paint(printable(line), style) if style else printable(line))
    return shown


def _reasons(lines: list[str], change: FileChange) -> list[str]:
    """Why the lines of a hunk change: the reasons of the changes that removed or added one of them."""
    removed = {line[1:] for line in lines if line.startswith("-")}
    added = {line[1:] for line in lines if line.startswith("+")}
    reasons: list[str] = []
    text = change.before
    for why, following in change.steps:
        for line in _lines(change.path, text, following):
            if line.startswith(("---", "+++")):
                continue
            hit = (line.startswith("-") and line[1:] in removed) or (line.startswith("+") and line[1:] in added)
            if hit and line[1:].strip() and why not in reasons:
                reasons.append(why)
                break
        text = following
    return reasons
