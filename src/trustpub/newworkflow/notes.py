"""What a user should know of a new workflow beyond the steps that always come next."""

from __future__ import annotations

from trustpub.newworkflow.choices import Choices
from trustpub.newworkflow.detect import Facts
from trustpub.repository.identity import why_unknown
from trustpub.repository.local import LocalRepository


def notes_on(repository: LocalRepository, facts: Facts, choices: Choices) -> list[str]:
    """The remarks, each one sentence."""
    notes: list[str] = []
    if repository.identity()[0] is None:
        notes.append(why_unknown(repository))
        notes.append("for the same reason no job is kept from running in forks")
    if facts.version_from_git:
        notes.append("the version is taken from the tags, so the checkout fetches the whole history")
    if choices.native and choices.backend.name != "maturin":
        notes.append(
            "cibuildwheel builds for every Python that it knows; its options in pyproject.toml narrow that: "
            "https://cibuildwheel.pypa.io/en/stable/options/"
        )
    return notes
