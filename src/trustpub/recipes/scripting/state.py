"""What a shell script knows at a point of its run: folder, variables, arguments, functions."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trustpub.recipes.files import CHECKOUT, join
from trustpub.recipes.quoting import shell_text
from trustpub.recipes.scripting.conditions import decided
from trustpub.recipes.scripting.fill import Filler
from trustpub.recipes.types import Place
from trustpub.shell import Block, Script, static_value
from trustpub.shell.model import Assignment, Compound, commands_in, lasting_assignments
from trustpub.shell.values import literal

_OWN_PATH = re.compile(r"\$\{BASH_SOURCE(?:\[0\])?(?::-\$0)?\}|\$BASH_SOURCE(?!\w)|\$\{0\}")
_OWN_FOLDER = re.compile(r"\$\{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}")
_CD_PWD = re.compile(
    r"\s*cd\s+(?:-P\s+|--\s+)?(?P<folder>.+?)\s*(?:>\s*/dev/null\s*(?:2>&1)?\s*)?(?:&&|;)\s*pwd(?:\s+-P)?\s*", re.DOTALL
)
_PREFIX = re.compile(r"\$(?:\{(?P<braced>[A-Za-z_]\w*)\}|(?P<plain>[A-Za-z_]\w*))(?P<rest>[A-Za-z][\w.-]*)?$")
_OF_THE_RUNNER = re.compile(
    r"GITHUB_|RUNNER_|ACTIONS_|INPUT_|Image|AGENT_|JAVA_|(?:CI|PATH|HOME|USER|LOGNAME|SHELL|PWD|OLDPWD|LANG|LC_\w+|TMPDIR)$"
    r"|(?:VIRTUAL_ENV|pythonLocation|HOSTNAME|UID|EUID|OSTYPE|RANDOM|SECONDS|BASH\w*|IFS|DEBIAN_FRONTEND)$"
)
"""Variables that the runner or bash itself sets."""
_MAX_NESTED = 5
_MAX_VARIABLES = 2000


class Function(NamedTuple):
    """A function, and the script that defines it."""

    body: Compound
    script: Script
    place: Place


class State(Filler):
    """The state of a script. ``environment`` is what programs see, as far as known; ``own`` what recipes set of it.

    ``known`` holds the values of the script's variables and arguments (``0``, ``1``, ``@``...), ``candidates`` all
    the texts that the script assigns to a variable anywhere.
    """

    def __init__(
        self, folder: str, environment: Mapping[str, str], own: Mapping[str, str], *, knows_environment: bool
    ) -> None:
        self.folder = folder
        self.folders: list[str] = []
        self.environment = dict(environment)
        self.own = dict(own)
        self.knows_environment = knows_environment
        self.known: dict[str, str] = {}
        self.functions: dict[str, Function] = {}
        self.candidates: dict[str, list[str | None]] = {}
        self.arguments: list[str] = []
        self._depth = 0

    def copy(self) -> State:
        """A state that changes on its own: for subshells and branches."""
        other = State(self.folder, self.environment, self.own, knows_environment=self.knows_environment)
        other.known, other.functions = dict(self.known), dict(self.functions)
        other.folders, other.arguments, other.candidates = list(self.folders), list(self.arguments), self.candidates
        return other

    def set_arguments(self, arguments: Sequence[str]) -> None:
        """Sets ``$1``, ``$@`` and their like."""
        self.arguments = list(arguments)
        for number in range(1, 10):
            self.known[str(number)] = arguments[number - 1] if number <= len(arguments) else ""
        self.known["@"] = self.known["*"] = shell_text(arguments)
        self.known["#"] = str(len(arguments))

    def restore_arguments(self, known: Mapping[str, str]) -> None:
        """Sets ``$1``, ``$@`` and their like back to what they were."""
        for name in ("@", "*", "#", *"123456789"):
            if name in known:
                self.known[name] = known[name]
            else:
                self.known.pop(name, None)

    def note_candidates(self, script: Script) -> None:
        """Notes what a script assigns to its variables."""
        for assignment in script.assignments[:_MAX_VARIABLES]:
            value = assignment.value.value if assignment.value else ""
            self.candidates.setdefault(assignment.name, []).append(value)

    def fill(self, text: str) -> str:
        """A shell text with what is known filled in."""
        if "$" not in text and "`" not in text:
            return text
        return self.filled(_OWN_PATH.sub("$0", _OWN_FOLDER.sub("$(dirname $0)", text)))

    def is_absent(self, name: str) -> bool:
        """Whether neither the script nor the step sets a variable, as far as the step's environment is known."""
        return self.knows_environment and name not in self.environment and not _OF_THE_RUNNER.match(name)

    def value(self, text: str) -> str | None:
        """The value of a word, references to the environment kept; None when it cannot be told."""
        return static_value(self.fill(text))

    def decided(self, text: str) -> str | None:
        """The value of a word with the environment put in; None when anything in it is unknown."""
        value = self.value(text)
        return None if value is None else decided(value, self.environment)

    def assign(self, assignment: Assignment, *, exported: bool = False) -> None:
        """Carries out an assignment."""
        value = "" if assignment.value is None else self.value(assignment.value.text)
        if assignment.value is not None and assignment.value.value is None and assignment.value.text.startswith("("):
            value = None
        if len(self.known) > _MAX_VARIABLES:
            return
        if value is None:
            self.known.pop(assignment.name, None)
        else:
            self.known[assignment.name] = value
        if exported or assignment.exported or assignment.name in self.environment:
            text = literal(self.fill(assignment.value.text)) if assignment.value is not None else ""
            if not text.startswith((f"${{{assignment.name}:", f"${{{assignment.name}}}")):
                self.export(assignment.name, text)

    def export(self, name: str, text: str) -> None:
        """Puts a variable into the environment of programs."""
        self.environment[name] = self.own[name] = text

    def forget(self, block: Block) -> None:
        """Forgets what a block may have set."""
        for command in commands_in(block):
            names = [assignment.name for assignment in lasting_assignments(command)]
            if command.name in ("read", "unset", "mapfile"):
                names += [word.value for word in command.words[1:] if word.value]
            if command.name in ("shift", "set"):
                names += ["@", "*", "#", *"123456789"]
            for name in names:
                self.known.pop(name, None)

    def without_prefix(self, word: str) -> str:
        """The first word of a command without a variable in front that only says where the program lies."""
        match = _PREFIX.fullmatch(word.strip('"'))
        if match is None or match["rest"] is None:
            return word
        name = match["braced"]
        texts = self.candidates.get(name) if name else None
        if name is None or name in self.known or not texts:
            return word
        return match["rest"] if all(text is not None and (not text or text.endswith("/")) for text in texts) else word

    def told(self, inner: str) -> str | None:
        """The output of a command substitution that only tells a path or repeats its words; None for others."""
        if self._depth >= _MAX_NESTED or len(inner) > 1000:
            return None
        self._depth += 1
        try:
            return self._told(inner.strip())
        finally:
            self._depth -= 1

    def _told(self, inner: str) -> str | None:
        if inner in ("pwd", "pwd -P"):
            return _absolute(self.folder)
        if inner == "git rev-parse --show-toplevel":
            return CHECKOUT
        match = _CD_PWD.fullmatch(inner)
        if match is not None:
            value = self.value(match["folder"])
            return None if value is None else _absolute(join(self.folder, value))
        name, _, rest = inner.partition(" ")
        if name not in ("dirname", "basename", "realpath", "readlink") or not rest:
            return None
        value = self.value(rest.strip().removeprefix("-f ").removeprefix("-- ").strip())
        if value is None or " " in value:
            return None
        if name == "dirname":
            return posixpath.dirname(value) or "."
        return posixpath.basename(value) if name == "basename" else _absolute(join(self.folder, value))


def _absolute(path: str) -> str:
    return path if path.startswith(("/", "$")) else posixpath.join(CHECKOUT, path).rstrip("/")


def split_words(text: str) -> list[str] | None:
    """The words of a text as a shell splits them; None when its quotes do not match."""
    try:
        return shlex.split(text)
    except ValueError:
        return None
