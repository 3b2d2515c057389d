"""A job's log, from a file or pasted into the terminal."""

from __future__ import annotations

import os

from trustpub.pypi.log_end import read_log
from trustpub.wizard.prompts import Choice
from trustpub.wizard.talk import Talk

_EXPLANATION = (
    "The log is on the page of the run: open the failed job, and copy the lines around the error, or take Download log "
    "from its menu. With GitHub's own tool: gh run view --log-failed > log.txt. It is read here and goes nowhere."
)


def ask_for_log(talk: Talk) -> str:
    """The log that the user gives; empty when they think better of it.

    Raises:
        InputError: the file cannot be read.
    """
    answers = [Choice("p", "paste it here"), Choice("f", "it is in a file")]
    if talk.ask("Where is the error?", answers, _EXPLANATION) == "p":
        return talk.prompter.paste("The error, or the whole log of the job:")
    path = talk.text("File", _EXPLANATION, _file_problem)
    return read_log(os.path.expanduser(path))


def _file_problem(path: str) -> str | None:
    return None if os.path.isfile(os.path.expanduser(path)) else "there is no such file"
