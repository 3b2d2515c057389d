"""Where the configuration of tox is: the files that it looks for, in its order, here and in the folders above."""

from __future__ import annotations

import posixpath

from trustpub.recipes.documents import parse_toml
from trustpub.recipes.files import Files, is_inside, join
from trustpub.recipes.tox.config import Config
from trustpub.recipes.tox.ini_config import IniConfig
from trustpub.recipes.tox.toml_config import TomlConfig

_NAMES = ("tox.ini", "setup.cfg", "pyproject.toml", "tox.toml")


def find_config(files: Files, folder: str, file: str | None) -> Config | None:
    """The configuration for a folder, or that in the file (or folder) that ``-c`` names; None when there is none."""
    if file is not None:
        path = join(folder, file)
        config = _read(files, path) if is_inside(path) else None
        return config or (_in_folder(files, path) if is_inside(path) else None)
    while True:
        config = _in_folder(files, folder)
        if config is not None or not folder:
            return config
        folder = posixpath.dirname(folder)


def _in_folder(files: Files, folder: str) -> Config | None:
    for name in _NAMES:
        config = _read(files, join(folder, name))
        if config is not None:
            return config
    return None


def _read(files: Files, path: str) -> Config | None:
    text = files.text(path)
    if text is None:
        return None
    name = posixpath.basename(path)
    config: Config
    if name.endswith(".toml"):
        document = parse_toml(text)
        tool = document.get("tool")
        table = tool.get("tox") if isinstance(tool, dict) else None
        table = table if isinstance(table, dict) else {}
        legacy = table.get("legacy_tox_ini")
        if isinstance(legacy, str):
            config = IniConfig(path, legacy, "tox", _line_of(text, "legacy_tox_ini"))
        elif name == "pyproject.toml":
            config = TomlConfig(path, table, text, "tool.tox.")
        else:
            config = TomlConfig(path, document, text, "")
    else:
        config = IniConfig(path, text, "tox:tox" if name == "setup.cfg" else "tox")
        if name == "setup.cfg" and not config.core:
            return None
    return config if config.is_there else None


def _line_of(text: str, word: str) -> int:
    return text.count("\n", 0, max(text.find(word), 0)) + 1
