"""Reading from the terminal what is not a line that may be shown: secrets, and pasted logs."""

from __future__ import annotations

import sys

from trustpub.errors import TrustpubError
from trustpub.pypi.log_end import MAX_LOG
from trustpub.report.terminal import note
from trustpub.wizard.prompts import Leaving


def read_hidden(prompt: str) -> str:
    """A line that the terminal does not show.

    Raises:
        Leaving: Ctrl-C, or the end of input.
        TrustpubError: the terminal would show it.
    """
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt).strip()
        except getpass.GetPassWarning:
            raise TrustpubError("this terminal would show what is typed; pipe the token to trustpub token") from None
        except UnicodeDecodeError:
            return "\N{REPLACEMENT CHARACTER}"  # no token, whatever it was: those are plain ASCII
        except (EOFError, KeyboardInterrupt):
            note("")
            raise Leaving from None


def read_pasted() -> str:
    """Lines up to Ctrl-D, or up to one that holds a dot only; the end of a text that is too long.

    Raises:
        Leaving: Ctrl-C.
    """
    note("Paste, then Ctrl-D, or a line with only a dot. To go back, paste nothing.")
    lines: list[str] = []
    try:
        while (line := sys.stdin.readline()) and line.strip() != ".":
            lines.append(line)
    except KeyboardInterrupt:
        note("")
        raise Leaving from None
    return "".join(lines)[-MAX_LOG:]
