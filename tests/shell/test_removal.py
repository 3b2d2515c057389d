"""Taking commands out of scripts: what goes, what stays byte for byte, and what is refused."""

from __future__ import annotations

import pytest

from trustpub.shell import read_script
from trustpub.shell.surgery import CannotRemove, is_inert, remove


def without_upload(source: str, *, stops_on_error: bool = True) -> str:
    """The source without the commands whose text begins with `upload`, behind prefixes or not."""
    script = read_script(source)
    doomed = [command for command in script.commands if command.name in ("upload", "exec", "time")]
    doomed += [c for c in script.commands if any(a.name.startswith("UP_") for a in c.assignments) and c not in doomed]
    assert doomed
    return remove(script, doomed, stops_on_error=stops_on_error)


REMOVED = [
    pytest.param("upload x", "", id="alone"),
    pytest.param("a\nupload x\nb\n", "a\nb\n", id="own-line"),
    pytest.param("a\nupload x", "a\n", id="last-line"),
    pytest.param("upload x\n\nb", "\nb", id="blank-lines-stay"),
    pytest.param("a\n  upload x  # note\n  b", "a\n  b", id="own-comment-goes"),
    pytest.param("# about the upload\nupload x\nb", "# about the upload\nb", id="comment-above-stays"),
    pytest.param("upload \\\n  -u x \\\n  -p y\nb", "b", id="continuation"),
    pytest.param("upload x \\\n\nb", "b", id="dangling-continuation"),
    pytest.param("a \\\n  c\nupload x\nb", "a \\\n  c\nb", id="after-a-continuation"),
    pytest.param("upload <<E\nx\nE\nb", "b", id="here-document"),
    pytest.param("upload <<E <f # c\nx\nE\nb", "b", id="here-document-and-more"),
    pytest.param("a\r\nupload x\r\nb\r\n", "a\r\nb\r\n", id="crlf"),
    pytest.param("a\n\tupload x\n\n# c\n", "a\n\n# c\n", id="tab"),
    pytest.param("a; upload x; b", "a; b", id="middle-of-a-line"),
    pytest.param("a; upload x", "a", id="end-of-a-line"),
    pytest.param("upload x; b", "b", id="start-of-a-line"),
    pytest.param("a;upload x;b", "a;b", id="no-blanks"),
    pytest.param("a\nupload x;\nb", "a\nb", id="semicolon"),
    pytest.param("a\nupload x; # c\nb", "a\nb", id="semicolon-and-comment"),
    pytest.param("a; \\\nupload x\nb", "a\nb", id="continued-line"),
    pytest.param("a & upload x", "a &", id="after-background"),
    pytest.param("upload x; upload y", "", id="two-on-a-line"),
    pytest.param("a\nupload x; upload y\nb", "a\nb", id="two-between-lines"),
    pytest.param("upload x\na\nupload y\nb", "a\nb", id="two-lines"),
    pytest.param("a && upload x && b", "a && b", id="link"),
    pytest.param("upload x && b", "b", id="first-link"),
    pytest.param("a && upload x", "a", id="last-link-of-the-script"),
    pytest.param("a&&upload x&&b", "a&&b", id="link-without-blanks"),
    pytest.param("a && \\\n  upload x && \\\n  b", "a && \\\n  b", id="link-on-its-line"),
    pytest.param("a &&\n  upload x\n", "a\n", id="last-link-on-its-line"),
    pytest.param("a \\\n  && upload x \\\n  && b", "a \\\n  && b", id="leading-operators"),
    pytest.param("upload x && upload y && b", "b", id="two-links"),
    pytest.param("upload x && upload y", "", id="all-links"),
    pytest.param("a && upload <<E && b\nx\nE\nc", "a && b\nc", id="link-with-here-document"),
    pytest.param("echo a && upload x\nb", "echo a\nb", id="last-link-after-what-never-fails"),
    pytest.param("upload x || true", "", id="or-true"),
    pytest.param("a\nupload x || exit 1\nb", "a\nb", id="or-exit"),
    pytest.param("upload x || upload y", "", id="retry"),
    pytest.param("a && upload x || b", "a || b", id="link-before-or"),
    pytest.param("yes | upload x", "", id="fed-by-yes"),
    pytest.param("echo $P | upload x && b", "b", id="fed-by-echo"),
    pytest.param("upload x | cat\nb", "b", id="shown-by-cat"),
    pytest.param("if a; then b; upload x; fi", "if a; then b; fi", id="end-of-a-branch"),
    pytest.param("if a; then upload x; b; fi", "if a; then b; fi", id="start-of-a-branch"),
    pytest.param("if a; then upload x\n b; fi", "if a; then\n b; fi", id="after-then"),
    pytest.param("if a; then\n  b\n  upload x\nelse\n  c\nfi", "if a; then\n  b\nelse\n  c\nfi", id="line-of-a-branch"),
    pytest.param("if a; then b && upload x; fi", "if a; then b; fi", id="last-link-of-the-last-branch"),
    pytest.param("for i in a b; do\n  c\n  upload $i\ndone", "for i in a b; do\n  c\ndone", id="loop"),
    pytest.param("while a; do upload; b; done", "while a; do b; done", id="while"),
    pytest.param("f() {\n  a\n  upload x\n}\nf", "f() {\n  a\n}\nf", id="function"),
    pytest.param("{ a; upload x; }", "{ a; }", id="group"),
    pytest.param("case a in\n b) c; upload x;;\nesac", "case a in\n b) c;;\nesac", id="case-line"),
    pytest.param("case a in\n b)\n  c\n  upload x ;;\nesac", "case a in\n b)\n  c\n  ;;\nesac", id="case-block"),
    pytest.param("upload $(ls d)", "", id="arguments-that-only-read"),
    pytest.param("upload x 2>&1 > /dev/null", "", id="output-discarded"),
    pytest.param("A=b upload x\nc", "c", id="prefix"),
    pytest.param("time upload x\nb", "b", id="time"),
    pytest.param("set -e\na\nupload x", "set -e\na\n", id="set-e-stays"),
    pytest.param("cd d\nupload x", "cd d\n", id="cd-stays"),
    pytest.param("[ a ] && b || true\nupload x", "[ a ] && b || true\n", id="list-that-always-succeeds-becomes-last"),
    pytest.param("export UP_A=b\nc", "c", id="export"),
    pytest.param("UP_A=b\nupload $UP_A", "", id="variable-only-used-by-what-goes"),
    pytest.param("é\nupload 'ü ${{ a }}'\nß", "é\nß", id="not-ascii"),
    pytest.param("a ${{ b }}\nupload ${{ c }}\nd ${{ e }}", "a ${{ b }}\nd ${{ e }}", id="expressions"),
]


@pytest.mark.parametrize(("source", "expected"), REMOVED)
def test_removed(source: str, expected: str) -> None:
    """The command goes with all that is its own; the rest stays as it was written."""
    assert without_upload(source) == expected


REFUSED = [
    pytest.param("upload x || echo failed", "its failure is handled", id="or-echo"),
    pytest.param("upload x || { b; exit 1; }", "its failure is handled", id="or-group"),
    pytest.param("upload x || true && b", "its failure is handled", id="or-true-and-more"),
    pytest.param("a || upload x", "only runs when the command before `||` fails", id="fallback"),
    pytest.param("a && upload x || upload y", "only runs when the command before `||`", id="fallback-of-a-link"),
    pytest.param("a || upload x && b", "only runs when the command before `||` fails", id="fallback-and-more"),
    pytest.param("a && upload x\nb", "a failure before `&&` is ignored now", id="last-link-before-more"),
    pytest.param("cd d && upload x\nb", "a failure before `&&` is ignored now", id="cd-link-before-more"),
    pytest.param("f() { a && upload x; }", "a failure before `&&` is ignored now", id="last-link-of-a-function"),
    pytest.param("while b; do a && upload x; done", "a failure before `&&` is ignored", id="last-link-of-a-loop"),
    pytest.param("a && # c\nupload x", "there is a comment inside", id="comment-in-the-list"),
    pytest.param("a && { b; upload x; }", "inside a construct that is a part", id="group-in-a-list"),
    pytest.param("upload x && a && upload y", "other commands between", id="links-apart"),
    pytest.param("if a; then upload x; fi", "all that the `if` branch does", id="whole-branch"),
    pytest.param("if a; then b; else\nupload x\nfi", "all that the `else` branch does", id="whole-else"),
    pytest.param("if a; then upload x; upload y; fi", "all that the `if` branch does", id="whole-branch-of-two"),
    pytest.param("for i in a; do upload $i; done", "all that the loop does", id="whole-loop"),
    pytest.param("f() { upload x; }", "all that the function does", id="whole-function"),
    pytest.param("case a in b) upload x;; esac", "all that the `case` branch does", id="whole-case"),
    pytest.param("{ upload x; }", "all that the group does", id="whole-group"),
    pytest.param("if upload x; then a; fi", "its exit status decides", id="condition"),
    pytest.param("while upload x; do a; done", "its exit status decides", id="loop-condition"),
    pytest.param("! upload x", "negated", id="negation"),
    pytest.param("upload x &", "in the background", id="background"),
    pytest.param("a=$(upload x)", "its output is used", id="substitution"),
    pytest.param("a <(upload x)", "its output is used", id="process-substitution"),
    pytest.param("(a; upload x)", "in a subshell", id="subshell"),
    pytest.param("a | upload x", "do more than print", id="fed-by-a-program"),
    pytest.param("cat f | upload x", "do more than print", id="fed-by-a-file"),
    pytest.param("upload x | tee log", "do more than print", id="tee-to-a-file"),
    pytest.param("upload x | grep y", "do more than print", id="grep"),
    pytest.param("echo a > f | upload x", "do more than print", id="feeder-that-writes"),
    pytest.param("{ a; } | upload x", "do more than print", id="fed-by-a-group"),
    pytest.param("upload x | upload y", "a part of a pipeline", id="two-in-a-pipeline"),
    pytest.param("upload x > log\nb", "its output goes to `log`", id="output-to-a-file"),
    pytest.param("upload x &> log\nb", "its output goes to `log`", id="all-output-to-a-file"),
    pytest.param("upload x > >(tee log)", "its output goes to", id="output-to-a-process"),
    pytest.param("upload x\necho $?", "its exit status may be looked at", id="status"),
    pytest.param("for i in a; do\necho $?\nupload x\ndone", "its exit status may be looked at", id="status-in-a-loop"),
    pytest.param("upload x | cat\necho ${PIPESTATUS[0]}", "its exit status may be looked at", id="pipestatus"),
    pytest.param("a\nexec upload x\nb", "`exec` changes the state", id="exec"),
    pytest.param("upload $(make y)", "its arguments run `make y`", id="arguments-that-do-more"),
    pytest.param("upload $(ls > f)", "its arguments run `ls > f`", id="arguments-that-write"),
    pytest.param("upload ${A:=b}", "may change variables", id="arguments-that-assign"),
    pytest.param("upload $((A++))", "may change variables", id="arguments-that-count"),
    pytest.param("upload() { a; }\nupload x", "is a function of the script", id="function-of-the-script"),
    pytest.param("UP_A=b\nc $UP_A", "uses `UP_A`", id="variable-in-use"),
    pytest.param("export UP_A=b\nc <<E\n${UP_A}\nE", "uses `UP_A`", id="variable-in-a-here-document"),
    pytest.param("UP_A=b\nfor i in $UP_A; do c; done", "uses `UP_A`", id="variable-in-a-loop"),
    pytest.param("UP_A=$(make)", "its arguments run `make`", id="variable-from-a-program"),
    pytest.param("[ a ] && b\nupload x", "would decide its exit status", id="list-becomes-last"),
    pytest.param("! a\nupload x", "would decide its exit status", id="negation-becomes-last"),
    pytest.param("if a; then b && c; fi\nupload x", "would decide its exit status", id="branch-becomes-last"),
    pytest.param("f() { a && b; upload x; }", "would decide its exit status", id="list-ends-a-function"),
    pytest.param("if a; then b && c; upload x; fi\nupload x", "would decide its exit status", id="two-ends"),
    pytest.param("f() { a; upload x; }\nf && b", "would decide its exit status", id="function-whose-status-counts"),
    pytest.param("set +e\na\nupload x", "would decide its exit status", id="set-plus-e"),
    pytest.param("{ a; upload x; } > log", "shares redirections", id="redirected-group"),
    pytest.param("while read a; do b; upload x; done < l", "shares redirections", id="loop-that-reads"),
    pytest.param("upload x\nif a; then", "not fully understood", id="broken"),
]


@pytest.mark.parametrize(("source", "reason"), REFUSED)
def test_refused(source: str, reason: str) -> None:
    """Where the rest might do something else, the command stays, and the reason says why."""
    with pytest.raises(CannotRemove) as caught:
        without_upload(source)
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"line {caught.value.line + 1} of the script: ")
    assert "upload" in source.splitlines()[caught.value.line] or "UP_" in source


def test_refusal_names_the_line() -> None:
    """The line of a refusal is that of the command, counted from 0."""
    with pytest.raises(CannotRemove) as caught:
        without_upload("a\nb\nif c; then\n  upload x\nfi\n")
    assert caught.value.line == 3


WITHOUT_E = [
    pytest.param("a && upload x\nb", "a\nb", id="last-link"),
    pytest.param("upload x\na", "a", id="before-more"),
    pytest.param("echo a\nupload x", "echo a\n", id="after-what-never-fails"),
    pytest.param("set -e\na\nupload x", "set -e\na\n", id="set-e-first"),
]


@pytest.mark.parametrize(("source", "expected"), WITHOUT_E)
def test_without_stop_on_error(source: str, expected: str) -> None:
    """In a shell without `-e` a failure stops nothing, with or without the command."""
    assert without_upload(source, stops_on_error=False) == expected


def test_without_stop_on_error_refused() -> None:
    """In a shell without `-e` the command before the last may have failed."""
    with pytest.raises(CannotRemove, match="would decide its exit status"):
        without_upload("a\nupload x", stops_on_error=False)


def test_nothing_to_remove() -> None:
    """Without commands to remove the source comes back, even if it cannot be read."""
    assert remove(read_script("if a; then"), []) == "if a; then"


def test_commands_of_another_script() -> None:
    """Commands that are not of the script are a mistake of the caller."""
    with pytest.raises(ValueError, match="must be of the script"):
        remove(read_script("a"), read_script("b c").commands)


INERT = [
    pytest.param("", True, id="empty"),
    pytest.param("# a\n\n", True, id="comments"),
    pytest.param("set -e\ncd dist && :\nA=b\ntrue\n", True, id="settings"),
    pytest.param("echo a", False, id="echo"),
    pytest.param("export A=b", False, id="export"),
    pytest.param("A=$(b)", False, id="substitution"),
    pytest.param("set -x > f", False, id="redirection"),
    pytest.param("if a; then :; fi", False, id="if"),
    pytest.param("f() { :; }", False, id="function"),
    pytest.param("ls", False, id="command"),
    pytest.param("${{ inputs.command }}", False, id="expression"),
    pytest.param("if a; then", False, id="broken"),
]


@pytest.mark.parametrize(("source", "expected"), INERT)
def test_is_inert(source: str, expected: bool) -> None:
    """A script that only sets things up for itself is not worth a step."""
    assert is_inert(source) is expected
