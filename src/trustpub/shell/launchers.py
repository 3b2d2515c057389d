"""The programs that run another program: how to find where the other one starts among their arguments."""

from __future__ import annotations

import re
from typing import NamedTuple


class Launcher(NamedTuple):
    """How a launcher is called.

    Attributes:
        subcommands: the words after its name that make it a launcher (``("tool", "run")``); () when it always is.
        valued: its options that take the next word as their value.
        positionals: how many arguments of its own come before the program.
    """

    subcommands: tuple[str, ...] = ()
    valued: frozenset[str] = frozenset()
    positionals: int = 0


_UV_RUN = frozenset(
    {"--with", "--with-editable", "--with-requirements", "--extra", "--no-extra", "--group", "--no-group"}
    | {"--only-group", "--python", "-p", "--project", "--directory", "--env-file", "--index", "--default-index"}
    | {"--index-url", "-i", "--extra-index-url", "--find-links", "-f", "--package", "--cache-dir", "--color"}
    | {"--refresh-package", "--upgrade-package", "-P", "--config-file", "--config-setting", "-C", "--resolution"}
    | {"--prerelease", "--link-mode", "--python-preference", "--from", "--constraints", "--overrides", "-c"}
)
_CONDA = frozenset({"-n", "--name", "-p", "--prefix", "--cwd", "-r", "--root-prefix"})

LAUNCHERS: dict[str, tuple[Launcher, ...]] = {
    "uvx": (Launcher((), _UV_RUN),),
    "uv": (Launcher(("tool", "run"), _UV_RUN), Launcher(("run",), _UV_RUN)),
    "pipx": (Launcher(("run",), frozenset({"--spec", "--python", "--pip-args", "--index-url", "-i", "--with"})),),
    "poetry": (Launcher(("run",), frozenset({"-C", "--directory", "-P", "--project"})),),
    "pdm": (Launcher(("run",), frozenset({"-p", "--project", "-e", "--env-file", "--venv"})),),
    "hatch": (
        Launcher(("run",), frozenset({"-e", "--env", "-p", "--project", "--data-dir", "--cache-dir", "--config"})),
    ),
    "rye": (Launcher(("run",), frozenset({"--pyproject"})),),
    "pipenv": (Launcher(("run",)),),
    "pixi": (Launcher(("run",), frozenset({"-e", "--environment", "--manifest-path"})),),
    "conda": (Launcher(("run",), _CONDA),),
    "mamba": (Launcher(("run",), _CONDA),),
    "micromamba": (Launcher(("run",), _CONDA),),
    "sudo": (Launcher((), frozenset({"-u", "--user", "-g", "--group", "-C", "-h", "-p", "-D"})),),
    "env": (Launcher((), frozenset({"-u", "--unset", "-C", "--chdir"})),),
    "time": (Launcher(),),
    "exec": (Launcher((), frozenset({"-a"})),),
    "command": (Launcher(),),
    "builtin": (Launcher(),),
    "nohup": (Launcher(),),
    "nice": (Launcher((), frozenset({"-n", "--adjustment"})),),
    "timeout": (Launcher((), frozenset({"-k", "--kill-after", "-s", "--signal"}), 1),),
    "xargs": (Launcher((), frozenset({"-I", "-n", "-P", "-L", "-d", "-a", "-E", "-s"})),),
    "xvfb-run": (Launcher((), frozenset({"-s", "--server-args", "-n", "--server-num", "-e", "--error-file", "-f"})),),
}
PYTHON = re.compile(r"(?:python|pypy)[\d.]*w?|py")
PYTHON_VALUED = frozenset({"-X", "-W", "--check-hash-based-pycs"})
SHELLS = frozenset({"bash", "sh", "dash", "zsh"})
