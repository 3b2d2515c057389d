"""Where a command stands in a script: what decides on it, and what comes behind it."""

from __future__ import annotations

import pytest

from trustpub.shell import Command, Script, read_script
from trustpub.shell.placement import followers, is_retried, may_be_passed_over, moves

CERTAIN = {
    "alone": "up",
    "behind others": "make\nup\nls",
    "at the end of a list": "cd a && make && up",
    "in a subshell": "(cd a && up)\nls",
    "in a group": "{ make; up; }",
    "behind what never fails": "echo hello && up\nls",
    "behind an exit with a failure": "make || exit 1\nup",
    "before a fallback": "up || true",
}

PASSED_OVER = {
    "if": "if make; then up; fi",
    "elif": "if a; then b; elif c; then up; fi",
    "else": "if a; then b; else up; fi",
    "case": "case $X in a) up ;; esac",
    "loop": "for i in 1 2; do up; done",
    "while": "while read x; do up; done",
    "function": "f() { up; }\nf",
    "behind a list's failure that is ignored": "make && up\nls",
    "before a fallback of the list": "make && up || true",
    "fallback": "make || up",
    "behind an exit": "[ -n x ] || exit 0\nup",
    "behind an exit with an unknown status": "make || exit $?\nup",
    "in a group whose failure is ignored": "{ make && up; }\nls",
    "in a subshell with a fallback": "(make && up) || true",
}


def _named(script: Script, name: str) -> Command:
    return next(command for command in script.commands if command.name == name)


@pytest.mark.parametrize("source", CERTAIN.values(), ids=CERTAIN.keys())
def test_script_that_succeeds_has_run_the_command(source: str) -> None:
    """Whenever such a script succeeds its command has run, or its own failure was ignored."""
    script = read_script(source)
    assert not may_be_passed_over(script, _named(script, "up"), stops_on_error=True)


@pytest.mark.parametrize("source", PASSED_OVER.values(), ids=PASSED_OVER.keys())
def test_script_may_succeed_without_the_command(source: str) -> None:
    """Such a script may succeed without its command."""
    script = read_script(source)
    assert may_be_passed_over(script, _named(script, "up"), stops_on_error=True)


FOLLOWERS = {
    "statements": ("a\nup\nb\nc", ["b", "c"]),
    "parts of the list": ("a && up && b || c", ["b", "c"]),
    "no other branch": ("if a; then up; b; else c; fi\nd", ["b", "d"]),
    "no later condition": ("if a; then up; elif b; then c; fi", []),
    "all of the loop": ("for i in 1 2; do a; up; b; done\nc", ["a", "b", "c"]),
    "out of the subshell": ("(a; up; b); c", ["b", "c"]),
}


@pytest.mark.parametrize(("source", "names"), FOLLOWERS.values(), ids=FOLLOWERS.keys())
def test_what_may_run_behind_a_command(source: str, names: list[str]) -> None:
    """Only what may run behind a command counts: no other branch, but all of a loop."""
    script = read_script(source)
    assert sorted(str(command.name) for command in followers(script, _named(script, "up"))) == names


RETRIED = {
    "until it succeeds": ("for i in 1 2 3; do up && break; sleep 5; done", True),
    "with a fallback": ("for i in 1 2 3; do up && break || sleep 5; done", True),
    "ends the script": ("while true; do up && exit 0; sleep 5; done", True),
    "counted": ("n=0\nuntil [ $n -ge 5 ]; do up && break; n=$((n+1)); done", True),
    "without an end": ("for i in 1 2 3; do up; done", False),
    "behind something": ("for i in 1 2 3; do make && up && break; done", False),
    "with more to do": ("for i in 1 2 3; do make; up && break; done", False),
    "in a loop around": ("for p in a b; do for i in 1 2; do up && break; done; done", False),
    "no loop": ("up && true", False),
}


@pytest.mark.parametrize(("source", "expected"), RETRIED.values(), ids=RETRIED.keys())
def test_loop_that_only_tries_again(source: str, expected: bool) -> None:
    """A loop runs its command once for certain only when nothing but the command's success ends it."""
    script = read_script(source)
    assert is_retried(script, _named(script, "up")) is expected


MOVES = {
    "before": ("cd a\nup", True),
    "in the list": ("cd a && up", True),
    "in the same branch": ("if x; then cd a; up; fi", True),
    "in the same subshell": ("(cd a && up)", True),
    "in a list of its own": ("x && cd a\nup", True),
    "or the script ends": ("cd a || exit 1\nup", True),
    "in a group": ("{ cd a; }\nup", True),
    "in a subshell before": ("(cd a && make)\nup", False),
    "in the other branch": ("if x; then cd a; else up; fi", False),
    "in a pipeline": ("cd a | cat\nup", False),
    "in a substitution": ("x=$(cd a && pwd)\nup", False),
    "under a condition": ("if x; then cd a; fi\nup", None),
    "in a loop": ("for d in a b; do cd $d; done\nup", None),
    "or not": ("cd a || true\nup", None),
    "fallback": ("x || cd a\nup", None),
}


@pytest.mark.parametrize(("source", "expected"), MOVES.values(), ids=MOVES.keys())
def test_whether_a_change_of_folder_holds(source: str, expected: bool | None) -> None:
    """A change of folder holds in its own shell only, and under a condition it cannot be told."""
    script = read_script(source)
    assert moves(script, _named(script, "cd"), _named(script, "up")) is expected
