"""Which shell runs a ``run:`` step."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

ShellKind: TypeAlias = 'Literal["bash", "sh", "pwsh", "cmd", "python", "other"]'

_KINDS: dict[str, ShellKind] = {
    "bash": "bash",
    "sh": "sh",
    "dash": "sh",
    "pwsh": "pwsh",
    "powershell": "pwsh",
    "cmd": "cmd",
    "python": "python",
    "python3": "python",
}


def shell_kind(shell: str | None, runs_on_windows: bool) -> ShellKind:
    """The kind of shell for the value of ``shell:`` (None or empty: the runner's default).

    Defaults and templates such as ``bash -l {0}``: "jobs.<job_id>.steps[*].shell" in GitHub's workflow syntax. A login
    wrapper like ``micromamba-shell {0}`` or anything unknown is "other".
    """
    if shell is None or not shell.strip():
        return "pwsh" if runs_on_windows else "bash"
    program = re.split(r"[\\/]", shell.split()[0].strip("\"'"))[-1].lower().removesuffix(".exe")
    return _KINDS.get(program, "other")


def stops_on_error(shell: str | None) -> bool:
    """Whether a bash or sh script stops at the first command that fails.

    It does by default, and for ``bash`` and ``sh`` without a template; a template decides it with ``-e``.
    """
    if shell is None or "{0}" not in shell:
        return True
    options = shell.split("{0}")[0].split()[1:]
    return "errexit" in options or any(re.fullmatch(r"-[a-zA-Z]*e[a-zA-Z]*", option) for option in options)
