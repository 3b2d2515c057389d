"""Every script of the real workflows is read, and what is taken out of it leaves the rest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from tests.corpus import corpus_files, missing
from trustpub.shell import (
    Script,
    file_writes,
    github_env_writes,
    github_output_writes,
    read_other,
    read_script,
    tool_of,
    tools_of,
    variables_before,
)
from trustpub.shell.surgery import CannotRemove, is_inert, remove


def run_texts(node: Any) -> Iterator[str]:
    """The values of all keys `run` in a parsed YAML document."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "run" and isinstance(value, str):
                yield value
            else:
                yield from run_texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from run_texts(item)


@cache
def corpus_scripts() -> tuple[str, ...]:
    """All scripts of the corpus, each once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    texts: set[str] = set()
    for path in corpus_files():
        try:
            texts.update(run_texts(yaml.load(path.read_text(encoding="utf-8"), loader)))
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
    if not texts:
        missing("there is no corpus")
    return tuple(sorted(texts))


def check_places(script: Script) -> None:
    """Every word, assignment and redirection is where it says it is."""
    source = script.source
    for command in script.commands:
        assert source.count("\n", 0, command.start) == command.line
        for word in command.words:
            assert source[word.start : word.end] == word.text
            assert command.start <= word.start <= word.end
        for assignment in command.assignments:
            value = assignment.value
            assert value is None or source[value.start : value.end] == value.text
        for redirect in command.redirects:
            target = redirect.target
            assert target is None or source[target.start : target.end] == target.text
    starts = [command.start for command in script.commands]
    assert starts == sorted(starts)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_places(line_end: str) -> None:
    """All scripts are read with exact places, whatever the line ends."""
    for text in corpus_scripts():
        check_places(read_script(text.replace("\n", line_end)))
        check_places(read_other(text.replace("\n", line_end)))


def test_line_ends_make_no_difference() -> None:
    """A script with CRLF line ends has the same commands as one with LF."""
    for text in corpus_scripts():
        unix, windows = read_script(text), read_script(text.replace("\n", "\r\n"))
        assert unix.has_errors == windows.has_errors
        assert [(c.line, c.context, len(c.words)) for c in unix.commands] == [
            (c.line, c.context, len(c.words)) for c in windows.commands
        ]


def test_helpers_take_everything() -> None:
    """No real script makes a helper fail."""
    for text in corpus_scripts():
        script = read_script(text)
        github_env_writes(script)
        github_output_writes(script)
        file_writes(script)
        is_inert(text)
        for command in script.commands[-3:]:
            tool_of(command, variables_before(script, command))


def test_real_uploads_go_or_say_why_not() -> None:
    """Uploads with twine are taken out of most real scripts; the others are refused with a reason."""
    removed, refused = 0, list[str]()
    for text in corpus_scripts():
        script = read_script(text)
        doomed = [c for c in script.commands if any(tool.name == "twine" for tool in tools_of(c))]
        if not doomed:
            continue
        try:
            result = remove(script, doomed)
        except CannotRemove as reason:
            refused.append(reason.reason)
            continue
        removed += 1
        rest = read_script(result)
        kept = [c for c in script.commands if not any(d.start <= c.start and c.end <= d.end for d in doomed)]
        assert len(rest.commands) <= len(kept)
        assert not any(tool.name == "twine" for c in rest.commands for tool in tools_of(c))
        assert set(result.splitlines()) <= set(text.splitlines()) or "&&" in text or ";" in text
    assert removed > 3 * len(refused), refused
