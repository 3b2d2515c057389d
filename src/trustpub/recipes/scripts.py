"""Scripts that a command starts: by a shell, by Python, or as a program of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trustpub.recipes.files import is_inside, join
from trustpub.recipes.python.scripts import read_python_script
from trustpub.recipes.run import Run
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call, Place
from trustpub.shell import read_other

_SHEBANG = re.compile(r"#![ \t]*(?:\S*/)?(?:env[ \t]+(?:-S[ \t]+)?)?(?P<program>[\w.-]+)")
_SHELL = re.compile(r"(?:ba|da|z|k|a)?sh")
_PYTHON = re.compile(r"(?:python|pypy)[\d.]*w?|py")
_OPTION = re.compile(r"[-+](?![-+]?c$)[\w-]+$")
_VALUED = frozenset({"-o", "+o", "-O", "+O", "--rcfile", "--init-file", "-X", "-W"})
_INSTALLED = re.compile(r"/(?:\.?bin|Scripts)/[^/]+$")
"""Where programs of virtual environments and the like lie, which are in no checkout."""
_POWERSHELL = frozenset({"pwsh", "powershell"})


def read_shell_call(run: Run, call: Call) -> bool:
    """``bash scripts/release.sh 1.2``."""
    target = _target(call.words)
    if target is None:
        return False
    return _read(run, call, target, "sh")


def read_python_call(run: Run, call: Call) -> bool:
    """``python scripts/release.py``."""
    target = _target(call.words)
    if target is None or call.words[target].rpartition("/")[2] == "setup.py":
        return False
    return _read(run, call, target, "python")


def read_powershell_call(run: Run, call: Call) -> bool:
    """``pwsh -File build.ps1``."""
    for position, word in enumerate(call.words):
        if position and word.lower().endswith((".ps1", ".cmd", ".bat")):
            return _read(run, call, position, "pwsh")
    return False


def read_program_call(run: Run, call: Call) -> bool:
    """``scripts/publish``: the first line of the file says what runs it."""
    return _read(run, call, 0, "")


def _target(words: Sequence[str]) -> int | None:
    """The position of the script among the words of an interpreter's call."""
    position = 1
    while position < len(words):
        word = words[position]
        if word == "--":
            position += 1
            break
        if not word.startswith(("-", "+")) or word == "-":
            break
        if not _OPTION.fullmatch(word) or re.fullmatch(r"-[a-zA-Z]*[cms]", word):
            return None
        position += 2 if word in _VALUED else 1
    return position if position < len(words) and words[position] != "-" else None


def _read(run: Run, call: Call, target: int, kind: str) -> bool:
    path = join(call.context.folder, call.words[target])
    if not is_inside(path):
        run.problem(f"{call.words[target]} lies outside the checkout, or cannot be told")
        return False
    text = run.files.text(path)
    if text is None and kind == "python" and not path.endswith(".py"):
        text = run.files.text(f"{path}/__main__.py")
        path = f"{path}/__main__.py" if text is not None else path
    if text is None and target == 0 and _INSTALLED.search(path):
        return False
    if text is None:
        run.problem(f"there is no file {path} that can be read")
        return False
    match = _SHEBANG.match(text)
    program = match["program"] if match else ""
    kind = kind or _kind(path, program)
    arguments = call.words[target + 1 :]
    if kind == "sh":
        run_shell(run, text, Place(path, 1), call.context, arguments, call.words[target])
        return True
    if kind == "python":
        return read_python_script(run, call, path, text, arguments)
    if kind == "pwsh":
        _read_plain(run, call, path, text)
        return True
    run.problem(f"{path} is not a script that can be read")
    return False


def _kind(path: str, program: str) -> str:
    """How a file is run: by its first line, else by its name; a shell runs a program without either."""
    if program:
        if _SHELL.fullmatch(program):
            return "sh"
        if _PYTHON.fullmatch(program) or program in ("uv", "pipx"):
            return "python"
        return "pwsh" if program in _POWERSHELL else "other"
    name = path.rpartition("/")[2]
    if name.endswith(".py"):
        return "python"
    if name.endswith((".ps1", ".bat", ".cmd")):
        return "pwsh"
    return "sh" if name.endswith((".sh", ".bash")) or "." not in name else "other"


def _read_plain(run: Run, call: Call, path: str, text: str) -> None:
    """PowerShell and cmd are only recognised line by line."""
    run.problem(f"{path} is a script for PowerShell or cmd, which is read line by line only")
    if not run.may_read_shell(text):
        return
    script = read_other(text)
    for command in script.commands:
        if command.words:
            words = " ".join(word.text for word in command.words)
            run.emit(words, Place(path, 1).at(command.line), call.context)
