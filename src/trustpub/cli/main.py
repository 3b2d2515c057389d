"""The entry point: reads the words, calls the command, turns its outcome into an exit status."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from trustpub import __version__
from trustpub.errors import TrustpubError

COMMANDS = {
    "scan": "find the uploads to PyPI and the secrets they use",
    "diff": "show the exact change to Trusted Publishing; writes nothing",
    "migrate": "change the workflows to Trusted Publishing",
    "demo": "watch the main job on an example in a temporary folder",
}

DONE, TODO, FAILED = 0, 1, 2
"""Exit statuses of every command: nothing to do or done; something to migrate or left; could not do its work."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in words if not word.startswith("-")), None)
    parser = _parser(name)
    arguments = parser.parse_args(words)
    if arguments.command is None:
        parser.print_help()
        return FAILED
    try:
        status = int(_module(arguments.command).run(arguments))
        sys.stdout.flush()
    except TrustpubError as error:
        print(f"trustpub: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\ntrustpub: stopped", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return DONE if status == TODO and arguments.exit_zero else status


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"trustpub.cli.{command}")


def _parser(wanted: str | None) -> argparse.ArgumentParser:
    """The parser; only the wanted command's options are filled in, so that the others cost nothing to start."""
    parser = argparse.ArgumentParser(
        prog="trustpub",
        description="Move GitHub Actions workflows from stored PyPI tokens to Trusted Publishing.",
        epilog="Exit status: 0 nothing to do or done, 1 something to migrate or left to you, 2 failed.",
    )
    parser.add_argument("--version", action="version", version=f"trustpub {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        command.add_argument("--exit-zero", action="store_true", help="exit with 0 where the status would be 1")
        if name == wanted:
            _module(name).add_arguments(command)
    return parser
