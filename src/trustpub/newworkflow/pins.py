"""The versions that a new workflow names."""

from __future__ import annotations

import sys
from functools import cache

from trustpub.data import read_text
from trustpub.migration.pins import newest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ACTIONS = {
    "checkout": "actions/checkout",
    "setup_python": "actions/setup-python",
    "setup_uv": "astral-sh/setup-uv",
    "maturin": "PyO3/maturin-action",
    "upload_artifact": "actions/upload-artifact",
    "download_artifact": "actions/download-artifact",
    "publish": "pypa/gh-action-pypi-publish",
}

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
"""Pythons that wheels are built for where none come with a container. Source: https://devguide.python.org/versions/."""


@cache
def actions() -> dict[str, dict[str, str]]:
    """For each action a new workflow uses, its ``uses`` (pinned to a commit) and the ``version`` for the comment."""
    return {name: _pin(action) for name, action in ACTIONS.items()}


def _pin(action: str) -> dict[str, str]:
    version, commit = newest(action)
    return {"uses": f"{action}@{commit}", "version": version}


@cache
def packages() -> dict[str, str]:
    """The version of each package that a new workflow installs, as the table ``pins.toml`` tells."""
    return {row["name"]: row["version"] for row in tomllib.loads(read_text("pins.toml"))["package"]}
