"""The result types of upload detection."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trustpub.yamlcst import KeyPath

if TYPE_CHECKING:
    from trustpub.shell import Command
    from trustpub.workflow.model import Job, Step, Workflow
    from trustpub.workflow.scope import Scope

PYPI, TESTPYPI, OTHER, UNKNOWN = "pypi", "testpypi", "other", "unknown"
"""The indexes an upload can go to; ``unknown`` is decided by a run."""

TOKEN, OIDC, UNCLEAR = "token", "oidc", "unclear"
"""How an upload authenticates; ``unclear`` when it is given no credential and its job may not ask for one."""

MIGRATABLE = (PYPI, TESTPYPI, UNKNOWN)


class Credential(NamedTuple):
    """One place where a part of an upload's credential stands.

    Attributes:
        role: ``user`` or ``password`` (a token is a password).
        name: the input, variable or option that takes it.
        path: key path of the entry in the workflow; None when it stands in a script.
        secrets: the secrets that flow into it.
        literal: fixed text in it, such as ``__token__`` or a token written down.
        step: the step that sets or uses it; None for a job that calls a reusable workflow.
        command: the command that sets or passes it; None when none does.
    """

    role: str
    name: str
    path: KeyPath | None
    secrets: tuple[str, ...]
    literal: str
    step: Step | None = None
    command: Command | None = None


class Site(NamedTuple):
    """Where an upload stands in the model, for those who change it."""

    workflow: Workflow
    job: Job
    step: Step | None
    scope: Scope
    credentials: tuple[Credential, ...] = ()
    command: Command | None = None
    options: dict[str, str] | None = None
    arguments: tuple[str, ...] = ()
    url: str | None = None


class Upload(NamedTuple):
    """One place that uploads distributions to a package index.

    The fields up to ``secrets`` are the machine-readable contract; ``site`` serves the rewriter.
    """

    workflow: str
    job: str
    step: int | None
    line: int
    via: str
    through: tuple[str, ...]
    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    auth: str
    secrets: tuple[str, ...]
    site: Site

    @property
    def needs_migration(self) -> bool:
        """Whether it goes to PyPI or TestPyPI (as far as can be told) with a long-lived credential."""
        return self.auth == TOKEN and self.index in MIGRATABLE


def secrets_of(credentials: tuple[Credential, ...]) -> tuple[str, ...]:
    """The secrets of all credentials, each once, in order."""
    names: list[str] = []
    for credential in credentials:
        names += [name for name in credential.secrets if name not in names]
    return tuple(names)
