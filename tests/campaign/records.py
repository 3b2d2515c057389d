"""Records of repositories, for tests of what is made of them."""

from __future__ import annotations

from trustpub.campaign.record import LeftLine, PullLine, Record
from trustpub.migration.types import Publisher
from trustpub.pullrequest.outcome import OPENED

HOSTILE = "=cmd|' /C calc'!A0\x1b[2J</td><script>@everyone `x` | \n**b**"
"""A name with a formula, a control sequence, HTML, a mention, Markdown and a line break."""


def publisher(
    project: str | None,
    repository: str = "sampler",
    workflow: str = "release.yml",
    environment: str | None = "pypi",
    index: str = "pypi",
    owner: str = "octo-org",
) -> Publisher:
    """A publisher; by default of one workflow."""
    return Publisher(index, project, owner, repository, workflow, environment)


def record(
    name: str, *publishers: Publisher, state: str = OPENED, reason: str | None = None, number: int = 1
) -> Record:
    """A repository with publishers to register."""
    return Record(
        "octo-org",
        name,
        state,
        reason,
        PullLine(number, f"https://github.com/octo-org/{name}/pull/{number}", "open", True, "c" * 40),
        (("in-place", 1),) if publishers else (),
        publishers=publishers,
        unused_secrets=("PYPI_TOKEN",) if publishers else (),
        requests=5,
    )


def left(reason: str = "nobody knows what make does") -> LeftLine:
    """An upload that is left to a person."""
    return LeftLine(".github/workflows/nightly.yml", "nightly", 8, reason, "see to it")
