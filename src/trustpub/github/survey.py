"""Everything that retiring secrets looks at, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from trustpub.errors import TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.contents import RemoteRepository
from trustpub.github.elsewhere import Elsewhere, secrets_elsewhere
from trustpub.github.environments import environment_names
from trustpub.github.repositories import RepositoryInfo, repository_info
from trustpub.github.retirement import Verdicts, is_upload_credential, judge, read_source
from trustpub.github.secrets import (
    StoredSecret,
    deletion_need,
    environment_secrets,
    organization_secrets,
    place_name,
    repository_secrets,
)
from trustpub.http.errors import HttpError
from trustpub.repository.base import Repository
from trustpub.scanning import scan


class Survey(NamedTuple):
    """What there is, what may go, and what could not be looked at.

    Attributes:
        info: the repository on GitHub.
        unseen: a sentence for each place whose secrets could not be listed.
        elsewhere: what Dependabot and Codespaces keep apart.
    """

    info: RepositoryInfo
    verdicts: Verdicts
    unseen: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def deletable(self) -> tuple[StoredSecret, ...]:
        """The secrets that may go."""
        return tuple(found.secret for found in self.verdicts.candidates if found.obstacle is None)

    @property
    def question(self) -> str:
        """The question whether to delete them, which names each with its place."""
        places = [f"{s.name} of {place_name(self.info.owner, self.info.name, s)}" for s in self.deletable]
        listed = places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"
        return f"Delete {listed}, for good?"

    def require_scopes(self, github: GitHub) -> None:
        """Make sure, before the first one is deleted, that the token may delete them all, as far as is known.

        Raises:
            HttpError: it lacks a scope.
        """
        for secret in self.deletable:
            what = f"delete the secret {secret.name} of {place_name(self.info.owner, self.info.name, secret)}"
            github.require(deletion_need(secret), what)


def survey(github: GitHub, checkout: Repository, owner: str, name: str, wanted: Sequence[str] = ()) -> Survey:
    """Look at the secrets of a repository, and at the workflows that may use them: here and on GitHub.

    Args:
        github: with a token.
        checkout: the repository here.
        owner, name: the repository on GitHub; an old name does.
        wanted: the names of the secrets to retire; () for all that held upload credentials.

    Raises:
        HttpError: the repository, or its own secrets, cannot be seen.
        TrustpubError: nothing can be changed there.
    """
    info = repository_info(github, owner, name)
    if info.is_archived:
        raise TrustpubError(f"{info.full_name} is archived, and its secrets cannot be changed; unarchive it for that")
    stored, unseen = _stored(github, info)
    remote = RemoteRepository(github, info.owner, info.name, info.default_branch)
    sources = (
        read_source(checkout, "in the checkout"),
        read_source(remote, f"on GitHub's branch {info.default_branch}"),
    )
    used = [secret for upload in scan(checkout).to_migrate for secret in upload.secrets]
    names = {name.upper() for name in (wanted or used)}
    elsewhere = secrets_elsewhere(
        github,
        info.owner,
        info.name,
        lambda secret: secret.upper() in names or (not wanted and is_upload_credential(secret)),
    )
    return Survey(info, judge(github, info, stored, sources, wanted=wanted, used=used), unseen, elsewhere)


def _stored(github: GitHub, info: RepositoryInfo) -> tuple[list[StoredSecret], tuple[str, ...]]:
    """The secrets of all places; the repository's own must be seen, for the others it is told that they were not."""
    stored = repository_secrets(github, info.owner, info.name)
    unseen: list[str] = []
    try:
        for environment in environment_names(github, info.owner, info.name):
            try:
                stored += environment_secrets(github, info.owner, info.name, environment)
            except HttpError as error:
                unseen.append(str(error))
    except HttpError as error:
        unseen.append(str(error))
    if info.is_organization:
        try:
            stored += organization_secrets(github, info.owner, info.name)
        except HttpError as error:
            unseen.append(str(error))
    return stored, tuple(unseen)
