"""What kind of work a command of a recipe does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from trustpub.recipes.types import Recipe, RecipeCommand
from trustpub.shell import Command, Tool, read_script, tools_of
from trustpub.uploads.containers import programs
from trustpub.uploads.tools import TOOLS

CLEAN, PREPARE, BUILD, CHECK, UPLOAD, CONFIG, OTHER = "clean", "prepare", "build", "check", "upload", "config", "other"
KINDS = (CLEAN, PREPARE, BUILD, CHECK, UPLOAD, CONFIG, OTHER)
"""``clean`` removes or makes folders for what is built, ``prepare`` installs tools, prints, and looks at files,
``build`` makes distributions, ``check`` looks at them, ``upload`` uploads them, ``config`` configures an uploading
tool; ``other`` is anything else."""

MATTERING = frozenset({BUILD, UPLOAD, CONFIG, OTHER})
"""The kinds that the rest depends on: what is missed when one of them is not run."""

_UPLOADING = {name: tool for tool in TOOLS for name in tool.names}
_PREPARING = frozenset(
    {"echo", "printf", "set", "shopt", "cd", "pushd", "popd", "test", "[", "[[", "true", ":", "false", "exit", "return"}
    | {"export", "unset", "pwd", "ls", "cat", "which", "type", "command", "date", "whoami", "env", "printenv", "sleep"}
    | {"source", ".", "umask", "trap", "tree", "head", "tail", "grep", "wc", "read", "break", "continue", "shift", "id"}
    | {"local", "declare", "readonly", "ulimit", "hostname", "uname", "venv", "virtualenv", "ensurepip", "hash", "wait"}
)
_CHECKING = frozenset(
    {"check-wheel-contents", "pyroma", "check-manifest", "abi3audit", "pydistcheck", "validate-pyproject"}
)
_BUILD_WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "flit": (("build",),),
    "poetry": (("build",),),
    "hatch": (("build",),),
    "pdm": (("build",),),
    "uv": (("build",),),
    "rye": (("build",),),
    "maturin": (("build",), ("sdist",)),
    "pip": (("wheel",),),
    "cibuildwheel": ((),),
    "build": ((),),
    "pyproject-build": ((),),
    "hatchling": (("build",),),
    "auditwheel": (("repair",),),
    "delocate-wheel": ((),),
    "delvewheel": (("repair",),),
    "pep517.build": ((),),
}
_PREPARE_WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "pip": (("install",), ("download",), ("uninstall",), ("list",), ("freeze",), ("cache",), ("--version",), ("show",)),
    "uv": (("pip",), ("sync",), ("venv",), ("tool", "install"), ("python",), ("lock",), ("--version",)),
    "pipx": (("install",), ("ensurepath",)),
    "poetry": (
        ("install",),
        ("self",),
        ("lock",),
        ("--version",),
        ("env",),
        ("check",),
        ("show",),
        ("sync",),
        ("update",),
    ),
    "pdm": (("install",), ("sync",), ("lock",), ("self",), ("--version",), ("use",)),
    "rye": (("sync",), ("self",), ("install",), ("lock",)),
    "pipenv": (("install",), ("sync",)),
    "hatch": (("env",), ("--version",), ("version",)),
    "flit": (("install",), ("--version",)),
    "twine": (("--version",),),
    "apt-get": ((),),
    "apt": ((),),
    "brew": ((),),
    "yum": ((),),
    "dnf": ((),),
    "apk": ((),),
    "conda": (("install",), ("env",), ("create",), ("activate",)),
    "easy_install": ((),),
    "git": (("status",), ("log",), ("diff",), ("describe",), ("rev-parse",), ("fetch",), ("submodule",), ("show",)),
}
_SETUP_BUILDS = frozenset(
    {"sdist", "bdist_wheel", "bdist", "bdist_egg", "build", "build_ext", "build_py", "bdist_wininst"}
)
_CLEANED = re.compile(
    r"(?:^|/)(?:dist|build|sdist|wheelhouse|target/wheels|wheels|out|[\w.*{},/-]*egg-info|\.eggs|__pycache__|[\w*/-]+\.whl|[\w*/-]+\.tar\.gz"
    r"|\*?\.py[cod]|\.tox|\.nox|\.pytest_cache|\.mypy_cache|\.ruff_cache|htmlcov|reports?|coverage\.xml|\.cache|\.coverage|docs/_build|venv|\.venv|MANIFEST)"
    r"(?:/\*?)?\*?$"
)
_CREDENTIAL = re.compile(r"pypi-token|http-basic|repositor|publish|certificates|sources|registries")
"""Names of settings that say where to upload to, or with what."""
_REMOVING_CODE = re.compile(r"rmtree|os\.remove|unlink|os\.makedirs|\.mkdir\(|rmdir")


def classify(recipe: Recipe) -> tuple[str, ...]:
    """The kind of every command of a recipe, in order; one of `KINDS`."""
    return tuple(kind_of(command) for command in recipe.commands)


def kind_of(command: RecipeCommand) -> str:
    """The kind of a command, one of `KINDS`. What uploads at all is ``upload``, whatever else it does."""
    return classify_text(command.text)


@lru_cache(maxsize=2048)
def classify_text(text: str) -> str:
    """`kind_of` for the text of a command. Of several in one text the weightiest counts."""
    kinds = [_kind(command, text) for command in read_script(text).commands if command.words]
    for kind in (UPLOAD, CONFIG, OTHER, BUILD, CHECK, PREPARE):
        if kind in kinds:
            return kind
    return CLEAN if kinds else PREPARE


def _kind(command: Command, text: str) -> str:
    tools = [_python_of_the_run(program.tool) for program in programs(command)] or list(tools_of(command))
    if command.name == "find" and any(tool.name == "rm" for tool in tools):
        return CLEAN
    if any(uploads(tool) for tool in tools):
        return UPLOAD
    if _writes_pypirc(command):
        return CONFIG
    if "substitution" in command.context:
        return PREPARE
    kinds = [_kind_of_tool(tool, command) for tool in tools] or [OTHER]
    return next((kind for kind in (CONFIG, OTHER, BUILD, CHECK, PREPARE) if kind in kinds), CLEAN)


def _python_of_the_run(tool: Tool) -> Tool:
    """``$PYTHON setup.py``: what only a run can tell, in front of ``setup.py``, is a Python."""
    if tool.name.startswith("$") and tool.args and (tool.args[0].value or "").rpartition("/")[2] == "setup.py":
        return Tool("setup.py", tool.args[1:], (*tool.launcher, "python"), tool.args[0].text)
    return tool


def uploads(tool: Tool) -> bool:
    """Whether a program with its arguments is one of the uploading tools and uploads, a dry run aside."""
    known = _UPLOADING.get(tool.name)
    if known is None:
        return False
    words = [word.value or "" for word in tool.args]
    if any(word in known.dry_run for word in words):
        return False
    if known.via == "setup.py":
        return "upload" in words
    return _subcommand(words, known.global_value_options) in known.subcommands


def _subcommand(words: Sequence[str], valued: Sequence[str]) -> str | None:
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in valued
        else:
            return word
    return None


def _kind_of_tool(tool: Tool, command: Command) -> str:
    words = [word.value or word.text for word in tool.args]
    plain = [word for word in words if not word.startswith("-")]
    name = tool.name
    if name in ("poetry", "pdm", "hatch", "rye", "keyring") and plain[:1] in (["config"], ["set"]):
        return CONFIG if name == "keyring" or _CREDENTIAL.search(" ".join(plain[1:2])) else PREPARE
    if name == "setup.py":
        return _kind_of_setup(plain)
    if name in ("rm", "mkdir", "rmdir", "del", "rd", "Remove-Item", "rimraf", "shx"):
        return CLEAN if name == "mkdir" or all(len(word) < 300 and _CLEANED.search(word) for word in plain) else OTHER
    if name == "find":
        return CLEAN if {"-delete", "rm"} & set(words) else PREPARE
    if name == "git":
        return CLEAN if plain[:1] == ["clean"] else _by_words(_PREPARE_WORDS, name, words, PREPARE) or OTHER
    if name in _CHECKING or (name == "twine" and plain[:1] == ["check"]):
        return CHECK
    if name.startswith(("python", "pypy")) or name == "py":
        return _kind_of_python(words)
    if name in _PREPARING:
        return PREPARE
    return (
        _by_words(_BUILD_WORDS, name, words, BUILD)
        or _by_words(_PREPARE_WORDS, name, words, PREPARE)
        or (CLEAN if name in ("cleanpy", "pyclean") or (name == "hatch" and plain[:1] == ["clean"]) else OTHER)
    )


def _by_words(table: dict[str, tuple[tuple[str, ...], ...]], name: str, words: Sequence[str], kind: str) -> str | None:
    plain = tuple(word for word in words if not word.startswith("-"))
    for wanted in table.get(name, ()):
        given = tuple(words) if wanted[:1] and wanted[0].startswith("-") else plain
        if given[: len(wanted)] == wanted:
            return kind
    return None


def _kind_of_setup(plain: Sequence[str]) -> str:
    if _SETUP_BUILDS & set(plain):
        return BUILD
    if plain[:1] == ["check"]:
        return CHECK
    if plain[:1] == ["clean"]:
        return CLEAN
    return PREPARE if plain[:1] in (["develop"], ["install"], ["egg_info"], []) else OTHER


def _kind_of_python(words: Sequence[str]) -> str:
    """A Python that runs neither a module nor ``setup.py``: code on the command line, or a file."""
    if "-c" in words[:-1]:
        code = words[words.index("-c") + 1]
        if "subprocess" in code or "system(" in code:
            return OTHER
        if _REMOVING_CODE.search(code):
            return CLEAN
        return PREPARE if code.lstrip().startswith(("import", "print", "from")) else OTHER
    return PREPARE if words and all(word in ("-V", "--version", "-VV") for word in words) else OTHER


def _writes_pypirc(command: Command) -> bool:
    for redirect in command.redirects:
        if ">" in redirect.operator and redirect.target and redirect.target.text.rstrip("\"'").endswith(".pypirc"):
            return True
    return command.name in ("cp", "mv", "tee", "install") and any(
        (w.value or "").endswith(".pypirc") for w in command.words
    )
