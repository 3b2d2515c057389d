"""Real git repositories in temporary folders, made by a git that knows nothing of the user's settings."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

WORKFLOW = ".github/workflows/release.yml"


def git(folder: Path, *arguments: str, data: bytes | None = None, **variables: str) -> str:
    """Run git as somebody else would, and return what it prints."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=data,
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", **variables},
    )
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def new_checkout(folder: Path, *options: str) -> Path:
    """An empty repository, whose user is known."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main", *options)
    git(folder, "config", "user.name", "Maintainer")
    git(folder, "config", "user.email", "maintainer@example.org")
    return folder


def add(folder: Path, files: dict[str, bytes], message: str = "Add files") -> str:
    """Commit files, and return the commit."""
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def content(folder: Path, commit: str, path: str) -> bytes:
    """What a commit holds at a path, with no conversion."""
    done = subprocess.run(["git", "cat-file", "blob", f"{commit}:{path}"], cwd=folder, capture_output=True, check=True)
    return done.stdout


def state(folder: Path) -> tuple[str, bytes, dict[str, bytes]]:
    """What must not change: the head, the index, and every file of the working tree."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }
    return (folder / ".git" / "HEAD").read_text(), (folder / ".git" / "index").read_bytes(), files


def program(place: Path, mark: Path) -> str:
    """A program that leaves a mark when it is run; its path."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f'#!/bin/sh\necho "$0 $*" >> "{mark}"\nexit 0\n')
    place.chmod(0o755)
    return str(place)
