"""Small checkouts to run commands on, and running them as a user does: in a process of their own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

WORKFLOWS = ".github/workflows"

TOKEN_UPLOAD = """\
name: Release
on:
  release:
    types: [published]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: python -m build
      - name: Upload
        uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.PYPI_TOKEN }}
"""
"""One upload with a token, which is migrated in place."""

LEFT_UPLOAD = TOKEN_UPLOAD.replace("types: [published]", "types: [published]  # nobody knows what make does").replace(
    """\
      - name: Upload
        uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.PYPI_TOKEN }}
""",
    """\
      - run: make release-to-everywhere
        env:
          TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
""",
)
"""One upload with a token that is left to a person."""

NO_UPLOAD = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: python -m pytest\n"


_SETTINGS = {"NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "PYTHONIOENCODING", "LC_ALL", "LANG", "PYTHONUTF8"}


class Done(NamedTuple):
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines on standard error that name a problem."""
        return [line for line in self.err.splitlines() if line.startswith("trustpub")]


def checkout(
    folder: Path, workflows: Mapping[str, str | bytes], remote: str | None = "https://github.com/octo-org/sampler.git"
) -> Path:
    """A git checkout (as far as trustpub reads it) with workflows and a project's metadata."""
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    config = "" if remote is None else f'[remote "origin"]\n\turl = {remote}\n'
    (folder / ".git" / "config").write_text(config, encoding="utf-8")
    (folder / "pyproject.toml").write_text('[project]\nname = "sampler"\n', encoding="utf-8")
    (folder / WORKFLOWS).mkdir(parents=True)
    for name, text in workflows.items():
        (folder / WORKFLOWS / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def environment(**changes: str) -> dict[str, str]:
    """The environment of a command: without what would change its output, with the changes of the test."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name
        not in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "PYTHONIOENCODING", "LC_ALL", "LANG", "PYTHONUTF8")
    }
    return kept | {"PYTHONUTF8": "1", "TERM": "xterm"} | changes


def trustpub(*words: str | Path, cwd: Path | None = None, stdin: str | None = None, **changes: Any) -> Done:
    """Run ``python -m trustpub`` in a process of its own; further keywords are environment variables.

    Fails the test if the command does not end within a minute.
    """
    done = subprocess.run(
        [sys.executable, "-m", "trustpub", *map(str, words)],
        cwd=cwd,
        input="" if stdin is None else stdin,
        env=environment(**changes),
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def fingerprint(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder, with its mode and time; links by where they lead."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[str(path)] = os.readlink(path)
        elif path.is_file():
            status = path.stat()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path)] = f"{digest} {status.st_mode} {status.st_mtime_ns}"
    return found
