"""The difference that a plan makes: unified, and above each hunk why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from trustpub.migration.types import FileChange
from trustpub.redaction import redact
from trustpub.report.terminal import Paint, printable

_CONTEXT = 3
_MISSING_END = "\\ No newline at end of file"
_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|\r(?!$)")
"""Characters that steer a terminal, but for the carriage return that ends a line; none of them is valid in YAML."""


class Hunk(NamedTuple):
    """One place of a unified diff: its position as the diff's heading writes it, and its lines with their marks.

    A line's own end (carriage returns included) is kept but for the line feed, which ``unended`` says is missing.
    """

    position: str
    lines: tuple[str, ...]
    unended: frozenset[int]


def unified_diff(change: FileChange) -> str:
    """A unified diff that ``git apply`` and ``patch`` take, without remarks, and with nothing left out."""
    text = _heading(change.path)
    for hunk in hunks(change.before, change.after):
        text += f"@@ {hunk.position} @@\n" + "".join(f"{line}\n" for line in _ended(hunk, hunk.lines))
    return text


def annotated_diff(change: FileChange, paint: Paint) -> str:
    """The diff with a reason for each hunk, and with literal tokens cut.

    On a terminal the reasons stand in lines of their own above the hunk. Elsewhere they stand in the hunk's heading,
    behind its position, where ``git apply`` and ``patch`` pass over them.
    """
    heading = _heading(change.path).split("\n")[:-1]
    text = "".join(paint(_shown(line, paint), "bold") + "\n" for line in heading)
    for hunk in hunks(change.before, change.after):
        reasons = [printable(reason) for reason in _reasons(hunk, change)]
        if paint.width is None:
            text += " ".join([f"@@ {hunk.position} @@", "; ".join(reasons)]).rstrip() + "\n"
        else:
            for reason in reasons:
                lines = paint.wrapped(reason, "# ", "#   ").splitlines()
                text += "".join(paint(line, "cyan") + "\n" for line in lines)
            text += paint(f"@@ {hunk.position} @@", "dim") + "\n"
        text += "".join(f"{_painted(line, paint)}\n" for line in _ended(hunk, hunk.lines))
    return text


def hunks(before: bytes, after: bytes) -> Iterator[Hunk]:
    """The places in which two texts differ, with three lines around each."""
    old, new = _split(before), _split(after)
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT):
        marked: list[tuple[str, str]] = []
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                marked += [(" ", line) for line in old[old_start:old_end]]
            else:
                marked += [("-", line) for line in old[old_start:old_end]]
                marked += [("+", line) for line in new[new_start:new_end]]
        first, last = group[0], group[-1]
        yield Hunk(
            f"-{_range(first[1], last[2])} +{_range(first[3], last[4])}",
            tuple(mark + line.removesuffix("\n") for mark, line in marked),
            frozenset(number for number, (_, line) in enumerate(marked) if not line.endswith("\n")),
        )


def _split(data: bytes) -> list[str]:
    """The lines with their line feeds; nothing else ends a line, as for git."""
    return re.findall(r"[^\n]*\n|[^\n]+", data.decode())


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _ended(hunk: Hunk, lines: tuple[str, ...]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line
        if number in hunk.unended:
            yield _MISSING_END


def _heading(path: str) -> str:
    return f"--- {_name('a', path)}\n+++ {_name('b', path)}\n"


def _name(side: str, path: str) -> str:
    """A file's name as git writes it: in quotes, with octal escapes, where it holds what would end or break it."""
    if not re.search(r'[\x00-\x1f\x7f"\\]', path):
        return f"{side}/{path}" + ("\t" if " " in path else "")
    quoted = "".join(
        f"\\{ord(c):03o}" if ord(c) < 0x20 or ord(c) == 0x7F else f"\\{c}" if c in '"\\' else c for c in path
    )
    return f'"{side}/{quoted}"'


def printable_lines(text: str) -> list[str]:
    """Lines of foreign text, each safe to print, with their tabs and line ends as they are."""
    return [_STEERING.sub(lambda match: f"\\x{ord(match[0]):02x}", redact(line)) for line in text.split("\n")[:-1]]


def _painted(line: str, paint: Paint) -> str:
    style = {"+": "green", "-": "red"}.get(line[:1])
    shown = _shown(line, paint)
    return paint(shown, style) if style else shown


def _shown(line: str, paint: Paint) -> str:
    """A line as ``git apply`` takes it; on a terminal with nothing that steers it, or turns the text around."""
    (safe,) = printable_lines(f"{line}\n")
    if paint.width is None and not paint.colour:
        return safe
    return "".join(c if c == "\t" or c.isprintable() else printable(c) for c in safe.removesuffix("\r"))


def _reasons(hunk: Hunk, change: FileChange) -> list[str]:
    """Why the lines of a hunk change: the reasons of the changes that removed or added one of them."""
    wanted = {line for line in hunk.lines if line[0] in "+-" and line[1:].strip()}
    reasons: list[str] = []
    text = change.before
    for why, following in change.steps:
        if why not in reasons and any(wanted.intersection(step.lines) for step in hunks(text, following)):
            reasons.append(why)
        text = following
    return reasons
