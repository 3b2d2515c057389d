"""Which stored secrets have served their time, and which must stay, each with its reason.

A secret is looked for as a word in every workflow, in the checkout and on GitHub's default branch alike: a mention too
many only keeps it, one too few would break a release.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from trustpub.errors import InputError
from trustpub.github.client import GitHub
from trustpub.github.repositories import RepositoryInfo
from trustpub.github.secrets import ORGANIZATION, StoredSecret, reach
from trustpub.http.errors import HttpError
from trustpub.repository.base import Repository
from trustpub.scanning import workflow_paths
from trustpub.workflow.any_secret import may_read_any_secret, unescaped

_UPLOADS = re.compile(r"PYPI|TWINE|WAREHOUSE|(?:^|_)(?:FLIT|HATCH|MATURIN|PDM|POETRY|RYE|UV)_")


class Source(NamedTuple):
    """Workflows of one place: how it is called, their texts by path, and what could not be read."""

    name: str
    texts: Mapping[str, str]
    problems: tuple[str, ...]


class Candidate(NamedTuple):
    """A secret that held an upload's credential, and why it must stay; None when it may go."""

    secret: StoredSecret
    obstacle: str | None


class Verdicts(NamedTuple):
    """What is to become of the stored secrets.

    Attributes:
        candidates: those that held upload credentials, by name or by the user's word.
        others: those that no workflow names either, and whose names do not tell what they were for.
        missing: names that the user gave and that are nowhere.
    """

    candidates: tuple[Candidate, ...]
    others: tuple[StoredSecret, ...]
    missing: tuple[str, ...]


def is_upload_credential(name: str) -> bool:
    """Whether a secret's name says that it was for uploads: it names the index, or a tool that uploads."""
    return _UPLOADS.search(name.upper()) is not None


def read_source(repository: Repository, name: str) -> Source:
    """The workflows and actions of a repository; what cannot be read is part of the result."""
    texts: dict[str, str] = {}
    problems: list[str] = []
    try:
        for path in workflow_paths(repository):
            try:
                data = repository.read(path)
                if data is None:
                    problems.append(f"{path} is a link or no regular file")
                else:
                    texts[path] = data.decode(errors="replace")
            except (InputError, HttpError) as error:
                problems.append(str(error))
    except (InputError, HttpError) as error:
        problems.append(str(error))
    return Source(name, texts, tuple(problems))


def judge(
    github: GitHub,
    info: RepositoryInfo,
    stored: Sequence[StoredSecret],
    sources: Sequence[Source],
    *,
    wanted: Iterable[str] = (),
    used: Iterable[str] = (),
) -> Verdicts:
    """Decide about every stored secret.

    Args:
        github: asked how far an organization's secret reaches, and for nothing else.
        info: the repository.
        stored: its secrets, of all places that can be seen.
        sources: where mentions are looked for.
        wanted: names that the user gave; then only these are candidates.
        used: secrets that uploads still use; they are candidates whatever their names, so that the report shows them.
    """
    names = {name.upper() for name in wanted}
    known = {name.upper() for name in used}
    candidates: list[Candidate] = []
    others: list[StoredSecret] = []
    for secret in stored:
        name = secret.name.upper()
        if name in names if names else (is_upload_credential(name) or name in known):
            candidates.append(Candidate(secret, _obstacle(github, info, secret, sources)))
        elif not names and obstacle(secret.name, sources) is None:
            others.append(secret)
    there = {secret.name.upper() for secret in stored}
    missing = tuple(dict.fromkeys(name for name in wanted if name.upper() not in there))
    return Verdicts(tuple(candidates), tuple(others), missing)


def obstacle(name: str, sources: Sequence[Source]) -> str | None:
    """Why a secret may still be needed by the workflows; None when it is not."""
    word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", re.IGNORECASE)
    for source in sources:
        for path, text in source.texts.items():
            match = word.search(text)
            if match is not None:
                line = text.count("\n", 0, match.start()) + 1
                return f"{path}:{line} {source.name} names it"
            if "\\" in text and word.search(unescaped(text)) is not None:
                return f"{path} {source.name} names it, with escapes"
    for source in sources:
        for path, text in source.texts.items():
            if may_read_any_secret(text) or ("\\" in text and may_read_any_secret(unescaped(text))):
                return f"{path} {source.name} can read every secret, so whether this one is used cannot be told"
        if source.problems:
            return f"not every workflow {source.name} can be read: {source.problems[0]}"
    return None


def _obstacle(github: GitHub, info: RepositoryInfo, secret: StoredSecret, sources: Sequence[Source]) -> str | None:
    found = obstacle(secret.name, sources)
    if found is not None or secret.place != ORGANIZATION:
        return found
    page = f"https://{github.host.name}/organizations/{info.owner}/settings/secrets/actions"
    try:
        shared = reach(github, info.owner, secret.name)
    except HttpError as error:
        return f"whether other repositories use it cannot be told ({error.reason}); an owner can look at {page}"
    others = [name for name in shared.repositories if name.lower() != info.full_name.lower()]
    if shared.visibility == "selected" and not others:
        return None
    whom = {"all": "all repositories", "private": "all private repositories"}.get(shared.visibility)
    whom = whom or f"{len(others)} other {'repository' if len(others) == 1 else 'repositories'} ({others[0]}, ...)"
    return f"{info.owner} shares it with {whom}, whose workflows are not looked at; when all are done, see {page}"
