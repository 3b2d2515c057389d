"""A scan loads only what it needs: start-up is most of its time on one repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD, checkout, environment

HEAVY = {
    "asyncio",
    "concurrent",
    "configparser",
    "ctypes",
    "dataclasses",
    "difflib",
    "http",
    "importlib.metadata",
    "inspect",
    "jinja2",
    "logging",
    "packaging",
    "pathlib",
    "ruamel",
    "ruamel.yaml",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "trustpub.api",
    "trustpub.cli.demo",
    "trustpub.cli.diff",
    "trustpub.cli.migrate",
    "trustpub.migration",
    "trustpub.repository.write",
    "trustpub.yamlcst.edit",
    "unittest",
    "urllib.parse",
}


def loaded_by(*words: str) -> set[str]:
    """The modules that are loaded once the command is done."""
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from trustpub.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_scan_loads_neither_the_editor_nor_the_migration(form: str, tmp_path: Path) -> None:
    """Also none of the heavy parts of the standard library."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD, "b.yml": LEFT_UPLOAD})
    loaded = loaded_by("scan", "--format", form, str(root))
    assert "trustpub.uploads.find" in loaded
    assert loaded & HEAVY == set()


def test_text_needs_no_json_and_json_no_text(tmp_path: Path) -> None:
    """Only the wanted renderer is loaded."""
    root = str(checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD}))
    assert loaded_by("scan", root) & {"json", "trustpub.report.scan_json"} == set()
    assert "trustpub.report.scan_text" not in loaded_by("scan", "--format", "json", root)


def test_a_repository_without_uploads_loads_no_parser(tmp_path: Path) -> None:
    """A look at the bytes is enough where nothing uploads."""
    root = str(checkout(tmp_path / "repo", {"a.yml": NO_UPLOAD}))
    assert loaded_by("scan", root) & {"yaml", "tree_sitter", "tree_sitter_bash", "tomllib", *HEAVY} == set()


def test_help_and_version_load_no_command() -> None:
    """They are printed from the names and summaries alone."""
    for word in ("--version", "--help"):
        loaded = {name for name in loaded_by(word) if name.startswith("trustpub.")}
        assert loaded <= {
            "trustpub.cli",
            "trustpub.cli.main",
            "trustpub.errors",
            "trustpub.redaction",
            "trustpub.report",
            "trustpub.report.terminal",
        }


def test_importing_the_package_loads_nothing_else() -> None:
    """The public names are loaded when they are used."""
    script = "import sys, trustpub; print(*(name for name in sys.modules if name.startswith('trustpub')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["trustpub"]
