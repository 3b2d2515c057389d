"""The configuration of tox in TOML: ``tox.toml`` and ``[tool.tox]``, https://tox.wiki/en/latest/config.html#toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from trustpub.recipes.quoting import UNKNOWN
from trustpub.recipes.tox.config import Command, Config
from trustpub.recipes.tox.factors import expand
from trustpub.recipes.tox.substitution import Substitution

_MAX_BASES = 10
_MAX_DEPTH = 10
_MAX_ITEMS = 500


class TomlConfig(Config):
    """The tables of a TOML file; ``prefix`` is what stands before their names in it (``tool.tox.``)."""

    def __init__(self, path: str, table: dict[str, Any], text: str, prefix: str) -> None:
        super().__init__(path)
        self.table = table
        self._text = text
        self._prefix = prefix

    @property
    def is_there(self) -> bool:
        """Whether the file configures tox at all."""
        return bool({"env", "env_run_base", "env_list", "requires"} & set(self.table))

    def environments(self) -> list[str]:
        """The environments that run when none is asked for."""
        listed = _list(self.table.get("env_list"))
        return [name for item in listed if isinstance(item, str) for name in expand(item)]

    def known(self) -> set[str]:
        """Every environment and factor that the configuration names."""
        names = set(self.environments()) | set(_table(self.table.get("env")))
        return names | {factor for name in names for factor in name.split("-")}

    def labelled(self, label: str) -> list[str]:
        """The environments with a label."""
        return [name for name in _list(_table(self.table.get("labels")).get(label)) if isinstance(name, str)]

    def lookup(self, name: str, section: str | None, key: str) -> str | None:
        """The text of a key of the environment; other sections cannot be referred to in this way."""
        value = None if section is not None else self._value(name, key)
        return value if isinstance(value, str) else None

    def _value(self, name: str, key: str) -> Any:
        environments = _table(self.table.get("env"))
        pending: list[Any] = [environments.get(name, {})]
        for _ in range(_MAX_BASES):
            if not pending:
                break
            table = _table(pending.pop(0))
            if key in table:
                return table[key]
            bases = _list(table.get("base", ["env_run_base"])) if table is not self.table.get("env_run_base") else []
            pending += [self.table.get(base, environments.get(base)) for base in bases if isinstance(base, str)]
        return None

    def strings(self, name: str, key: str, substitution: Substitution) -> list[str]:
        """The items of a value, substituted; ``NAME=value`` for tables."""
        value = self._value(name, key)
        if isinstance(value, dict) and "replace" not in value:
            found = []
            for variable, item in list(value.items())[:_MAX_ITEMS]:
                item = item.get("value") if isinstance(item, dict) and "replace" not in item else item
                texts = self._words(name, item, substitution, 0)
                found.append(f"{variable}={' '.join(texts)}")
            return found
        return self._words(name, value, substitution, 0)

    def commands(self, name: str, key: str, substitution: Substitution) -> list[Command]:
        """The commands of a key."""
        line = self._line(name, key)
        return [
            Command("", tuple(words), line) for words in self._commands(name, self._value(name, key), substitution, 0)
        ]

    def _commands(self, name: str, value: Any, substitution: Substitution, depth: int) -> list[list[str]]:
        found: list[list[str]] = []
        for item in _list(value)[:_MAX_ITEMS]:
            if isinstance(item, dict) and item.get("replace") == "ref" and depth < _MAX_DEPTH:
                referred = self._referred(name, item)
                found += self._commands(name, referred, substitution, depth + 1)
            elif isinstance(item, list):
                found.append(self._words(name, item, substitution, depth))
            elif isinstance(item, str):
                found.append(substitution.text(item).split())
            else:
                self.problems.append(f"a command of {name} in {self.path} is only known to tox")
        return found[:_MAX_ITEMS]

    def _words(self, name: str, value: Any, substitution: Substitution, depth: int) -> list[str]:
        if depth > _MAX_DEPTH:
            return [UNKNOWN]
        found: list[str] = []
        for item in _list(value)[:_MAX_ITEMS]:
            if isinstance(item, dict):
                found += self._replaced(name, item, substitution, depth + 1)
            elif isinstance(item, str):
                whole = item in ("{posargs}", "[]")
                text = substitution.text(item)
                found += text.split() if whole else [text]
            elif isinstance(item, list):
                found += self._words(name, item, substitution, depth + 1)
            else:
                found.append(str(item))
        return found[:_MAX_ITEMS]

    def _replaced(self, name: str, item: dict[str, Any], substitution: Substitution, depth: int) -> list[str]:
        kind, default = item.get("replace"), item.get("default", [])
        if kind == "posargs":
            return (
                list(substitution.posargs)
                if substitution.posargs is not None
                else self._again(name, default, substitution, depth)
            )
        if kind == "env":
            variable = str(item.get("name"))
            if variable in substitution.environment or not item.get("default"):
                return [substitution.text(f"{{env:{variable}}}")]
            return self._again(name, default, substitution, depth)
        if kind == "ref":
            return self._again(name, self._referred(name, item), substitution, depth)
        if kind == "glob":
            return [str(item.get("pattern", UNKNOWN))]
        return [UNKNOWN]

    def _again(self, name: str, value: Any, substitution: Substitution, depth: int) -> list[str]:
        return self._words(name, value, substitution, depth)

    def _referred(self, name: str, item: dict[str, Any]) -> Any:
        if "env" in item:
            return self._value(str(item["env"]), str(item.get("key")))
        value: Any = self.table
        for part in _list(item.get("of"))[:20]:
            value = value.get(part) if isinstance(value, dict) and isinstance(part, str) else None
        return value

    def _line(self, name: str, key: str) -> int:
        """The line of a key below the environment's header; of the header, or 0, when it is written in another way."""
        quoted = f'(?:{re.escape(name)}|"{re.escape(name)}")'
        header = re.search(rf"^\[{re.escape(self._prefix)}env\.{quoted}\]", self._text, re.MULTILINE)
        if header is None:
            return 0
        following = self._text.find("\n[", header.end())
        below = self._text[header.end() : following if following >= 0 else len(self._text)]
        own = re.search(rf"^{re.escape(key)}\s*=", below, re.MULTILINE)
        return self._text.count("\n", 0, header.end() + (own.start() if own else 0)) + 1


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
