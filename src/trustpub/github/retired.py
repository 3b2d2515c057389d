"""Deleting the secrets that have served their time, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from trustpub.github.afterwards import Remaining, projects_by_secrets, remaining
from trustpub.github.client import GitHub
from trustpub.github.secrets import StoredSecret, delete_secret
from trustpub.github.survey import Survey
from trustpub.http.errors import HttpError
from trustpub.repository.base import Repository
from trustpub.repository.metadata import read_project


class Retired(NamedTuple):
    """What became of a survey.

    Attributes:
        deleted: the secrets that are gone.
        failures: for those that could not be deleted.
        remaining: what a person does next; () when nothing was deleted.
    """

    survey: Survey
    deleted: tuple[StoredSecret, ...] = ()
    failures: tuple[HttpError, ...] = ()
    remaining: tuple[Remaining, ...] = ()

    @property
    def is_left(self) -> bool:
        """Whether a candidate is still there, or not everything could be looked at."""
        return len(self.deleted) < len(self.survey.verdicts.candidates) or bool(self.survey.unseen)


def look(survey: Survey) -> Retired:
    """A survey after which nothing is deleted."""
    return Retired(survey)


def retire(github: GitHub, survey: Survey, checkout: Repository) -> Retired:
    """Delete every secret of a survey that may go; one that fails does not keep the others."""
    owner, name = survey.info.owner, survey.info.name
    deleted: list[StoredSecret] = []
    failures: list[HttpError] = []
    for secret in survey.deletable:
        try:
            delete_secret(github, owner, name, secret)
            deleted.append(secret)
        except HttpError as error:
            failures.append(error)
    return Retired(survey, tuple(deleted), tuple(failures), _remaining(survey, deleted, checkout))


def _remaining(survey: Survey, deleted: Sequence[StoredSecret], checkout: Repository) -> tuple[Remaining, ...]:
    if not deleted:
        return ()
    names = [secret.name for secret in deleted]
    projects = projects_by_secrets(read_project(checkout).name, names)
    return remaining(survey.info.owner, survey.info.name, projects)
