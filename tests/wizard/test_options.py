"""The page of the wizard."""

from __future__ import annotations

import re

from tests.cli.options import helped_options, told_options
from tests.corpus import ROOT
from trustpub.cli.wizard import _STEPS
from trustpub.wizard.state import STEPS
from trustpub.wizard.steps import ALL


def test_the_options_are_those_of_the_page() -> None:
    """docs/wizard.md has the options of the command, and no other."""
    assert told_options("wizard") == helped_options("wizard")


def test_the_steps_are_the_same_everywhere() -> None:
    """On the page, in the help, in the state and in the conversation."""
    text = (ROOT / "docs" / "wizard.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE)
    assert [*told, "done"] == list(_STEPS) == list(STEPS) == [step.name for step in ALL]
