"""Whole conversations as they stand on the screen, kept in files beside the tests."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from tests.wizard.sitting import Sitting

FOLDER = Path(__file__).parent / "transcripts"


def shown(sitting: Sitting) -> str:
    """What was shown, with the day and the ids of commits as words."""
    text = re.sub(r"\b[0-9a-f]{12}\b", "COMMIT", sitting.transcript)
    return re.sub(r"\b20\d\d-\d\d-\d\d\b", "DAY", text)


def assert_like(sitting: Sitting, name: str) -> None:
    """Compare the conversation with the file; ``TRUSTPUB_WRITE_TRANSCRIPTS`` writes it, to be read before a commit."""
    path, text = FOLDER / f"{name}.txt", shown(sitting)
    if os.environ.get("TRUSTPUB_WRITE_TRANSCRIPTS"):
        path.write_text(text, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    difference = "\n".join(difflib.unified_diff(expected.splitlines(), text.splitlines(), str(path), "shown"))
    assert text == expected, difference
