"""The entry point: reads the words, calls the command, turns its outcome into an exit status."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from trustpub import __version__
from trustpub.errors import TrustpubError
from trustpub.report.terminal import columns, flush, note, printable

COMMANDS = {
    "scan": "find the uploads to PyPI and the secrets they use",
    "diff": "show the exact change to Trusted Publishing; writes nothing",
    "migrate": "change the workflows to Trusted Publishing",
    "wizard": "be led through the whole migration, step by step",
    "pr": "open the pull request that migrates a repository, or many",
    "new": "write a publishing workflow for a project that has none",
    "publishers": "say what to register on PyPI, with the page for each project",
    "environment": "set up the environment on GitHub that the publishers are bound to",
    "verify": "say whether PyPI would match every publishing job, before a release",
    "explain-error": "say what an error of publishing means, from its text or a job's log",
    "token": "take a PyPI token apart that you type or pipe in, without showing it",
    "prove": "show which publisher uploaded each file of a release",
    "status": "say where each migration stands that was begun with the wizard",
    "retire": "delete the secrets that no workflow uses any more, and say what remains",
    "explain": "say what a rule finds, or a strategy does",
    "demo": "watch the main job on an example in a temporary folder",
}

DONE, TODO, FAILED = 0, 1, 2
"""Exit statuses of every command: nothing to do or done; something to migrate or left; could not do its work."""

_STATUSES = "Exit status: 0 nothing to do or done, 1 something to migrate or left to you, 2 failed."


class _Formatter(argparse.HelpFormatter):
    """Help as wide as the terminal; argparse's own way to find the width loads a good part of the standard library."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=(columns(sys.stdout) or 80) - 2)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are safe to print, whatever words it was given."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(
            prog=prog, description=description, epilog=_STATUSES, formatter_class=_Formatter, allow_abbrev=False
        )

    def error(self, message: str) -> NoReturn:
        """Print one sentence and the way to the help, and end with the status of bad usage."""
        note(f"{self.prog}: {printable(message)}; see {self.prog} --help")
        raise SystemExit(FAILED)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        status = _run(words)
        flush()
    except TrustpubError as error:
        note(f"trustpub: {printable(str(error))}")
        return FAILED
    except KeyboardInterrupt:
        note("\ntrustpub: stopped")
        return FAILED
    except BrokenPipeError:  # whoever read the output has seen enough
        _discard_output()
        return FAILED
    except OSError as error:
        _discard_output()
        note(f"trustpub: the result cannot be printed: {(error.strerror or str(error)).lower()}")
        return FAILED
    return status


def _run(words: list[str]) -> int:
    if not words or words[0] not in COMMANDS:
        parser = _overview()
        parser.parse_args(words)
        parser.print_help()
        return FAILED
    name = words[0]
    command = importlib.import_module(f"trustpub.cli.{name.replace('-', '_')}")
    parser = _Parser(f"trustpub {name}", f"{COMMANDS[name][0].upper()}{COMMANDS[name][1:]}.")
    command.add_arguments(parser)
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 where the status would be 1")
    arguments = parser.parse_args(words[1:])
    status = int(command.run(arguments))
    return DONE if status == TODO and arguments.exit_zero else status


def _overview() -> _Parser:
    """The parser of a line without a command; a command's own parser is only built for its own lines."""
    parser = _Parser("trustpub", "Move GitHub Actions workflows from stored PyPI tokens to Trusted Publishing.")
    parser.add_argument("--version", action="version", version=f"trustpub {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=argparse.ArgumentParser)
    for name, summary in COMMANDS.items():
        commands.add_parser(name, help=summary, add_help=False)
    return parser


def _discard_output() -> None:
    """Point standard output at nothing, or Python complains about it once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
