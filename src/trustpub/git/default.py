"""The default branch, as far as a checkout knows it without asking GitHub."""

from __future__ import annotations

from trustpub.errors import TrustpubError
from trustpub.git.client import Git


def default_branch_here(path: str) -> str:
    """The default branch of ``origin`` as the last clone left it, else the one that is checked out, else ``main``."""
    try:
        git = Git(path)
        return git.default_branch("origin") or git.branch() or "main"
    except TrustpubError:
        return "main"
