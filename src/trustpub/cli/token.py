"""``trustpub token``."""

from __future__ import annotations

import argparse
import sys

from trustpub.cli.main import DONE
from trustpub.errors import TrustpubError
from trustpub.report.terminal import is_terminal, paint_for, write

_MOST_READ = 64_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "Take a PyPI token apart, offline: which index, which projects, until when. The token is read from standard "
        "input, or typed at a prompt that does not show it; it is never an argument, never printed and never kept."
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result")
    # Only there to be refused with the advice that such a token needs.
    parser.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    parser.add_argument("--token", "--password", dest="option", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Read a token and print its kind; returns the exit status."""
    if arguments.words or arguments.option is not None:
        raise TrustpubError(_refusal([*arguments.words, arguments.option or ""]))
    from trustpub.pypi.token import take_apart

    anatomy = take_apart(_read())
    if arguments.format == "json":
        from trustpub.report.token_json import token_json

        write(token_json(anatomy))
    else:
        from trustpub.report.token_text import token_text

        write(token_text(anatomy, paint_for(sys.stdout)))
    return DONE


def _refusal(words: list[str]) -> str:
    """Why an argument is not taken, without repeating it."""
    how = "give it on standard input, or start trustpub token alone and type it where it is not shown"
    if not any("pypi-" in word.lower() or len(word) > 60 for word in words):
        return f"a token is no argument; {how}"
    return (
        "a token is no argument: it stands in the history of your shell now, and everybody on this machine could see "
        "it in the list of processes; revoke it under API tokens on https://pypi.org/manage/account/ (for TestPyPI "
        f"https://test.pypi.org/manage/account/), delete it from the history, and with the next one {how}"
    )


def _read() -> str:
    """The token from standard input; at a terminal it is asked for and not shown.

    Raises:
        TrustpubError: there is none.
    """
    if is_terminal(sys.stdin):
        text = _ask()
    elif sys.stdin is None:
        raise TrustpubError("standard input is closed, so there is no token to read")
    else:
        # Windows likes to begin a text with a mark of its encoding
        text = sys.stdin.buffer.read(_MOST_READ).decode("utf-8-sig", errors="replace")
    if not text.strip():
        raise TrustpubError("no token was given on standard input")
    return text


def _ask() -> str:
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass("Token (it is not shown): ", stream=sys.stderr)
        except getpass.GetPassWarning:
            raise TrustpubError(
                "this terminal would show the token while it is typed; give it on standard input instead"
            ) from None
        except UnicodeDecodeError:
            return "\N{REPLACEMENT CHARACTER}"  # as from a pipe: bytes that are no text are no token
        except EOFError:
            return ""
