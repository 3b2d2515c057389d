"""The lists of requirements of a project: extras, groups, and requirements files."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterable
from typing import Any

from trustpub.recipes.documents import read_toml
from trustpub.recipes.files import Files, is_inside, join
from trustpub.recipes.ini import read_ini
from trustpub.recipes.pinned.installs import ALL_GROUPS
from trustpub.recipes.pinned.requirement import Wanted
from trustpub.recipes.runners.tables import items, table, texts

_LOCAL = re.compile(r"(?P<path>\.{1,2}(?:/[\w./-]*)?|[\w.-]+/[\w./-]*)(?:\[(?P<extras>[\w\s,.-]*)\])?")
_OPTION = re.compile(r"(-r|--requirement|-c|--constraint|-e|--editable|--group)[\s=]*(\S.*)", re.DOTALL)
_MAX_DEPTH = 8
_MAX_LINES = 5000


class ProjectRequirements:
    """Follows requirement strings into the files that they name. Each file, extra and group is read once."""

    def __init__(self, files: Files, wanted: Wanted, folder: str) -> None:
        self.files = files
        self.wanted = wanted
        self.folder = folder
        self._seen: set[tuple[str, str, str]] = set()
        self._documents: dict[str, dict[str, Any]] = {}

    def requirement(self, text: str, folder: str = "", depth: int = 0, *, is_constraint: bool = False) -> None:
        """Takes in a requirement string, its files relative to ``folder``."""
        text = text.strip()
        option = _OPTION.fullmatch(text)
        if depth > _MAX_DEPTH or not text:
            return
        if option is not None and option[1] == "--group":
            self.group(self.folder, option[2].strip(), depth)
        elif option is not None and option[1] in ("-r", "--requirement", "-c", "--constraint"):
            self._file(join(folder, option[2].strip()), depth, is_constraint or option[1] in ("-c", "--constraint"))
        else:
            text = option[2].strip() if option is not None else text
            local = _LOCAL.fullmatch(text)
            if local is not None:
                self.extras(join(folder, local["path"]), re.split(r"[\s,]+", local["extras"] or ""), depth)
                return
            requirement = self.wanted.requirement(text, is_constraint=is_constraint)
            if requirement is not None and requirement.extras and self._is_project(requirement.name):
                self.extras(self.folder, requirement.extras, depth)

    def _is_project(self, name: str) -> bool:
        return table(self._pyproject(self.folder), "project").get("name") == name

    def _pyproject(self, folder: str) -> dict[str, Any]:
        if folder not in self._documents:
            self._documents[folder] = read_toml(self.files, join(folder, "pyproject.toml"))
        return self._documents[folder]

    def _once(self, kind: str, folder: str, name: str) -> bool:
        key = (kind, folder, name)
        if key in self._seen or len(self._seen) > 500:
            return False
        self._seen.add(key)
        return True

    def _file(self, path: str, depth: int, is_constraint: bool) -> None:
        """A requirements file: https://pip.pypa.io/en/stable/reference/requirements-file-format/."""
        if not is_inside(path) or not self._once("file", path, str(is_constraint)):
            return
        text = (self.files.text(path) or "").replace("\\\n", " ")
        for line in text.split("\n")[:_MAX_LINES]:
            plain = (" " + line).partition(" #")[0].partition(" --hash")[0].strip()
            if plain and not plain.startswith("#"):
                self.requirement(plain, posixpath.dirname(path), depth + 1, is_constraint=is_constraint)

    def extras(self, folder: str, names: Iterable[str], depth: int = 0) -> None:
        """The extras of the project in a folder, and what it needs at run time."""
        if not is_inside(folder):
            return
        for name in ("", *sorted(names)):
            if self._once("extra", folder, name):
                for text in self._extra(folder, name):
                    self.requirement(text, folder, depth + 1)

    def _extra(self, folder: str, name: str) -> list[str]:
        document = self._pyproject(folder)
        project, poetry = table(document, "project"), table(document, "tool", "poetry")
        setup = read_ini(self.files.text(join(folder, "setup.cfg")) or "")
        if not name:
            for package, value in table(poetry, "dependencies").items():
                if not (isinstance(value, dict) and value.get("optional")):
                    self.wanted.poetry(package, value)
            lines = setup.get("options", {}).get("install_requires", [])
            return texts(project.get("dependencies")) + [line.text for line in lines if line.text]
        for package in texts(table(poetry, "extras").get(name)):
            self.wanted.poetry(package, table(poetry, "dependencies").get(package, ""))
        flit = table(document, "tool", "flit", "metadata", "requires-extra")
        lines = setup.get("options.extras_require", {}).get(name, [])
        listed = texts(table(project, "optional-dependencies").get(name)) + texts(flit.get(name))
        return listed + [line.text for line in lines if line.text]

    def group(self, folder: str, name: str, depth: int = 0) -> None:
        """A group of requirements, in every form that there is; ``*`` for all.

        https://packaging.python.org/en/latest/specifications/dependency-groups/
        """
        if f"--group {name}" == ALL_GROUPS:
            self.everything(files=False)
            return
        if depth > _MAX_DEPTH or not self._once("group", folder, name):
            return
        document = self._pyproject(folder)
        for item in items(table(document, "dependency-groups").get(name)):
            if isinstance(item, str):
                self.requirement(item, folder, depth + 1)
            elif isinstance(item, dict) and isinstance(item.get("include-group"), str):
                self.group(folder, item["include-group"], depth + 1)
        for text in texts(table(document, "tool", "pdm", "dev-dependencies").get(name)):
            self.requirement(text, folder, depth + 1)
        poetry = table(document, "tool", "poetry")
        for package, value in table(poetry, "group", name, "dependencies").items():
            self.wanted.poetry(package, value)
        if name == "dev":
            for package, value in table(poetry, "dev-dependencies").items():
                self.wanted.poetry(package, value)
            for text in texts(table(document, "tool", "uv").get("dev-dependencies")):
                self.requirement(text, folder, depth + 1)
            for text in texts(table(document, "tool", "rye").get("dev-dependencies")):
                self.requirement(text, folder, depth + 1)

    def everything(self, *, files: bool = True) -> None:
        """Every list of requirements in the project's folder; with ``files``, the requirements files too."""
        document = self._pyproject(self.folder)
        poetry = table(document, "tool", "poetry")
        setup = read_ini(self.files.text(join(self.folder, "setup.cfg")) or "")
        extras = {*table(document, "project", "optional-dependencies"), *table(poetry, "extras")}
        extras |= {*table(document, "tool", "flit", "metadata", "requires-extra")}
        extras |= set(setup.get("options.extras_require", {}))
        self.extras(self.folder, extras)
        groups = {*table(document, "dependency-groups"), *table(document, "tool", "pdm", "dev-dependencies"), "dev"}
        for name in sorted(groups | set(table(poetry, "group"))):
            self.group(self.folder, name)
        for environment in table(document, "tool", "hatch", "envs").values():
            for key in ("dependencies", "extra-dependencies"):
                for text in texts(table(environment).get(key)):
                    self.requirement(text, self.folder)
        pipfile = read_toml(self.files, join(self.folder, "Pipfile"))
        for section in ("packages", "dev-packages"):
            for package, value in table(pipfile, section).items():
                self.wanted.poetry(package, value)
        if files:
            self._files()

    def _files(self) -> None:
        for folder, pattern in ((self.folder, "*requirements*.txt"), (join(self.folder, "requirements"), "*.txt")):
            for name in self.files.names(folder):
                if fnmatch.fnmatchcase(name, pattern):
                    self._file(join(folder, name), 0, "constraint" in name)
