"""Upload addresses that a project configures for its tool in ``pyproject.toml``."""

from __future__ import annotations

from typing import Any

from trustpub.repository.base import Repository


def configured_url(repository: Repository, tool: str, name: str) -> str | None:
    """The upload address that ``pyproject.toml`` gives a repository name for uv, pdm or hatch, or None.

    Sources: https://docs.astral.sh/uv/guides/package/#publishing-your-package (``tool.uv.index.publish-url``),
    https://pdm-project.org/latest/usage/publish/ (``tool.pdm.source``) and
    https://hatch.pypa.io/latest/plugins/publisher/package-index/ (``tool.hatch.publish.index.repos``).
    """
    if tool not in ("uv", "pdm", "hatch"):
        return None
    from trustpub.repository.metadata import read_toml

    section: Any = read_toml(repository, "pyproject.toml").get("tool", {})
    keys = {"uv": ("uv", "index"), "pdm": ("pdm", "source"), "hatch": ("hatch", "publish", "index", "repos")}[tool]
    for key in keys:
        section = section.get(key, {}) if isinstance(section, dict) else {}
    if isinstance(section, list):
        for entry in section:
            if isinstance(entry, dict) and entry.get("name") == name:
                url = entry.get("publish-url") or (entry.get("url") if tool == "pdm" else None)
                return url if isinstance(url, str) else None
    if isinstance(section, dict):
        entry = section.get(name)
        url = entry.get("url") if isinstance(entry, dict) else entry
        return url if isinstance(url, str) else None
    return None
