"""What `read_script` finds in bash scripts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from trustpub.shell import Command, grammar, read_script
from trustpub.shell.kinds import shell_kind, stops_on_error
from trustpub.shell.plain import read_other


def values(command: Command) -> list[str | None]:
    """The values of the words of a command."""
    return [word.value for word in command.words]


WORDS = [
    pytest.param("twine upload dist/*", ["twine", "upload", "dist/*"], id="plain"),
    pytest.param("a 'b c' \"d e\" f\\ g", ["a", "b c", "d e", "f g"], id="quotes"),
    pytest.param('a --x="b c"d', ["a", "--x=b cd"], id="quotes-inside-a-word"),
    pytest.param("a $B ${C} \"$D\" '$E'", ["a", "$B", "${C}", "$D", "$E"], id="variables-kept"),
    pytest.param('a "${B:-c}"', ["a", "${B:-c}"], id="default-kept"),
    pytest.param("a $(b) `c` <(d) $((1+2)) ${X%%.*}", ["a", None, None, None, None, None], id="unknown"),
    pytest.param('a "x$(b)y"', ["a", None], id="substitution-in-quotes"),
    pytest.param("a -p ${{ secrets.T }} -u x", ["a", "-p", "${{ secrets.T }}", "-u", "x"], id="expression"),
    pytest.param("a $B${{ c }}d", ["a", "$B${{ c }}d"], id="expression-after-variable"),
    pytest.param("a \"${{ b == '}}' }}\"", ["a", "${{ b == '}}' }}"], id="braces-in-expression"),
    pytest.param("a '${{ b['c'] }}'", ["a", "${{ b['c'] }}"], id="quotes-in-expression"),
    pytest.param("${{ matrix.cmd }} x", ["${{ matrix.cmd }}", "x"], id="expression-as-command"),
    pytest.param("a \\\n  b \\\n  c", ["a", "b", "c"], id="continuation"),
    pytest.param("a \\\r\n  b\r\n", ["a", "b"], id="continuation-crlf"),
    pytest.param("a 'é' ü€ b", ["a", "é", "ü€", "b"], id="not-ascii"),
    pytest.param("a .[dev] {b,c}/d 'e[f]>=1'", ["a", ".[dev]", "{b,c}/d", "e[f]>=1"], id="brackets"),
    pytest.param("a $'b\\nc'", ["a", "b\nc"], id="ansi-quotes"),
    pytest.param("a b#c # d", ["a", "b#c"], id="comment"),
    pytest.param('[ -n "$A" -a b = c ]', ["[", "-n", "$A", "-a", "b", "=", "c", "]"], id="test"),
]


@pytest.mark.parametrize(("source", "expected"), WORDS)
def test_words(source: str, expected: list[str | None]) -> None:
    """Words have their value after quote removal, or None where it cannot be told."""
    script = read_script(source)
    assert values(script.commands[0]) == expected
    assert not script.has_errors


CONTEXTS = [
    pytest.param("x", (), id="top"),
    pytest.param("a; x; b", (), id="sequence"),
    pytest.param("a && x", ("and",), id="and"),
    pytest.param("x && a", ("and",), id="first-of-and"),
    pytest.param("a || x", ("or",), id="or"),
    pytest.param("a && b || x", ("or",), id="mixed"),
    pytest.param("a | x", ("pipeline",), id="pipeline"),
    pytest.param("a | b && x", ("and",), id="pipeline-in-and"),
    pytest.param("a && x | b | c || d", ("and", "pipeline"), id="pipeline-inside-chain"),
    pytest.param("! x", ("negation",), id="negation"),
    pytest.param("! x | a", ("negation", "pipeline"), id="negated-pipeline"),
    pytest.param("x &", ("background",), id="background"),
    pytest.param("a && x &", ("background", "and"), id="chain-in-background"),
    pytest.param("if x; then a; fi", ("if", "condition"), id="condition"),
    pytest.param("if a; then x; fi", ("if",), id="if"),
    pytest.param("if a; then b; elif x; then c; fi", ("elif", "condition"), id="elif-condition"),
    pytest.param("if a; then b; elif c; then x; else d; fi", ("elif",), id="elif"),
    pytest.param("if a; then b; elif c; then d; elif e; then f; else x; fi", ("else",), id="else"),
    pytest.param("for i in a b; do x; done", ("for",), id="for"),
    pytest.param("for ((i=0;i<2;i++)); do x; done", ("for",), id="c-style-for"),
    pytest.param("while x; do a; done", ("while", "condition"), id="while-condition"),
    pytest.param("until a; do x; done < f", ("while",), id="until"),
    pytest.param("case $A in a|b) y;; *) x ;; esac", ("case",), id="case"),
    pytest.param("f() { x; }", ("function",), id="function"),
    pytest.param("function f { if a; then x; fi; }", ("function", "if"), id="if-in-function"),
    pytest.param("( a; x )", ("subshell",), id="subshell"),
    pytest.param("{ x; } > f", ("group",), id="group"),
    pytest.param("a $(b $(x))", ("substitution", "substitution"), id="nested-substitution"),
    pytest.param('A="`x`"', ("substitution",), id="backquotes"),
    pytest.param("a <<E\n$(x)\nE\n", ("substitution",), id="substitution-in-here-document"),
    pytest.param("a <<E && x\nb\nE\n", ("and",), id="after-here-document"),
    pytest.param("a <<E | x && b\nb\nE\n", ("and", "pipeline"), id="pipe-after-here-document"),
    pytest.param("for i in $(x); do a; done", ("substitution",), id="substitution-in-for"),
]


@pytest.mark.parametrize(("source", "expected"), CONTEXTS)
def test_contexts(source: str, expected: tuple[str, ...]) -> None:
    """Commands know the constructs around them, outermost first."""
    script = read_script(source)
    (command,) = [c for c in script.commands if c.name == "x"]
    assert command.context == expected
    assert not script.has_errors


def test_function_and_line() -> None:
    """Commands know the function they are in, and their line."""
    script = read_script("a\n\nf() {\n  b\n}\nc\n")
    assert [(c.name, c.function, c.line) for c in script.commands] == [("a", None, 0), ("b", "f", 3), ("c", None, 5)]


ASSIGNMENTS = [
    pytest.param("A=1", [("A", "1", False)], id="plain"),
    pytest.param("A=1 B=2\nc", [("A", "1", False), ("B", "2", False)], id="two-before-a-line-end"),
    pytest.param("export A='b c' D", [("A", "b c", True)], id="export"),
    pytest.param("declare -x A=$B", [("A", "$B", True)], id="declare-x"),
    pytest.param("declare A=b", [("A", "b", False)], id="declare"),
    pytest.param("A=$(b)", [("A", None, False)], id="unknown"),
    pytest.param("A=(b c)", [("A", None, False)], id="array"),
    pytest.param("A+=b", [("A", None, False)], id="append"),
    pytest.param("A=1 b", [], id="prefix-of-a-command"),
    pytest.param('export A="${{ b }}"', [("A", "${{ b }}", True)], id="expression"),
]


@pytest.mark.parametrize(("source", "expected"), ASSIGNMENTS)
def test_assignments(source: str, expected: list[tuple[str, str | None, bool]]) -> None:
    """The script's assignments are those that last longer than one command."""
    found = read_script(source).assignments
    assert [(a.name, a.value.value if a.value else "", a.exported) for a in found] == expected


def test_prefixes_belong_to_their_command() -> None:
    """Assignments before a command are the command's own."""
    (command,) = read_script("A=1 B= c d").commands
    assert [(a.name, a.value and a.value.value) for a in command.assignments] == [("A", "1"), ("B", None)]
    assert values(command) == ["c", "d"]


def test_assignment_ends_with_its_line() -> None:
    """Two assignments on a line are no prefix of the command on the next."""
    script = read_script("A=1 > f\npip install\nA=1 B=2\nread x")
    assert [c.name for c in script.commands] == [None, "pip", None, "read"]
    assert all(not c.assignments for c in script.commands if c.name)


REDIRECTS = [
    pytest.param("a > b", [(">", "b")], id="out"),
    pytest.param("a >> b 2>&1", [(">>", "b"), ("2>&1", None)], id="append-and-duplicate"),
    pytest.param("a 2>/dev/null", [("2>", "/dev/null")], id="descriptor"),
    pytest.param("x && a &> b", [("&>", "b")], id="of-the-last-of-a-chain"),
    pytest.param("x | a > b", [(">", "b")], id="of-the-last-of-a-pipeline"),
    pytest.param('a <<< "$B"', [("<<<", "$B")], id="here-string"),
    pytest.param("> b a c", [(">", "b")], id="before-the-name"),
]


@pytest.mark.parametrize(("source", "expected"), REDIRECTS)
def test_redirects(source: str, expected: list[tuple[str, str | None]]) -> None:
    """Redirections belong to the command they are written at."""
    (command,) = [c for c in read_script(source).commands if c.name == "a"]
    assert [(r.operator, r.target and r.target.value) for r in command.redirects] == expected


HERE_DOCUMENTS = [
    pytest.param("a <<E\nb $C\nE\nd", "b $C\n", id="plain"),
    pytest.param("a <<'E' > f\n  b\nE\n", "  b\n", id="quoted-and-indented"),
    pytest.param("a <<-E\n\tb\n\tE\n", "b\n", id="tabs"),
    pytest.param("a << E\r\nb\r\nE\r\n", "b\n", id="crlf"),
    pytest.param("a <<E # c\nb\nE\n", "b\n", id="comment-on-the-first-line"),
    pytest.param("a <<E\nE\n", "", id="empty"),
]


@pytest.mark.parametrize(("source", "body"), HERE_DOCUMENTS)
def test_here_documents(source: str, body: str) -> None:
    """The text of a here-document is read, and its lines are known."""
    redirect = read_script(source).commands[0].redirects[0]
    assert redirect.body == body
    assert redirect.body_span is not None
    lines = source[slice(*redirect.body_span)]
    assert lines.replace("\r\n", "\n").lstrip("\t").endswith("E")
    assert source[: redirect.body_span[0]].count("\n") == 1


def test_command_ends_before_its_here_document() -> None:
    """A command's place does not include what follows on the line, nor the lines of its here-document."""
    source = "x && a <<E > f && b\nc\nE\nd"
    script = read_script(source)
    texts = [source[c.start : c.end] for c in script.commands]
    assert texts == ["x", "a <<E > f", "b", "d"]


BROKEN = [
    pytest.param("if a; then b", id="open-if"),
    pytest.param("a 'b", id="open-quote"),
    pytest.param("a <<E\nb", id="open-here-document"),
    pytest.param("(" * 3000, id="deep"),
    pytest.param("a $(" * 500, id="deep-substitution"),
    pytest.param("import os\nprint(os.environ['A'],\n  b)", id="python"),
    pytest.param("a ${{ b", id="open-expression"),
    pytest.param("a\ndone", id="reserved-word"),
    pytest.param("a (b)", id="subshell-as-argument"),
]


@pytest.mark.parametrize("source", BROKEN)
def test_broken_scripts_are_marked(source: str) -> None:
    """What is no bash is read as far as it goes, and marked."""
    assert read_script(source).has_errors


def test_depth_is_bounded() -> None:
    """A script nested deeper than anybody writes is refused, not a crash."""
    assert read_script("{ " * 5000 + "a" + "; }" * 5000).has_errors


SHELLS = [
    (None, False, "bash"),
    (None, True, "pwsh"),
    ("", False, "bash"),
    ("bash", True, "bash"),
    ("bash -l {0}", False, "bash"),
    ("bash -el {0}", True, "bash"),
    ("/bin/bash -e {0}", False, "bash"),
    ("sh", False, "sh"),
    ("pwsh", False, "pwsh"),
    ("powershell", True, "pwsh"),
    ("cmd", True, "cmd"),
    ("python {0}", False, "python"),
    ("C:\\tools\\bash.exe {0}", True, "bash"),
    ("micromamba-shell {0}", False, "other"),
    ("${{ matrix.shell }}", False, "other"),
]


@pytest.mark.parametrize(("shell", "windows", "kind"), SHELLS)
def test_shell_kind(shell: str | None, windows: bool, kind: str) -> None:
    """The kind of shell follows from `shell:` and the runner's system."""
    assert shell_kind(shell, windows) == kind


@pytest.mark.parametrize(
    ("shell", "stops"),
    [(None, True), ("bash", True), ("bash -l {0}", False), ("bash -el {0}", True), ("bash -o errexit {0}", True)],
)
def test_stops_on_error(shell: str | None, stops: bool) -> None:
    """GitHub's own shells run with `-e`; a template only with what it says."""
    assert stops_on_error(shell) is stops


def test_powershell() -> None:
    """PowerShell is read line by line: commands, continuations, environment variables."""
    source = (
        '$env:P = "${{ secrets.X }}"\npython -m twine upload `\n  dist\\* --x "a b" > l; dir # no\n# twine upload\n'
    )
    script = read_other(source)
    assert script.has_errors
    assert [(a.name, a.value and a.value.value, a.exported) for a in script.assignments] == [
        ("P", "${{ secrets.X }}", True)
    ]
    assert values(script.commands[1]) == ["python", "-m", "twine", "upload", "dist\\*", "--x", "a b"]
    assert script.commands[1].redirects[0].operator == ">"
    assert [c.line for c in script.commands] == [0, 1, 2]


def test_cmd() -> None:
    """cmd is read line by line as well; `set` and `set "..."` assign, `call` launches."""
    source = 'set A=b\r\nset "C=d e"\r\nREM twine\r\ncall twine upload ^\r\n  dist\\*\r\n'
    script = read_other(source)
    assert [(a.name, a.value and a.value.value) for a in script.assignments] == [("A", "b"), ("C", "d e")]
    assert values(script.commands[-1]) == ["twine", "upload", "dist\\*"]
    assert all(source[w.start : w.end] == w.text for c in script.commands for w in c.words)


def test_grammar_without_its_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extension of the grammar is not found by itself, its package is imported."""
    monkeypatch.setattr(grammar, "_parsers", [])
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert read_script("a b").commands[0].name == "a"


def test_grammar_is_loaded_without_its_package() -> None:
    """Reading a script does not import what only the grammar's package needs."""
    code = (
        "import sys; from trustpub.shell import read_script as r; r('a'); print('importlib.resources' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "importlib.resources" not in done.stdout.split()
