"""Variables, and what scripts write to files."""

from __future__ import annotations

import pytest

from trustpub.shell import (
    file_writes,
    github_env_writes,
    github_output_writes,
    read_other,
    read_script,
    resolve,
    variables_before,
)
from trustpub.shell.values import literal

RESOLVED = [
    pytest.param("$A/${B}", "1/2", id="both-forms"),
    pytest.param("$C ${D} $1", "$C ${D} $1", id="unknown-stay"),
    pytest.param("${A:-x} ${C:-x} ${E:-x} ${E-y}", "1 ${C:-x} x ", id="defaults"),
    pytest.param("${{ env.A }} $A", "${{ env.A }} 1", id="expressions-stay"),
    pytest.param("$AB", "$AB", id="longest-name"),
    pytest.param("plain", "plain", id="plain"),
]


@pytest.mark.parametrize(("value", "expected"), RESOLVED)
def test_resolve(value: str, expected: str) -> None:
    """References to known variables are replaced, all others stay."""
    assert resolve(value, {"A": "1", "B": "2", "E": ""}) == expected


VISIBLE = [
    pytest.param("A=1\nx", {"A": "1"}, id="before"),
    pytest.param("x\nA=1", {}, id="after"),
    pytest.param("A=1\nexport B=$A-${{ c }}\nx", {"A": "1", "B": "1-${{ c }}"}, id="resolved"),
    pytest.param("A=1 B=2\nx", {"A": "1", "B": "2"}, id="two-on-a-line"),
    pytest.param("A=1 y\nx", {}, id="prefix-of-another"),
    pytest.param("A=1\nA=$(b)\nx", {}, id="then-unknown"),
    pytest.param("A=1\nunset A\nx", {}, id="unset"),
    pytest.param("A=1\nread A\nx", {}, id="read"),
    pytest.param("if a; then A=1; fi\nx", {}, id="under-a-condition"),
    pytest.param("A=1\nif a; then A=2; fi\nx", {}, id="changed-under-a-condition"),
    pytest.param("if a; then A=1; x; else B=2; fi", {"A": "1"}, id="same-branch"),
    pytest.param("A=1 && x", {"A": "1"}, id="and"),
    pytest.param("a || A=1\nx", {}, id="or"),
    pytest.param("(A=1)\nx", {}, id="subshell"),
    pytest.param("(A=1; x)", {"A": "1"}, id="in-the-subshell"),
    pytest.param("{ A=1; }\nx", {"A": "1"}, id="group"),
    pytest.param("A=1\nfor A in b; do c; done\nx", {}, id="loop-variable"),
    pytest.param("A=1\nf() { x; }", {"A": "1"}, id="function"),
    pytest.param("A=1\necho $(x)", {"A": "1"}, id="substitution"),
    pytest.param("A=\nx", {"A": ""}, id="empty"),
    pytest.param("declare -x A=b\nx", {"A": "b"}, id="declare"),
]


@pytest.mark.parametrize(("source", "expected"), VISIBLE)
def test_variables_before(source: str, expected: dict[str, str]) -> None:
    """A command sees what was surely set before it, and nothing that may have changed."""
    script = read_script(source)
    (command,) = [c for c in script.commands if c.name == "x"]
    assert variables_before(script, command) == expected


ENVIRONMENT = [
    pytest.param('echo "A=b" >> $GITHUB_ENV', [("A", "b")], id="echo"),
    pytest.param('echo "A=${{ b }} $C" >> "$GITHUB_ENV"', [("A", "${{ b }} $C")], id="expressions-and-variables"),
    pytest.param('echo A=$(b) >> "${GITHUB_ENV}"', [("A", None)], id="unknown-value"),
    pytest.param('echo "A=b=c" | tee -a "$GITHUB_ENV"', [("A", "b=c")], id="tee"),
    pytest.param("printf 'A=%s\\nB=c\\n' $X >> $GITHUB_ENV", [("A", "$X"), ("B", "c")], id="printf"),
    pytest.param("printf '%s\\n' A=b C=d >> $GITHUB_ENV", [("A", "b"), ("C", "d")], id="printf-repeats"),
    pytest.param("cat >> $GITHUB_ENV <<E\nA=b\nC=$D\nE", [("A", "b"), ("C", "$D")], id="here-document"),
    pytest.param("cat <<'E' | tee -a $GITHUB_ENV\nA=b\nE", [("A", "b")], id="here-document-and-tee"),
    pytest.param("{ echo A=b; echo C=d; } >> $GITHUB_ENV", [("A", "b"), ("C", "d")], id="group"),
    pytest.param("echo 'A<<E' >> $GITHUB_ENV\necho b >> $GITHUB_ENV\necho E >> $GITHUB_ENV", [("A", "b")], id="lines"),
    pytest.param("if x; then echo A=b >> $GITHUB_ENV; fi", [("A", "b")], id="under-a-condition"),
    pytest.param('echo -e "A=b\\nC=d" >> $GITHUB_ENV', [("A", "b"), ("C", "d")], id="echo-e"),
    pytest.param('echo "A=b" >> $GITHUB_OUTPUT', [], id="another-file"),
    pytest.param("python x.py >> $GITHUB_ENV", [], id="a-program"),
    pytest.param("echo A=b", [], id="no-file"),
]


@pytest.mark.parametrize(("source", "expected"), ENVIRONMENT)
def test_github_env_writes(source: str, expected: list[tuple[str, str | None]]) -> None:
    """Variables for later steps are found in whatever way they are written."""
    assert github_env_writes(read_script(source)) == expected


def test_github_env_writes_of_powershell() -> None:
    """PowerShell writes to the file as well."""
    assert github_env_writes(read_other('echo "A=b" >> $env:GITHUB_ENV')) == [("A", "b")]


def test_github_output_writes() -> None:
    """Outputs are found in the file and in the old workflow command."""
    source = 'echo "::set-output name=a::b"\necho "c=$(d)" >> $GITHUB_OUTPUT'
    assert github_output_writes(read_script(source)) == [("a", "b"), ("c", None)]


FILES = [
    pytest.param("echo a > ~/.pypirc\necho b >> ~/.pypirc", "a\nb\n", id="appended"),
    pytest.param("echo a >> ~/.pypirc\necho b > $HOME/.pypirc", "b\n", id="overwritten"),
    pytest.param('echo -e "[a]\\nb = ${{ c }}" > "$HOME/.pypirc"', "[a]\nb = ${{ c }}\n", id="echo-e"),
    pytest.param("echo -n a > .pypirc", "a", id="echo-n"),
    pytest.param("cat <<E > ~/.pypirc\n[a]\nb = $C\nE", "[a]\nb = $C\n", id="here-document"),
    pytest.param("cat > ~/.pypirc <<-E\n\t[a]\n\tb = $(c)\n\tE", "[a]\nb = $(c)\n", id="tabs-and-substitution"),
    pytest.param("printf '[a]\\nb = %s\\n' \"$C\" > .pypirc", "[a]\nb = $C\n", id="printf"),
    pytest.param("(echo a; echo b) > .pypirc", "a\nb\n", id="subshell"),
    pytest.param("echo a | tee ~/.pypirc", "a\n", id="tee"),
    pytest.param("echo a | sudo tee -a ~/.pypirc > /dev/null", "a\n", id="sudo-tee"),
    pytest.param("echo a && echo b > .pypirc", "b\n", id="chain"),
    pytest.param("tee .pypirc <<< 'a b'", "a b\n", id="here-string"),
    pytest.param("cat x > .pypirc", "", id="unknown"),
    pytest.param("echo a > .pypirc.bak", None, id="another-file"),
]


@pytest.mark.parametrize(("source", "expected"), FILES)
def test_file_writes(source: str, expected: str | None) -> None:
    """The text that ends up in a file, with what is only known at run time as written."""
    assert file_writes(read_script(source)) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a$(b ')' \"$(c)\")d", "a?d"),
        ("`a \\` b`", "?"),
        ("${A%%.*}b", "?b"),
        ("a$", "a$"),
        ('"a\\"b\\c"', 'a"b\\c'),
        ("$(a", "?"),
        ("a\\\nb", "ab"),
        ("$'a\\'b\\x'", "a'b\\x"),
    ],
)
def test_literal(text: str, value: str) -> None:
    """Only the parts of a word that cannot be told are replaced."""
    assert literal(text, "?") == value
