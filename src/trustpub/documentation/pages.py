"""Which pages there are, and what stands in them."""

from __future__ import annotations

import difflib
import os
from typing import NamedTuple

from trustpub.errors import TrustpubError

KINDS = {"rules": "rule", "strategies": "strategy"}
"""The folders below ``docs``, and what a page in each is about."""


class Page(NamedTuple):
    """One page.

    Attributes:
        name: of the rule or the strategy.
        kind: ``rule`` or ``strategy``.
        place: the file.
    """

    name: str
    kind: str
    place: str

    def text(self) -> str:
        """The page, in Markdown.

        Raises:
            TrustpubError: it cannot be read, which is a fault of the installation.
        """
        try:
            with open(self.place, encoding="utf-8") as file:
                return file.read()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise TrustpubError(f"{self.place} cannot be read: {reason}; install trustpub anew") from None


def documentation_folder() -> str:
    """Where the pages are: inside the installed package, or at the top of a source checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "docs")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(os.path.dirname(package)), "docs")


def pages() -> list[Page]:
    """All pages, the rules first, sorted by name.

    Raises:
        TrustpubError: there are none, which is a fault of the installation.
    """
    found: list[Page] = []
    for folder, kind in KINDS.items():
        place = os.path.join(documentation_folder(), folder)
        names = sorted(os.listdir(place)) if os.path.isdir(place) else []
        found += [
            Page(name.removesuffix(".md"), kind, os.path.join(place, name))
            for name in names
            if name.endswith(".md") and name != "README.md"
        ]
    if not found:
        raise TrustpubError(f"there is no documentation in {documentation_folder()}; install trustpub anew")
    return found


def page_named(name: str) -> Page:
    """The page on a rule or a strategy, whatever the case and with ``_`` or blanks for ``-``.

    Raises:
        TrustpubError: there is none; the text names those that come nearest.
    """
    wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
    found = pages()
    for page in found:
        if page.name == wanted:
            return page
    names = [page.name for page in found]
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)
    near += [other for other in names if len(wanted) > 2 and wanted in other and other not in near]
    hint = f"did you mean {' or '.join(near)}?" if near else "trustpub explain lists them all"
    raise TrustpubError(f"there is no rule or strategy named {name}; {hint}")


def first_sentence(text: str) -> str:
    """The line below a page's heading, without its full stop."""
    paragraphs = [block.strip() for block in text.split("\n\n")]
    line = next((block for block in paragraphs if block and not block.startswith("#")), "")
    return " ".join(line.split()).removesuffix(".")
