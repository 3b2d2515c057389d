"""What a followed Python file starts, handed to the run."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from trustpub.recipes.files import join
from trustpub.recipes.python.expressions import NOT_MINE
from trustpub.recipes.python.follower import Follower
from trustpub.recipes.python.values import MAX_ITEMS, NOTHING_KNOWN, as_list, as_text, as_words
from trustpub.recipes.quoting import UNKNOWN, shell_text
from trustpub.recipes.run import Run, named
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Context, Place

_STARTING = frozenset({"run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput"})
_ENDING = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort"})
_TWINE = {"twine.commands.upload.main": ("twine", "upload"), "twine.cli.dispatch": ("twine",)}


class CommandFollower(Follower):
    """Follows a file that starts programs through the standard library. ``started`` counts them."""

    def __init__(self, run: Run, path: str, context: Context, arguments: Sequence[str] = ()) -> None:
        super().__init__(run, path, context)
        self.arguments = list(arguments)
        self.started = 0

    def attribute(self, name: str) -> Any:
        """``sys.argv`` and ``sys.platform``."""
        if name == "sys.argv":
            return [self.path, *self.arguments]
        return {"sys.platform": "linux", "os.name": "posix"}.get(name, NOTHING_KNOWN)

    def called(self, name: str, node: ast.Call, arguments: Sequence[Any], keywords: dict[str, Any]) -> Any:
        """Calls that start a program, change the folder, or end the program."""
        module, _, short = name.rpartition(".")
        if module == "subprocess" and short in _STARTING:
            self._subprocess(short, node, arguments, keywords)
            return NOTHING_KNOWN
        if name in ("os.system", "os.popen"):
            self.shell(as_text(arguments[0]) if arguments else UNKNOWN, node, ignored=self.discarded is node)
            return NOTHING_KNOWN
        if name.startswith("os.exec") and arguments:
            words = as_words(arguments[1]) if len(arguments) > 1 and short.startswith("execv") else None
            self.words(words or [as_text(a) for a in arguments[1:]], node)
            self.ended = "exit"
            return None
        if name in _ENDING:
            self.ended = "failure" if arguments and arguments[0] not in (0, None) else "exit"
            return None
        if name == "os.chdir":
            self.change_folder(arguments[0] if arguments else NOTHING_KNOWN)
            return None
        if name == "shutil.rmtree" and arguments and isinstance(arguments[0], str):
            self.words(["rm", "-rf", arguments[0]], node)
            return None
        if name in _TWINE:
            self.words([*_TWINE[name], *(as_words(arguments[0]) or [UNKNOWN] if arguments else [])], node)
            return None
        return NOT_MINE

    def _subprocess(self, kind: str, node: ast.Call, arguments: Sequence[Any], keywords: dict[str, Any]) -> None:
        command = arguments[0] if arguments else keywords.get("args", NOTHING_KNOWN)
        before = self.context
        if "cwd" in keywords and keywords["cwd"] is not None:
            self.change_folder(keywords["cwd"])
        self.context = self.context.setting(environment_of(keywords.get("env")))
        ignored = kind == "run" and keywords.get("check") is not True and self.discarded is node
        if isinstance(command, str):
            self.shell(command, node, ignored=ignored)
        else:
            self.words(as_words(command) or [UNKNOWN], node, ignored=ignored)
        self.context = before

    def change_folder(self, value: Any) -> None:
        """``os.chdir(value)``."""
        if not isinstance(value, str):
            self.run.problem(f"{self.path} changes its folder in a way that cannot be told")
            return
        self.context = self.context._replace(folder=join(self.context.folder, value))

    def words(self, words: Sequence[str], node: ast.AST, *, ignored: bool = False) -> None:
        """Notes a program that is started with these words."""
        words = [word for word in words if word]
        if not words or words[0] == UNKNOWN:
            self.started += 1
            self.run.problem(f"what {self.path} starts in line {_line(node)} cannot be told")
            return
        self.shell(shell_text(words), node, ignored=ignored)

    def shell(self, text: str, node: ast.AST, *, ignored: bool = False) -> None:
        """Notes a shell script that is run."""
        self.started += 1
        if text.strip().startswith(UNKNOWN) or not text.strip():
            self.run.problem(f"what {self.path} starts in line {_line(node)} cannot be told")
            return
        context = self.context._replace(ignores_failure=True) if ignored else self.context
        run_shell(self.run, text, Place(self.path, _line(node)), context)


def environment_of(value: Any) -> dict[str, str]:
    """The variables in the value of an ``env`` argument."""
    return named({name: as_text(text) for name, text in value.items()}) if isinstance(value, dict) else {}


def words_of(arguments: Sequence[Any]) -> list[str]:
    """The words in the arguments of ``session.run`` and its like."""
    found: list[str] = []
    for argument in arguments:
        found += [as_text(item) for item in (as_list(argument) if _is_list(argument) else [argument])]
        if len(found) > MAX_ITEMS:
            break
    return found[:MAX_ITEMS]


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))
