"""Which characters go when a statement goes."""

from __future__ import annotations

import re
from typing import TypeAlias

from trustpub.shell.model import Command, Statement, blocks_of, commands_in

Cut: TypeAlias = tuple[int, int]

_CONTINUED = r"(?:[ \t]|\\\r?\n)*"
_LINE_END = re.compile(rf"{_CONTINUED};?{_CONTINUED}(?:#[^\n]*)?(?:\r?\n|\Z)")
_JOINT = re.compile(r"(?:[ \t\r\n]|\\\r?\n)*(?:&&|\|\|)(?:[ \t\r\n]|\\\r?\n)*")
_SEPARATOR_AFTER = re.compile(r"[ \t]*(?:;(?!;)[ \t]*)?")


def apply_cuts(source: str, cuts: list[Cut]) -> str:
    """The source without the characters of the cuts, which may touch and overlap."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(cuts):
        pieces.append(source[done : max(start, done)])
        done = max(done, end)
    return "".join([*pieces, source[done:]])


def same_line(source: str, end: int, start: int) -> bool:
    """Whether nothing but separators and continuations is between two statements."""
    return "\n" not in re.sub(r"\\\r?\n", "", source[end:start])


def statement_cuts(source: str, run: list[Statement], before: Statement | None, after: Statement | None) -> list[Cut]:
    """The cuts that take a run of statements on one line out of a block, between two of its neighbours there."""
    start, end = run[0].start, run[-1].end
    bodies = [cut for statement in run for cut in body_cuts(source, statement)]
    line_start = source.rfind("\n", 0, start) + 1
    begins_line = not source[line_start:start].strip() and not _is_continued(source, line_start)
    line_end = _LINE_END.match(source, end)
    if begins_line and line_end:
        return [(line_start, line_end.end()), *bodies]
    if after is not None and same_line(source, end, after.start):
        return [(start, after.start), *bodies]
    if before is not None and same_line(source, before.end, start):
        return [(before.end, end), *bodies]
    separator = _SEPARATOR_AFTER.match(source, end)
    assert separator is not None
    if begins_line:
        return [(start, separator.end()), *bodies]
    blanks = len(source[:start]) - len(source[:start].rstrip(" \t"))
    return [(start - blanks, end + len(separator[0].rstrip(" \t"))), *bodies]


def link_cuts(source: str, run: list[Statement], before: Statement | None, after: Statement | None) -> list[Cut] | None:
    """The cuts that take a run of links out of a chain; None when there is more than operators between them."""
    bodies = [cut for statement in run for cut in body_cuts(source, statement)]
    if before is not None:
        start, end, gap = before.end, run[-1].end, (before.end, run[0].start)
    else:
        assert after is not None
        start, end, gap = run[0].start, after.start, (run[-1].end, after.start)
    return [(start, end), *bodies] if _JOINT.fullmatch(source, *gap) else None


def body_cuts(source: str, statement: Statement) -> list[Cut]:
    """The lines of the here-documents of a statement."""
    redirects = list(statement.redirects) if isinstance(statement, Command) else []
    for block in blocks_of(statement):
        redirects += [redirect for command in commands_in(block) for redirect in command.redirects]
    cuts: list[Cut] = []
    for redirect in redirects:
        if redirect.body_span:
            start, end = redirect.body_span
            line_break = re.compile(r"\r?\n|\Z").match(source, end)
            cuts.append((start, line_break.end() if line_break else end))
    return cuts


def _is_continued(source: str, line_start: int) -> bool:
    """Whether the line before ends with a backslash that joins the two."""
    before = source[:line_start].rstrip("\r\n") if line_start else ""
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
