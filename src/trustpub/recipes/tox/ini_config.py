"""The configuration of tox in ``tox.ini``, ``setup.cfg`` and ``legacy_tox_ini``."""

from __future__ import annotations

import re

from trustpub.recipes.ini import Section, TextLine, read_ini
from trustpub.recipes.tox.config import Command, Config
from trustpub.recipes.tox.factors import expand, factors_in, filtered
from trustpub.recipes.tox.substitution import Substitution

_MAX_BASES = 10
_OLD_NAMES = {
    "pass_env": "passenv",
    "set_env": "setenv",
    "change_dir": "changedir",
    "env_list": "envlist",
    "skip_install": "skip_install",
}


class IniConfig(Config):
    """The sections of an ini file. ``core`` is the name of the section of tox itself."""

    def __init__(self, path: str, text: str, core: str = "tox", first_line: int = 1) -> None:
        super().__init__(path)
        sections = read_ini(text)
        if first_line != 1:
            sections = {
                name: {
                    key: [line._replace(number=line.number + first_line - 1) for line in lines]
                    for key, lines in section.items()
                }
                for name, section in sections.items()
            }
        self.sections = sections
        self.core = sections.get(core, {})
        self.by_name: dict[str, Section] = {}
        for name, section in list(sections.items())[:1000]:
            if name.startswith("testenv:"):
                for expanded in expand(name[len("testenv:") :]):
                    self.by_name.setdefault(expanded, section)

    @property
    def is_there(self) -> bool:
        """Whether the file configures tox at all."""
        return bool(self.core or self.by_name or "testenv" in self.sections)

    def environments(self) -> list[str]:
        """The environments that run when none is asked for."""
        lines = self.core.get("env_list") or self.core.get("envlist") or []
        return expand("\n".join(line.text for line in lines))

    def known(self) -> set[str]:
        """Every environment and factor that the configuration names."""
        names = set(self.environments()) | set(self.by_name)
        factors = {factor for name in names for factor in name.split("-")}
        for section in (self.sections.get("testenv", {}), *self.by_name.values()):
            for key in ("commands", "commands_pre", "commands_post", "deps", "setenv", "set_env"):
                factors |= factors_in(section.get(key, ()))
        return names | factors

    def labelled(self, label: str) -> list[str]:
        """The environments with a label."""
        for line in self.core.get("labels", ()):
            name, equals, names = line.text.partition("=")
            if equals and name.strip() == label:
                return expand(names)
        return []

    def lines(self, name: str, key: str) -> list[TextLine] | None:
        """The lines of an environment's value that hold for it; None when it is not set."""
        for section in self._bases(name):
            for spelling in (key, _OLD_NAMES.get(key, key)):
                if spelling in section:
                    return filtered(section[spelling], name)
        return None

    def _bases(self, name: str) -> list[Section]:
        own = self.by_name.get(name, {})
        found = [own]
        pending = self._base_names(own)
        while pending and len(found) < _MAX_BASES:
            section = self.sections.get(pending.pop(0), {})
            found.append(section)
            if "base" in section:
                pending += self._base_names(section)
        return found

    def _base_names(self, section: Section) -> list[str]:
        if "base" not in section:
            return ["testenv"]
        return [n for line in section["base"] for n in re.split(r"[\s,]+", line.text) if n]

    def lookup(self, name: str, section: str | None, key: str) -> str | None:
        """The text of a key, for ``{[section]key}`` and ``{key}``."""
        if section is None:
            lines = self.lines(name, key)
        else:
            values = self.sections.get(section, {})
            found = values.get(key, values.get(_OLD_NAMES.get(key, key), values.get(_NEW_NAMES.get(key, key))))
            lines = None if found is None else filtered(found, name)
            if lines is None and section.startswith("testenv:"):
                lines = self.lines(section[len("testenv:") :], key)
        return None if lines is None else "\n".join(line.text for line in lines if line.text)

    def strings(self, name: str, key: str, substitution: Substitution) -> list[str]:
        """The lines of a value, substituted."""
        texts = (substitution.text(line.text) for line in self.lines(name, key) or ())
        return [part.strip() for text in texts for part in text.split("\n") if part.strip()]

    def commands(self, name: str, key: str, substitution: Substitution) -> list[Command]:
        """The commands of a key."""
        found: list[Command] = []
        for line in _joined(self.lines(name, key) or []):
            texts = substitution.text(line.text).split("\n")
            for joined in _joined([TextLine(text.strip(), line.number) for text in texts]):
                if joined.text:
                    found.append(Command(joined.text, None, line.number))
        return found


_NEW_NAMES = {old: new for new, old in _OLD_NAMES.items()}


def _joined(lines: list[TextLine]) -> list[TextLine]:
    """Lines that end in a backslash, joined with the next."""
    found: list[TextLine] = []
    pieces: list[str] = []
    first = 0
    for line in lines:
        first = first if pieces else line.number
        if line.text.endswith("\\"):
            pieces.append(line.text[:-1].rstrip())
            continue
        pieces.append(line.text)
        found.append(TextLine(" ".join(pieces).strip(), first))
        pieces = []
    return [*found, TextLine(" ".join(pieces), first)] if pieces else found
