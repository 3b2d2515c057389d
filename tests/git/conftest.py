"""Keeps the git of these tests from the settings of whoever runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.git.checkouts import WORKFLOW, add, new_checkout


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty file of user settings, and no other; its path."""
    folder = tmp_path_factory.mktemp("home")
    settings = folder / "gitconfig"
    settings.write_text("")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return settings


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one commit, which holds a workflow and a few other files."""
    folder = new_checkout(tmp_path / "checkout")
    add(folder, {WORKFLOW: b"on: push\n", "README.md": b"# sampler\n", "tools/run.sh": b"#!/bin/sh\n"}, "Start")
    return folder
