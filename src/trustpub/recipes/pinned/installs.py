"""What commands install, as requirement strings."""

from __future__ import annotations

from collections.abc import Sequence

from trustpub.recipes.nox import requirements
from trustpub.recipes.quoting import command_of
from trustpub.recipes.types import Recipe
from trustpub.shell import Tool, read_script, tool_of
from trustpub.shell.values import literal

ALL_GROUPS = "--group *"
"""Stands for all that the project's own list of development requirements holds."""

_PROJECT_INSTALLERS = {
    "poetry": ("install", "sync"),
    "pdm": ("install", "sync"),
    "uv": ("sync",),
    "rye": ("sync",),
    "pipenv": ("install", "sync"),
}


def requirements_of(recipe: Recipe) -> list[str]:
    """What a recipe installs: its own environment's tools, and what its commands install."""
    found = list(recipe.tools)
    for command in recipe.commands:
        for inner in read_script(command.text).commands:
            tool = tool_of(inner)
            if tool is not None:
                found += _installed(tool, command.folder)
    return found


def requirements_of_words(words: Sequence[str], folder: str = "") -> list[str]:
    """What a command installs, given its words; files are relative to ``folder``, and then to the checkout."""
    tool = tool_of(command_of(words)) if words else None
    return [] if tool is None else _installed(tool, folder)


def _installed(tool: Tool, folder: str) -> list[str]:
    words = [literal(word.text) if word.value is None else word.value for word in tool.args]
    plain = [word for word in words if not word.startswith("-")]
    if tool.name in ("pip", "pipx") and plain[:1] == ["install"]:
        return requirements(words[words.index("install") + 1 :], folder)
    if tool.name == "uv" and plain[1:2] == ["install"] and plain[0] in ("pip", "tool"):
        return requirements(words[words.index("install") + 1 :], folder)
    if plain[:1] and plain[0] in _PROJECT_INSTALLERS.get(tool.name, ()):
        return [ALL_GROUPS]
    return []
