"""What shell scripts run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes.cases import Case, check, identify

SH = "#!/bin/sh\n"


def sh(text: str, path: str = "scripts/publish") -> dict[str, str]:
    """A script."""
    return {path: f"{SH}{text}"}


RUNS = [
    Case("as a program", "scripts/publish", sh("x\n"), ("x",)),
    Case("as a program with a dot", "./scripts/publish", sh("x\n"), ("x",)),
    Case("by bash", "bash -eux scripts/publish", {"scripts/publish": "x\n"}, ("x",)),
    Case("by sh with an option that has a value", "bash -o pipefail s.sh", {"s.sh": "x\n"}, ("x",)),
    Case("sourced", ". scripts/publish", {"scripts/publish": "x\n"}, ("x",)),
    Case("env in the first line", "./s", {"s": "#!/usr/bin/env bash\nx\n"}, ("x",)),
    Case("no first line", "./s.sh", {"s.sh": "x\n"}, ("x",)),
    Case("in a folder", "./s.sh", {"d/s.sh": "x\n"}, ("x @d",), folder="d"),
    Case("from the folder above", "../s.sh", {"s.sh": "x\n"}, ("x @d",), folder="d"),
    Case("arguments", "./s.sh a 'b c'", {"s.sh": 'x $1 "$2" $3\n'}, ('x a "b c" ',)),
    Case("all arguments", "./s.sh a 'b c'", {"s.sh": 'x "$@"; y $#\n'}, ("x a 'b c'", "y 2")),
    Case("default of an argument", "./s.sh", {"s.sh": "x ${1:-pypi}\n"}, ("x pypi",)),
    Case("shift", "./s.sh a b", {"s.sh": "shift\nx $1\n"}, ("x b",)),
    Case(
        "an expression as an argument",
        "./s.sh '${{ secrets.X }}'",
        {"s.sh": 'x -p "$1"\n'},
        ('x -p "${{ secrets.X }}"',),
    ),
    Case("variables", "./s.sh", {"s.sh": "A=1\nB=$A/2\nx $B \"$A\" '$A' ${A}3\n"}, ("x 1/2 \"1\" '$A' 13",)),
    Case("variables of the environment", "./s.sh", {"s.sh": "x $A ${B}\n"}, ("x $A ${B}",), variables={"A": "1"}),
    Case("substitutions stay", "./s.sh", {"s.sh": "V=$(git describe)\nx $V $(y)\n"}, ("x $V $(y)",)),
    Case("folder of the script", "scripts/publish", sh('cd "$(dirname "$0")/.."\nx\n'), ('cd "scripts/.."', "x")),
    Case(
        "folder of the script, the long way",
        "scripts/publish",
        sh('DIR="$( cd "$( dirname "${BASH_SOURCE[0]}" )" && pwd )"\ncd $DIR/../pkg\nx\n'),
        ("cd pkg", "x @pkg"),
    ),
    Case(
        "root of the checkout",
        "./s.sh",
        {"a/s.sh": 'cd "$(git rev-parse --show-toplevel)"\nx\n'},
        ('cd ".." @a', "x"),
        folder="a",
    ),
    Case("cd and back", "./s.sh", {"s.sh": "cd a\nx\ncd -\ny\n"}, ("cd a", "x @a", "cd - @a", "y")),
    Case("pushd and popd", "./s.sh", {"s.sh": "pushd a\nx\npopd\ny\n"}, ("pushd a", "x @a", "popd @a", "y")),
    Case("a subshell", "./s.sh", {"s.sh": "(cd a && x)\ny\n"}, ("cd a", "x @a", "y")),
    Case("a function", "./s.sh 1", {"s.sh": "f() {\n  x $1\n}\nf 2\ny $1\n"}, ("x 2", "y 1")),
    Case("a function that is not called", "./s.sh", {"s.sh": "f() { x; }\ny\n"}, ("y",)),
    Case("a function that returns", "./s.sh", {"s.sh": "f() { x; return; y; }\nf\nz\n"}, ("x", "z")),
    Case("exit", "./s.sh", {"s.sh": "x\nexit 0\ny\n"}, ("x",)),
    Case("a guard", "./s.sh", {"s.sh": 'if [ -z "$T" ]; then echo no; exit 1; fi\nx\n'}, ("echo no (maybe)", "x")),
    Case("a guard in a chain", "./s.sh", {"s.sh": '[ -n "$T" ] || exit 1\nx\n'}, ("x",)),
    Case("a test that holds", "./s.sh a", {"s.sh": 'if [ "$1" = "a" ]; then x; else y; fi\n'}, ("x",)),
    Case(
        "a test that does not hold",
        "./s.sh b",
        {"s.sh": 'if [[ "$1" == "a" ]]; then x; elif [ -n "$1" ]; then y; fi\n'},
        ("y",),
    ),
    Case("a negated test", "./s.sh", {"s.sh": "if [ ! -z $1 ]; then x; else y; fi\n"}, ("y",)),
    Case("in GitHub Actions", "./s.sh", {"s.sh": '[ "$GITHUB_ACTIONS" = true ] && x\n'}, ("x",)),
    Case("case", "./s.sh b", {"s.sh": 'case "$1" in\n a) x;;\n b|c) y;;\n *) z;;\nesac\n'}, ("y",)),
    Case("case without a match", "./s.sh d", {"s.sh": "case $1 in a) x;; b) y;; *) z;; esac\n"}, ("z",)),
    Case("for over words", "./s.sh", {"s.sh": "for d in a b; do (cd $d; x); done\n"}, ("cd a", "x @a", "cd b", "x @b")),
    Case("a condition that works", "./s.sh", {"s.sh": "if x; then echo y; fi\n"}, ("x", "echo y (maybe)")),
    Case("a chain", "./s.sh", {"s.sh": "x && y && z\n"}, ("x", "y", "z")),
    Case("failure ignored", "./s.sh", {"s.sh": "x || true\n"}, ("x (ignored)", "true (maybe)")),
    Case(
        "failure of a list ignored",
        "./s.sh",
        {"s.sh": "x && y || echo no\n"},
        ("x (ignored)", "y (ignored)", "echo no (maybe)"),
    ),
    Case("a pipeline", "./s.sh", {"s.sh": "echo y | x\n"}, ("echo y", "x")),
    Case("the background", "./s.sh", {"s.sh": "x &\ny\n"}, ("x", "y")),
    Case("a shell in between", "./s.sh", {"s.sh": "bash -c 'x; y'\n"}, ("x", "y")),
    Case(
        "options that are taken in a loop",
        "./s.sh --dry a",
        {"s.sh": 'while [ $# -gt 0 ]; do\n case "$1" in\n --dry) D=1;;\n *) R=$1;;\n esac\n shift\ndone\nx $D $R\n'},
        ("x 1 a",),
    ),
    Case("break", "./s.sh", {"s.sh": "while true; do\n  x && break\n  y\ndone\nz\n"}, ("x", "z")),
    Case("continue", "./s.sh", {"s.sh": "for a in 1 2; do\n  x $a; continue; y\ndone\nz\n"}, ("x 1", "x 2", "z")),
    Case("until", "./s.sh", {"s.sh": "until false; do x; break; done\n"}, ("x",)),
    Case(
        "a function that runs its arguments",
        "./s.sh",
        {"s.sh": 'run() { echo "+ $*"; "$@"; }\nrun twine upload x\n'},
        ('echo "+ twine upload x"', "twine upload x"),
    ),
    Case(
        "a function that ends the script",
        "./s.sh",
        {"s.sh": "die() { echo $1; exit 1; }\nx || die no\ny\n"},
        ("x", "echo no (maybe)", "y"),
    ),
    Case(
        "a function of another file",
        "./s.sh",
        {"s.sh": "#\n. ./t.sh\nf 1\n", "t.sh": "f() { x   a   $1; }\n"},
        ("x a 1",),
    ),
    Case("set arguments", "./s.sh a", {"s.sh": "set -- b $1\nx $1 $2\n"}, ("x b a",)),
    Case(
        "absolute paths of the checkout",
        "./s.sh",
        {"d/s.sh": 'R="$(cd .. && pwd)"\ntwine upload "$R"/dist/* $R\n'},
        ('twine upload ".."/dist/* .. @d',),
        folder="d",
    ),
    Case(
        "defaults",
        "./s.sh",
        {"s.sh": 'R=${R:-pypi}\nD="${D:-$R/dist}"\nx $R $D ${A:-b} ${HOME:-c}\n'},
        ("x pypi pypi/dist ${A:-b} ${HOME:-c}",),
        variables={"A": "1"},
    ),
    Case(
        "a here-document",
        "./s.sh",
        {"s.sh": "A=1\ncat > ~/.pypirc << EOF\n[pypi]\np = $A $B\nEOF\nx\n"},
        ("cat > ~/.pypirc << EOF\n[pypi]\np = 1 $B\nEOF", "x"),
    ),
    Case(
        "a quoted here-document", "./s.sh", {"s.sh": "A=1\npython - << 'E'\nx $A\nE\n"}, ("python - << 'E'\nx $A\nE",)
    ),
    Case("a redirection", "./s.sh", {"s.sh": "x > log 2>&1\n"}, ("x > log 2>&1",)),
    Case("continued lines", "./s.sh", {"s.sh": "x \\\n   a \\\n  b\n"}, ("x a b",)),
    Case("another script", "./s.sh", {"s.sh": "cd d\n../t.sh 1\n", "t.sh": "x $1\n"}, ("cd d", "x 1 @d")),
    Case("sourced inside", "./s.sh", {"s.sh": ". ./t.sh\nx $A\nf\n", "t.sh": "A=1\nf() { y; }\n"}, ("x 1", "y")),
    Case(
        "a virtual environment", "./s.sh", {"s.sh": "source venv/bin/activate\nx\n"}, ("source venv/bin/activate", "x")
    ),
    Case("sudo", "./s.sh", {"s.sh": "sudo make a\n", "Makefile": "a:\n\tx\n"}, ("x",)),
    Case("a known prefix", "./s.sh", {"s.sh": "P=venv/bin/\n${P}twine upload x\n"}, ("venv/bin/twine upload x",)),
    Case(
        "a prefix that a condition chooses",
        "./s.sh",
        {"s.sh": 'P=""\nif [ -d venv ]; then\n  P="venv/bin/"\nfi\n${P}twine upload x\n'},
        ("twine upload x",),
    ),
    Case("a variable with several words", "./s.sh", {"s.sh": 'A="-r pypi"\nx $A "$A"\n'}, ('x -r pypi "-r pypi"',)),
    Case("carriage returns", "./s.sh", {"s.sh": "A=1\r\nx $A\r\n"}, ("x 1",)),
]


@pytest.mark.parametrize("case", RUNS, ids=identify)
def test_runs(case: Case, tmp_path: Path) -> None:
    """The commands of a script, in order, with variables, arguments and folders followed."""
    check(tmp_path, case._replace(runs=tuple(line.rstrip() for line in case.runs)))


def test_variables(tmp_path: Path) -> None:
    """What a script exports, or puts in front of a command, is in the environment of its commands."""
    text = 'export TWINE_USERNAME=__token__\nOWN=1\nTWINE_PASSWORD="$PYPI_TOKEN" twine upload x\n'
    text += "env A=b make p\nSEEN=2\ny\n"
    files = {"s.sh": text, "Makefile": "p:\n\tz $(A)\n"}
    runs = ('TWINE_PASSWORD="$PYPI_TOKEN" twine upload x', "z ${A}", "y")
    recipe = check(tmp_path, Case("", "./s.sh", files, runs, variables={"SEEN": "1"}))
    user = ("TWINE_USERNAME", "__token__")
    assert recipe.commands[0].variables == (user, ("TWINE_PASSWORD", "$PYPI_TOKEN"))
    assert recipe.commands[1].variables == (user, ("A", "b"))
    assert recipe.commands[2].variables == (user, ("SEEN", "2"))
    assert [command.origin for command in recipe.commands] == ["s.sh:3", "Makefile:2", "s.sh:6"]


PROBLEMS = [
    Case("missing", "./s.sh", {}, problems=("no file s.sh",)),
    Case("outside", "../s.sh", {}, problems=("outside",)),
    Case("of the run", "bash $SCRIPT", {}, problems=("cannot be told",)),
    Case("another language", "./s", {"s": "#!/usr/bin/perl\nx\n"}, problems=("not a script that can be read",)),
    Case("binary", "./s.bin", {"s.bin": "\x01\x02"}, problems=("not a script that can be read",)),
    Case("broken", "./s.sh", {"s.sh": "if x; then\n"}, ("x",), ("not fully understood",)),
    Case(
        "the run decides",
        "./s.sh",
        {"s.sh": "if [ -f a ]; then twine upload x; fi\n"},
        ("twine upload x (maybe)",),
        ("decided by the run",),
    ),
    Case("the run decides, in a chain", "./s.sh", {"s.sh": '[ "$A" ] && x\n'}, ("x (maybe)",), ("decided by the run",)),
    Case("otherwise", "./s.sh", {"s.sh": "x || y\n"}, ("x", "y (maybe)"), ("decided by the run",)),
    Case(
        "a loop of the run",
        "./s.sh",
        {"s.sh": "for f in dist/*; do twine upload $f; done\n"},
        ("twine upload dist/* (maybe)",),
        ("decided by the run",),
    ),
    Case("while", "./s.sh", {"s.sh": "while read a; do x $a; done\n"}, ("x $a (maybe)",), ("decided by the run",)),
    Case(
        "may have ended",
        "./s.sh",
        {"s.sh": "if [ -f a ]; then exit 0; fi\nx\n"},
        ("x (maybe)",),
        ("decided by the run",),
    ),
    Case(
        "may have returned",
        "./s.sh",
        {"s.sh": "f() { if [ -f a ]; then return; fi; x; }\nf\ny\n"},
        ("x (maybe)", "y"),
        ("decided by the run",),
    ),
    Case(
        "may have ended in a function",
        "./s.sh",
        {"s.sh": "f() { [ -f a ] && exit 0; }\nf\ny\n"},
        ("y (maybe)",),
        ("decided by the run",),
    ),
    Case(
        "may have left the loop",
        "./s.sh",
        {"s.sh": "for a in 1; do\n [ -f a ] && break\n x\ndone\ny\n"},
        ("x (maybe)", "y"),
        ("decided by the run",),
    ),
    Case("arguments of the run", "./s.sh a b", {"s.sh": "if [ -f a ]; then shift; fi\nx $1\n"}, ("x $1",)),
    Case("a loop without an end", "./s.sh", {"s.sh": "while :; do x; done\n"}, ("x",) * 20, ("ends cannot be told",)),
    Case("a folder of the run", "./s.sh", {"s.sh": "cd $(x)\ny\n"}, ("cd $(x)", "y @$(...)"), ("folder at s.sh:1",)),
    Case("a folder elsewhere", "./s.sh", {"s.sh": "cd /tmp\ny\n"}, ("cd /tmp", "y @/tmp"), ("lies elsewhere",)),
    Case("a program of the run", "./s.sh", {"s.sh": "$(x) y\n"}, ("$(x) y",), ("cannot be told",)),
    Case("sources nothing", "./s.sh", {"s.sh": ". ./t.sh\nx\n"}, (". ./t.sh", "x"), ("cannot be read",)),
    Case(
        "sources itself",
        "./s.sh",
        {"s.sh": ". ./t.sh\nx\n", "t.sh": ". ./t.sh\n"},
        (". ./t.sh", "x"),
        ("sources itself",),
    ),
    Case("calls itself", "./s.sh", {"s.sh": "x\n./s.sh\n"}, ("x", "./s.sh"), ("leads back to itself",)),
    Case("a function that calls itself", "./s.sh", {"s.sh": "f() { x; f; }\nf\n"}, ("x",), ("calls itself",)),
    Case("PowerShell", "pwsh b.ps1", {"b.ps1": "twine upload x\n"}, ("twine upload x",), ("PowerShell",)),
]


@pytest.mark.parametrize("case", PROBLEMS, ids=identify)
def test_problems(case: Case, tmp_path: Path) -> None:
    """What only a run can tell, or is missing, makes the recipe incomplete, with the reason."""
    check(tmp_path, case)
