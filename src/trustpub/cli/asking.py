"""A question at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from trustpub.report.terminal import flush, note, write


def ask(question: str, answers: Mapping[str, str], explanation: str) -> str | None:
    """The answer to a question; None when the user leaves, with Ctrl-C or at the end of input.

    ``?`` explains, and whatever is no answer asks again.

    Args:
        question: without the answers, which are added.
        answers: what may be typed, each with what it means; a whole word is as good as its first letter.
        explanation: what ``?`` says before the list of answers.
    """
    words = {meaning.split(",")[0].lower(): answer for answer, meaning in answers.items()}
    flush()
    while True:
        try:
            write(f"{question} [{'/'.join([*answers, '?'])}] ", sys.stderr)
            sys.stderr.flush()
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            note("")
            return None
        word = line.strip().lower()
        answer = word if word in answers else words.get(word)
        if answer is not None:
            return answer
        if word == "?":
            note(explanation)
        for key, meaning in {**answers, "?": "this help"}.items():
            note(f"  {key}  {meaning}")
