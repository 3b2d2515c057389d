"""Which reader knows what a program leads to."""

from __future__ import annotations

import re

from trustpub.recipes.make import read_make
from trustpub.recipes.nox import read_nox
from trustpub.recipes.run import Reader
from trustpub.recipes.scripts import (
    is_script,
    read_powershell_call,
    read_program_call,
    read_python_call,
    read_shell_call,
)
from trustpub.recipes.tox import read_tox
from trustpub.recipes.types import Call

_PYTHON = re.compile(r"(?:python|pypy)[\d.]*w?|py")

READERS: dict[str, Reader] = {
    "make": read_make,
    "gmake": read_make,
    "mingw32-make": read_make,
    "tox": read_tox,
    "nox": read_nox,
    "bash": read_shell_call,
    "sh": read_shell_call,
    "dash": read_shell_call,
    "zsh": read_shell_call,
    "source": read_shell_call,
    ".": read_shell_call,
    "pwsh": read_powershell_call,
    "powershell": read_powershell_call,
}


def reader_of(call: Call) -> Reader | None:
    """The reader for a call, or None when its program is none that leads anywhere."""
    path = call.words[0]
    name = re.split(r"[\\/]", path)[-1].removesuffix(".exe")
    if name in READERS:
        return READERS[name]
    if _PYTHON.fullmatch(name):
        return read_python_call
    return (
        read_program_call if is_script(path) and name != "setup.py" and call.launcher[-1:] != ("python -m",) else None
    )
