"""The options of a command, as its page and its help name them."""

from __future__ import annotations

import re

from tests.cli.checkouts import trustpub
from tests.corpus import ROOT


def told_options(command: str) -> set[str]:
    """The options in the tables of a command's page."""
    text = (ROOT / "docs" / f"{command}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`--[^|]*)\|", text, re.MULTILINE)
    return {option for row in rows for option in re.findall(r"`(--[a-z-]+)", row)}


def helped_options(command: str) -> set[str]:
    """The options in a command's help, but for the help itself."""
    return set(re.findall(r"--[a-z-]+", trustpub(command, "--help").out)) - {"--help"}
