"""Scripts of PowerShell and cmd that are nothing but commands, one on each line.

Only for these it is certain where a command starts and ends, and that the other lines do without it what they did.
Source: the reserved words and operators in "about_Parsing" and "about_Reserved_Words" of PowerShell's documentation.
"""

from __future__ import annotations

import re

from trustpub.shell.model import Command, Script
from trustpub.shell.reader import read_script

_LINE = re.compile(r"(?:\$\{\{[^}\n]*\}\}|\$env:\w+|%\w+%|[\w./\\:@=,+*~ \t\"'-])*", re.IGNORECASE)
_ENVIRONMENT = re.compile(r"\s*\$env:(?P<name>\w+)\s*=\s*(?P<value>\"[^\"`]*\"|'[^']*')\s*", re.IGNORECASE)
_WORDS = re.compile(
    r"\s*@?(if|else|for|foreach|while|do|switch|try|catch|finally|function|return|exit|throw|goto|set|setlocal|call"
    r"|start|param|begin|end|trap|pushd|popd|cd|chdir|sl|set-location)\b",
    re.IGNORECASE,
)


def read_lines(source: str) -> Script | None:
    """A script of PowerShell or cmd as commands, one on each line; None when it is more than that.

    An assignment to a variable of the environment (``$env:NAME = "value"``) counts as a command.
    """
    lines = [line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not all(_ENVIRONMENT.fullmatch(line) or (_LINE.fullmatch(line) and not _WORDS.match(line)) for line in lines):
        return None
    script = read_script(source)
    statements = script.body.statements
    alone = all(isinstance(s, Command) and s.words and not (s.redirects or s.nested) for s in statements)
    return script if alone and not script.has_errors and len(statements) == len(lines) else None


def sets_environment(script: Script, command: Command, name: str) -> bool:
    """Whether a line sets a variable of the environment, as PowerShell does."""
    match = _ENVIRONMENT.match(script.source[command.start : command.end])
    return match is not None and match["name"].lower() == name.lower()
