"""``trustpub demo``: the whole way, on an example that is written to a temporary folder."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time

from trustpub.cli.main import DONE
from trustpub.data import read_text
from trustpub.errors import TrustpubError
from trustpub.migration.carry_out import carry_out
from trustpub.migration.planner import plan
from trustpub.report.plan_text import difference_text, next_steps_text, written_text
from trustpub.report.scan_text import scan_text
from trustpub.report.terminal import Paint, flush, is_terminal, paint_for, write
from trustpub.repository.local import LocalRepository
from trustpub.scanning import scan

_WORKFLOWS = ("release.yml", "plugin.yml", "wheels.yml", "nightly.yml")

_FILES = {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/config": '[remote "origin"]\n\turl = https://github.com/octo-org/sampler.git\n',
    "pyproject.toml": '[project]\nname = "sampler"\nversion = "1.4.0"\n',
    "plugin/pyproject.toml": '[tool.poetry]\nname = "sampler-plugin"\nversion = "0.3.0"\n',
}

_PAUSE = 1.5
"""Seconds between two parts when a person watches."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--keep", action="store_true", help="keep the example as it was before, and say where it is")


def run(arguments: argparse.Namespace) -> int:
    """Write the example, go the whole way on it, and remove it; returns the exit status."""
    folder = None
    try:
        try:
            folder = tempfile.mkdtemp(prefix="trustpub-demo-")
            write_example(folder)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise TrustpubError(
                f"the example cannot be written to the temporary folder: {reason}; set TMPDIR to another folder"
            ) from None
        _show(folder)
        if arguments.keep:
            write_example(folder)
        write(f"\nThe example is kept in {folder}\n" if arguments.keep else "\nThe example is removed again. ")
        write("On your own project, go to its checkout and start with: trustpub wizard (or just look: trustpub scan)\n")
    finally:
        if folder is not None and not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return DONE


def write_example(folder: str) -> None:
    """Write the example repository into an empty folder.

    Raises:
        OSError: it cannot be written.
    """
    files = _FILES | {f".github/workflows/{name}": read_text(f"demo/{name}") for name in _WORKFLOWS}
    for path, text in files.items():
        place = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def _show(folder: str) -> None:
    """The commands' work, one after the other, each under the line that a user would type."""
    paint = paint_for(sys.stdout)
    repository = LocalRepository(folder)
    repository.path = "."  # as the user would name it who had gone there
    write("An example: octo-org/sampler releases two projects to PyPI from four workflows, with stored tokens.\n")
    _headline("trustpub scan", "finds every upload, with the secret that it uses", paint)
    write(scan_text([scan(repository)], paint))
    _headline("trustpub diff", "shows the exact change, and writes nothing", paint)
    made = plan(repository)
    write(difference_text(made, paint))
    _headline("trustpub migrate", "shows the same, asks, and writes; here the answer was yes", paint)
    carry_out(made, repository)
    write(written_text(made, paint) + next_steps_text(made, paint))
    _headline("trustpub scan", "finds what a person has to change", paint)
    write(scan_text([scan(repository)], paint))


def _headline(command: str, what: str, paint: Paint) -> None:
    flush()
    if is_terminal(sys.stdout):
        time.sleep(_PAUSE)
    write(f"\n{paint(f'$ {command}', 'bold', 'green')}   {paint(f'# {what}', 'dim')}\n\n")
