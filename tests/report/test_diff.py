"""Diffs that git itself applies, and what people see of them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from trustpub.migration.types import FileChange
from trustpub.report.diff import annotated_diff, hunks, unified_diff
from trustpub.report.terminal import Paint

PATH = ".github/workflows/a.yml"

BEFORE = "".join(f"line {number}\n" for number in range(40))
AFTER = BEFORE.replace("line 3\n", "line three\nand more\n").replace("line 20\n", "").replace("line 39\n", "last\n")

CASES: dict[str, tuple[str, str]] = {
    "a replacement": (BEFORE, AFTER),
    "everything": ("a\nb\n", "c\n"),
    "into an empty file": ("", "a\nb\n"),
    "to an empty file": ("a\nb\n", ""),
    "one line": ("a\n", "b\n"),
    "at the start": (BEFORE, "new\n" + BEFORE),
    "at the end": (BEFORE, BEFORE + "new\n"),
    "no final newline before": ("a\nb", "a\nc\n"),
    "no final newline after": ("a\nb\n", "a\nc"),
    "no final newline at all": ("a\nb", "c\nb"),
    "a final newline is added": ("a\nb", "a\nb\n"),
    "CRLF": (BEFORE.replace("\n", "\r\n"), AFTER.replace("\n", "\r\n")),
    "CRLF without the last one": ("a\r\nb\r\nc", "a\r\nx\r\nc"),
    "both line ends": ("a\r\nb\nc\r\nd\n", "a\r\nB\nc\r\nD\r\n"),
    "a byte order mark": ("\ufeffa\nb\n", "\ufeffa\nc\n"),
    "a byte order mark that goes": ("\ufeffa\nb\n", "a\nb\n"),
    "lines that look like the diff's own": (
        "-- a/x\n++ b/x\n@@ -1 +1 @@\n-- y\n\\ No\n",
        "++ b/x\n-- a/x\n@@ -1 +1 @@\n\\ No\n--- z\n",
    ),
    "what only Python takes for line ends": (
        "a\u2028b\x0cc\x85d\x1ce\nf\n",
        "a\u2028b\x0cc\x85d\x1ce\ng\n",
    ),
    "tabs and trailing blanks": ("a\t\n b \n\t\n", "a\t\n c \n\t\n"),
    "other scripts": ("Grüße: 你好 🚀\nb\n", "Grüße: 你好 🚀\nc\n"),
}

PATHS = [
    PATH,
    ".github/workflows/veröffentlichen 发布.yml",
    "a b.yml",
    'quo"te.yml',
    "tab\tand\nline.yml",
    "back\\slash.yml",
]

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def change(before: str, after: str, path: str = PATH, why: str = "because") -> FileChange:
    """A change of one file, in one step."""
    return FileChange(path, before.encode(), after.encode(), ((why, after.encode()),))


def applied(folder: Path, made: FileChange, patch: str, *options: str) -> bytes:
    """What `git apply` makes of the file in an empty folder."""
    place = folder / made.path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(made.before)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", *options, "-"],
        input=patch.encode(),
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode() + patch
    return place.read_bytes()


@needs_git
@pytest.mark.parametrize("name", CASES)
def test_git_applies_the_diff_of_the_json_document(name: str, tmp_path: Path) -> None:
    """The result is the new text, byte by byte."""
    made = change(*CASES[name])
    assert applied(tmp_path, made, unified_diff(made)) == made.after


@needs_git
@pytest.mark.parametrize("name", CASES)
def test_git_applies_the_text_diff_with_its_reasons(name: str, tmp_path: Path) -> None:
    """Where the output is no terminal, the reasons stand in the headings of the hunks, and git passes over them."""
    made = change(*CASES[name], why="because @@ of ümlauts; and more")
    patch = annotated_diff(made, Paint(False))
    if "\x0c" not in made.before.decode():  # control characters are shown as escapes, and are no valid YAML anyway
        assert applied(tmp_path, made, patch) == made.after
    assert patch.count("\n") == unified_diff(made).count("\n")


@needs_git
@pytest.mark.parametrize("path", PATHS)
def test_git_finds_files_of_any_name(path: str, tmp_path: Path) -> None:
    """Blanks, other scripts, quotes, tabs and line breaks are written as git writes them."""
    made = change("a\n", "b\n", path)
    for folder, patch in (("one", unified_diff(made)), ("two", annotated_diff(made, Paint(False)))):
        (tmp_path / folder).mkdir()
        assert applied(tmp_path / folder, made, patch) == b"b\n"


def test_a_change_that_is_none_has_no_hunks() -> None:
    """Equal texts differ nowhere."""
    assert list(hunks(BEFORE.encode(), BEFORE.encode())) == []


def test_people_see_the_reasons_above_each_hunk() -> None:
    """On a terminal each reason has a line of its own above the hunk that it explains, and only there."""
    middle = BEFORE.replace("line 3\n", "line three\n")
    after = middle.replace("line 30\n", "line thirty\n")
    made = FileChange(PATH, BEFORE.encode(), after.encode(), (("first", middle.encode()), ("second", after.encode())))
    lines = annotated_diff(made, Paint(False, 80)).splitlines()
    assert [line for line in lines if line[0] in "#@"] == [
        "# first",
        "@@ -1,7 +1,7 @@",
        "# second",
        "@@ -28,7 +28,7 @@",
    ]
    assert [line for line in annotated_diff(made, Paint(False)).splitlines() if line[0] in "#@"] == [
        "@@ -1,7 +1,7 @@ first",
        "@@ -28,7 +28,7 @@ second",
    ]


def test_long_reasons_wrap_with_a_hanging_indent() -> None:
    """They stay comments, so that the diff can be told from them."""
    made = change("a\n", "b\n", why="a reason that goes on and on and does not end before the edge of the terminal")
    reasons = [line for line in annotated_diff(made, Paint(False, 40)).splitlines() if line.startswith("#")]
    assert len(reasons) > 1 and all(len(line) <= 40 for line in reasons)
    assert [line[:4] for line in reasons[1:]] == ["#   "] * (len(reasons) - 1)


def test_colours_say_what_goes_and_what_comes() -> None:
    """Added lines are green and removed ones red, each closed at its end."""
    text = annotated_diff(change("a\nb\n", "a\nc\n"), Paint(True, 80))
    assert "\033[31m-b\033[0m\n" in text and "\033[32m+c\033[0m\n" in text


def test_a_terminal_is_not_steered_by_a_changed_line() -> None:
    """Control characters and direction marks are shown as escapes; a carriage return at the end is left out."""
    text = annotated_diff(change("a\u202e\r\n", "b\x9b1m\u202e\r\n"), Paint(False, 80))
    assert "-a\\u202e\n" in text and "+b\\x9b1m\\u202e\n" in text
    named = change("a\n", "b\n", ".github/workflows/a\u202elmy.b")
    assert annotated_diff(named, Paint(False, 80)).startswith("--- a/.github/workflows/a\\u202elmy.b\n")
    assert annotated_diff(named, Paint(False)).startswith("--- a/.github/workflows/a\u202elmy.b\n")


def test_a_literal_token_is_cut() -> None:
    """Also in the lines around a change."""
    token = "pypi-AgEIcHlwaS5vcmc" + "x" * 60
    text = annotated_diff(change(f"{token}\n{token}\n", f"{token}\n{token}2\n"), Paint(False))
    assert "xxxx" not in text
