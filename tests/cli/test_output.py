"""Where output goes and how it looks: streams, colours, encodings, and names that try to steer the terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, WORKFLOWS, checkout, environment, trustpub
from tests.cli.terminal import Session, screen

needs_posix = pytest.mark.skipif(os.name == "nt", reason="POSIX only")

COMMANDS = [["scan"], ["diff"], ["migrate", "--dry-run"], ["migrate", "--yes"], ["demo"]]


def shell(line: str, cwd: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which ``trustpub`` stands for the command."""
    return subprocess.run(
        ["bash", "-c", line.replace("trustpub", f"'{sys.executable}' -m trustpub")],
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# Colours and widths


@pytest.mark.parametrize(
    ("changes", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True),
    ],
)
def test_a_terminal_gets_colours_unless_it_does_not_want_them(
    changes: dict[str, str], coloured: bool, tmp_path: Path
) -> None:
    """NO_COLOR and a dumb terminal switch colours off, FORCE_COLOR switches them on; an empty variable is none."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    session = Session("scan", cwd=root, width=80, **changes)
    assert session.finish() == 1
    assert ("\x1b[" in session.raw) is coloured


@pytest.mark.parametrize("words", COMMANDS)
def test_what_is_no_terminal_gets_no_colours_unless_forced(words: list[str], tmp_path: Path) -> None:
    """A pipe gets plain text; FORCE_COLOR is obeyed."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    assert "\x1b" not in trustpub(*words, cwd=root).out
    if "--yes" not in words:
        assert "\x1b[" in trustpub(*words, cwd=root, FORCE_COLOR="1").out


def test_json_is_never_coloured(tmp_path: Path) -> None:
    """Not even when colours are forced."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    for command in ("scan", "diff"):
        assert "\x1b" not in trustpub(command, "--format", "json", root, FORCE_COLOR="1").out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text_fits_the_terminal(width: int, tmp_path: Path) -> None:
    """Lines wrap between words at the terminal's width; only addresses and the workflow's own lines may be longer."""
    text = TOKEN_UPLOAD.replace("- name: Upload", f"- name: {'a long name ' * 20}")
    root = checkout(tmp_path / "repo", {"a.yml": text})
    for command in ("scan", "diff"):
        _, shown = screen(command, cwd=root, width=width)
        long = [
            line
            for line in shown.splitlines()
            if len(line) > width and "https://" not in line and line[:1] not in ("+", "-") and "a long name" not in line
        ]
        assert long == []
    _, scanned = screen("scan", cwd=root, width=width)
    assert all(len(line) <= width for line in scanned.splitlines())


def test_lines_stay_whole_where_a_program_reads_them(tmp_path: Path) -> None:
    """A finding is one line for grep, with the name of its rule."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    lines = trustpub("scan", root).out.splitlines()
    assert [line.split()[0] for line in lines if line.endswith("[no-environment]")] == ["6"]


# Streams


@pytest.mark.parametrize("words", [["scan"], ["diff"], ["migrate", "--yes"]])
def test_results_go_to_standard_output_and_notes_to_standard_error(words: list[str], tmp_path: Path) -> None:
    """A good run prints nothing on standard error."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    done = trustpub(*words, root)
    assert done.out and done.err == ""


@needs_posix
@pytest.mark.parametrize("words", ["scan", "diff", "migrate --yes", "demo", "scan --format json", "--help"])
def test_a_reader_that_stops_early_is_no_trouble(words: str, tmp_path: Path) -> None:
    """`trustpub ... | head -1` ends without a traceback or a complaint."""
    workflows = {f"w{number}.yml": TOKEN_UPLOAD for number in range(40)}
    root = checkout(tmp_path / "repo", workflows)
    done = shell(f"trustpub {words} | head -1", root)
    assert done.stderr == "" and len(done.stdout.splitlines()) == 1


@needs_posix
@pytest.mark.parametrize("words", ["scan", "diff", "demo", "scan --format json", "migrate --yes"])
def test_closed_standard_output_is_said_so(words: str, tmp_path: Path) -> None:
    """There is nowhere to print to: one sentence, status 2."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    done = shell(f"trustpub {words} >&-", root)
    assert done.returncode == 2 and done.stderr.startswith("trustpub: ") and len(done.stderr.splitlines()) == 1


@needs_posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_under_standard_output_is_said_so(tmp_path: Path) -> None:
    """The result cannot be printed: one sentence, status 2."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    done = shell("trustpub scan >/dev/full", root)
    assert done.returncode == 2
    assert done.stderr == "trustpub: the result cannot be printed: no space left on device\n"


@needs_posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("words", ["token </dev/null", "scan /nowhere", "scan --bogus", "scan ."])
def test_a_full_disk_under_standard_error_changes_no_status(words: str, tmp_path: Path) -> None:
    """What cannot be told is lost; the status is what it would be."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": "pypi: ["})
    done = shell(f"trustpub {words} 2>/dev/full", root)
    assert done.returncode == 2 and ("PYPI_TOKEN" in done.stdout) == (words == "scan .")


@needs_posix
def test_closed_standard_error_does_not_keep_the_result(tmp_path: Path) -> None:
    """Notes are lost, results are not."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": "pypi: ["})
    done = shell("trustpub scan 2>&-", root)
    assert done.returncode == 2 and "PYPI_TOKEN" in done.stdout


@needs_posix
def test_closed_standard_input_is_said_so(tmp_path: Path) -> None:
    """`-` cannot be read, and migrate has nobody to ask; scan needs no input."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    for line, words in (("scan -", "standard input is closed"), ("migrate", "no terminal to ask at")):
        done = shell(f"trustpub {line} <&-", root)
        assert done.returncode == 2 and words in done.stderr and len(done.stderr.splitlines()) == 1
    assert shell("trustpub scan <&-", root).returncode == 1


@needs_posix
def test_standard_input_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    """A file that is only open for writing stands for whatever may fail."""
    done = shell("trustpub scan - 0>file", tmp_path)
    assert done.returncode == 2
    assert done.stderr == "trustpub: -: standard input cannot be read: bad file descriptor\n"


# Encodings and names

FOREIGN = TOKEN_UPLOAD.replace("- name: Upload", "- name: Veröffentlichen 发布 🚀")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252"])
@pytest.mark.parametrize("words", [["scan"], ["diff"], ["scan", "--format", "json"], ["migrate", "--yes"], ["demo"]])
def test_every_locale_can_print_everything(encoding: str, words: list[str], tmp_path: Path) -> None:
    """What an encoding lacks is written as an escape."""
    root = checkout(tmp_path / "repo", {"veröffentlichen.yml": FOREIGN})
    done = trustpub(*words, cwd=root, PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
    assert done.status in (0, 1) and done.err == "" and done.out


@needs_posix
def test_a_file_name_that_is_not_utf_8_can_be_printed(tmp_path: Path) -> None:
    """Its bytes show as escapes, in text and in JSON."""
    root = checkout(tmp_path / "repo", {})
    (root / WORKFLOWS / os.fsdecode(b"caf\xe9.yml")).write_text(TOKEN_UPLOAD, encoding="utf-8")
    for words in (["scan"], ["diff"], ["migrate", "--yes"]):
        done = trustpub(*words, cwd=root)
        assert done.status in (0, 1) and "udce9" in done.out
    done = trustpub("scan", "--format", "json", root)
    assert json.loads(done.out)["repositories"][0]["uploads"][0]["workflow"] == f"{WORKFLOWS}/caf\udce9.yml"


HOSTILE = "\\e[31m\\e]0;owned\\a\\u202E\\u009b31m\\nfake line\\r"


def hostile(folder: Path) -> Path:
    """A checkout in which every name that a report shows holds escape codes, line breaks and direction marks."""
    text = (
        TOKEN_UPLOAD.replace("name: Release", f'name: "{HOSTILE}"')
        .replace("- name: Upload", f'- name: "{HOSTILE}"')
        .replace("  publish:\n", f'  "publish{HOSTILE}":\n')
    )
    broken = f'on: push # pypi\n"{HOSTILE}": 1\n"{HOSTILE}": 2\njobs: {{}}\n'
    files = {"a.yml": text, "b.yml": broken, "c.yml": text.replace("pypa/gh-action", f"x{HOSTILE}/gh-action")}
    if os.name != "nt":
        files |= {"d \x1b[31m\n\x9b.yml": TOKEN_UPLOAD, "e \x1b[31m\n\x9b.yml": "pypi: ["}
    return checkout(folder, files)


@pytest.mark.parametrize(
    "words",
    [
        ["scan"],
        ["diff"],
        ["migrate", "--yes"],
        ["scan", "--format", "json"],
        ["diff", "--format", "json"],
        ["scan", "--format", "markdown"],
        ["diff", "--format", "markdown"],
        ["new", "--dry-run", "--force", "--pure"],
        ["explain", "\x1b[31m"],
        ["scan", "no\x1b[31m\nsuch\x9b"],
        ["sc\x1b[31man"],
        ["scan", "--\x1b[31m\u202e"],
        ["diff", "--environment", "a\x1b[31m;"],
    ],
)
def test_names_cannot_steer_the_terminal_or_fake_a_line(words: list[str], tmp_path: Path) -> None:
    """Escape codes, line breaks, carriage returns and direction marks show as escapes, on both streams."""
    done = trustpub(*words, cwd=hostile(tmp_path / "repo"))
    for text in (done.out, done.err):
        assert not [c for c in text if not c.isprintable() and c != "\n"]
        assert not [line for line in text.splitlines() if line.startswith("fake line")]


def test_a_terminal_is_not_steered_either(tmp_path: Path) -> None:
    """With colours on, the only escape codes are trustpub's own."""
    root = hostile(tmp_path / "repo")
    for words in (["scan"], ["diff"]):
        session = Session(*words, cwd=root)
        session.finish()
        assert not [c for c in session.text if not c.isprintable() and c != "\n"]
        assert "fake line" not in [line.strip() for line in session.text.splitlines()]


def test_several_repositories_are_told_apart(tmp_path: Path) -> None:
    """With more than one, each report begins with the repository's name and the path that the user gave."""
    for name in ("one", "two"):
        checkout(tmp_path / name, {"a.yml": TOKEN_UPLOAD})
    checkout(tmp_path / "clean", {})
    (tmp_path / "two" / ".git" / "config").unlink()
    for words in (["diff"], ["migrate", "--yes"]):
        done = trustpub(*words, "one", "clean", "two", cwd=tmp_path)
        titles = [line for line in done.out.splitlines() if line.startswith("== ")]
        assert titles == ["== octo-org/sampler in one", "== two"]
        assert done.err == "clean: nothing to change, no upload to PyPI uses a long-lived token.\n"
