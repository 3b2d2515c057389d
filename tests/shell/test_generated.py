"""Generated scripts, with a real bash as the judge of whether the rest does what it did."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trustpub.shell import read_script
from trustpub.shell.surgery import CannotRemove, remove

DOOMED = "true_upload"
PREFACE = f"{DOOMED}() {{ return 0; }}\nfail() {{ echo failing; return 1; }}\n"

numbers = st.integers(0, 9)
simple = st.one_of(
    numbers.map("echo {}".format),
    numbers.map("echo {}".format),
    numbers.map(f"{DOOMED} {{}}".format),
    numbers.map(f"A={{}} {DOOMED} 2>&1".format),
    st.just("fail"),
    st.just("A=1"),
    st.sampled_from([f"{DOOMED} || true", f"yes | {DOOMED}", f"! {DOOMED}", "! fail", "fail || true", "[ -n '' ]"]),
    st.sampled_from(
        [f"{DOOMED} <<E\n  x\nE", "cat <<E\n  y\nE", f"{DOOMED} \\\n  x \\\n  y", "f", f"({DOOMED}; echo s)"]
    ),
)


@st.composite
def chains(draw: st.DrawFn) -> str:
    """Commands joined by `&&` and `||`; here-documents only at the end, as they take the rest of the line."""
    parts = draw(st.lists(simple.filter(lambda text: "<<" not in text), min_size=1, max_size=4))
    text: str = parts[0]
    for part in parts[1:]:
        text += draw(st.sampled_from([" && ", " || ", " && \\\n  ", " &&\n  ", "&&"])) + part
    return text


def blocks(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Constructs around scripts."""
    condition = st.sampled_from(["true", "fail", f"{DOOMED}", "! fail", "true && fail"])
    return st.one_of(
        st.tuples(condition, children).map(lambda p: f"if {p[0]}; then\n{p[1]}\nfi"),
        st.tuples(condition, children, children).map(lambda p: f"if {p[0]}; then\n{p[1]}\nelse\n{p[2]}\nfi"),
        children.map("for i in 1 2; do\n{}\ndone".format),
        children.map("g() {{\n{}\n}}\ng".format),
        children.map("g() {{\n{}\n}}\ng && echo called".format),
        children.map("{{\n{}\n}}".format),
        children.map("case a in\na)\n{}\n;;\nesac".format),
    )


def sequences(statement: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Statements on lines of their own or separated by semicolons, with comments and blank lines between."""

    @st.composite
    def build(draw: st.DrawFn) -> str:
        text = draw(st.sampled_from(["", "# c\n", "\n"]))
        statements = draw(st.lists(statement, min_size=1, max_size=4))
        for index, item in enumerate(statements):
            text += item
            if index < len(statements) - 1:
                separators = ["\n", "\n\n", " # c\n", "\n  "] if "<<" in item else ["\n", "; ", ";", " # c\n", "\n\n  "]
                text += draw(st.sampled_from(["\n"] if item.endswith("E") else separators))
        return text

    return build()


scripts = st.recursive(
    sequences(st.one_of(simple, chains())),
    lambda inner: sequences(st.one_of(simple, chains(), blocks(inner))),
    max_leaves=4,
)


def run(script: str, options: tuple[str, ...]) -> tuple[int, bytes]:
    """Status and output of a script under bash."""
    done = subprocess.run(
        ["bash", *options, "-c", f"{PREFACE}f() {{ fail && true; }}\n{script}"],
        capture_output=True,
        timeout=10,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stdout


def check(script: str, picked: int | None, options: tuple[str, ...]) -> None:
    """Removes one or all of the doomed commands of a script; bash must not see a difference."""
    read = read_script(script)
    assert not read.has_errors
    doomed = [command for command in read.commands if command.name == DOOMED]
    assume(doomed)
    if picked is not None:
        doomed = [doomed[picked % len(doomed)]]
    try:
        result = remove(read, doomed, stops_on_error="-e" in options)
    except CannotRemove:
        assume(False)
        return
    assert len(read_script(result).commands) < len(read.commands)
    assert run(result, options) == run(script, options)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@settings(max_examples=300)
@given(scripts, st.none() | st.integers(0, 5), st.sampled_from([("-e",), ("-e",), ()]))
def test_bash_sees_no_difference(script: str, picked: int | None, options: tuple[str, ...]) -> None:
    """Without commands that succeed and print nothing, a script has the same output and exit status."""
    check(script, picked, options)


words = st.sampled_from(["a", "-b", "'c d'", '"$E"', "${{ f }}", "g*", "$(h)", "é"])
known = st.tuples(st.sampled_from(["make", "python", "keep"]), st.lists(words, max_size=3)).map(
    lambda p: " ".join([p[0], *p[1]])
)


@settings(max_examples=200)
@given(st.lists(known, min_size=1, max_size=5), st.data())
def test_others_stay(commands: list[str], data: st.DataObject) -> None:
    """One of several commands goes, and exactly the others are left, in any layout."""
    at = data.draw(st.integers(0, len(commands) - 1))
    commands[at] = "upload x"
    separators = data.draw(
        st.lists(st.sampled_from(["\n", "; ", "\n\n# c\n", "\r\n", " # d\n  "]), min_size=5, max_size=5)
    )
    source = "".join(command + separator for command, separator in zip(commands, separators, strict=False))
    script = read_script(source)
    doomed = [command for command in script.commands if command.name == "upload"]
    result = remove(script, doomed)
    texts = [result[c.start : c.end] for c in read_script(result).commands if "substitution" not in c.context]
    assert texts == commands[:at] + commands[at + 1 :]
    assert source.count("# c") == result.count("# c")


@settings(max_examples=200)
@given(st.text(alphabet="ab$\"'`(){}[]|&;<>\\\n\r \t#=!~*?-é%", max_size=60))
def test_reading_never_fails(source: str) -> None:
    """Whatever the text, it is read, and the words are where they say they are."""
    script = read_script(source)
    for command in script.commands:
        for word in command.words:
            assert source[word.start : word.end] == word.text
