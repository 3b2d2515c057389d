"""The repositories of a target, as GitHub lists them, without those that are not wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trustpub.campaign.globs import Globs
from trustpub.campaign.names_file import Listed as Line
from trustpub.campaign.record import Record
from trustpub.campaign.targets import FILE, USER, Target
from trustpub.github.client import GitHub
from trustpub.github.listing import Gathered, Unseen, named, owned_by
from trustpub.pullrequest.outcome import FAILED

_NAMES_AT_ONCE = 200


class Selection:
    """Goes through the repositories of a target, once.

    Attributes:
        left_out: how many the patterns left out so far.
        unseen: those of a list that GitHub does not show, as records.
        notes: what else the user should know: repositories that were renamed, or are listed twice.
    """

    def __init__(self, github: GitHub, target: Target, lines: Sequence[Line], globs: Globs) -> None:
        self.left_out = 0
        self.unseen: list[Record] = []
        self.notes: list[str] = []
        self._github = github
        self._target = target
        self._lines = lines
        self._globs = globs

    def __iter__(self) -> Iterator[Gathered]:
        """The repositories, as they come.

        Raises:
            HttpError: they cannot be listed.
            TrustpubError: there is no such account, or no token.
        """
        if self._target.kind == FILE:
            yield from self._of_the_list()
            return
        for page in owned_by(self._github, self._target.name, is_user=self._target.kind == USER):
            for gathered in page:
                if self._globs.accepts(gathered.listed.owner, gathered.listed.name):
                    yield gathered
                else:
                    self.left_out += 1

    def _of_the_list(self) -> Iterator[Gathered]:
        wanted = [line for line in self._lines if self._globs.accepts(*line.full_name.split("/"))]
        self.left_out = len(self._lines) - len(wanted)
        first: dict[str, Line] = {}
        for start in range(0, len(wanted), _NAMES_AT_ONCE):
            lines = wanted[start : start + _NAMES_AT_ONCE]
            for line, found in zip(lines, named(self._github, [line.full_name for line in lines]), strict=True):
                if isinstance(found, Unseen):
                    owner, _, name = line.full_name.partition("/")
                    self.unseen.append(Record(owner, name, FAILED, found.reason))
                    continue
                earlier = first.setdefault(found.listed.node_id, line)
                if found.listed.full_name.lower() != line.full_name.lower():
                    self.notes.append(f"{line.full_name} (line {line.line}) is {found.listed.full_name} today")
                if earlier is line:
                    yield found
                else:
                    self.notes.append(f"lines {earlier.line} and {line.line} are the same repository")
