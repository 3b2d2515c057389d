"""The ``permissions`` block of a publishing job: what the job had, and ``id-token: write``.

Source: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/control-permissions, by
which a job's block replaces the workflow's and the repository's defaults, and names left out are ``none``.
"""

from __future__ import annotations

from collections.abc import Iterable

from trustpub.migration.token_needs import Needs, UnknownNeeds, merge, needs_of_job
from trustpub.migration.types import Cannot, Change
from trustpub.repository.base import Repository
from trustpub.workflow.model import Job
from trustpub.workflow.permissions import Permissions, covers
from trustpub.yamlcst import Mapping
from trustpub.yamlcst.edit import DeleteEntry, Edit, InsertEntry, SetScalar, Value

_READABLE = (
    "actions",
    "attestations",
    "checks",
    "contents",
    "deployments",
    "discussions",
    "issues",
    "models",
    "packages",
    "pages",
    "pull-requests",
    "security-events",
    "statuses",
)
"""What ``read-all`` grants; id-token has no level ``read``."""

_NEWER = ("attestations", "models")
"""Those of them that came last: GitHub Enterprise Server and checkers of workflows may not know them yet."""

_AFTER = ("environment", "runs-on", "needs", "if", "name")
"""Keys of a job behind which a new block is put, the first one that is there."""


def permission_changes(
    job: Job, repository: Repository, without: Iterable[int], removed: Iterable[tuple[int, int]], also: Needs
) -> list[Change]:
    """The changes that let a job mint an OIDC token and take nothing from it.

    Args:
        job: the publishing job.
        repository: where local actions are.
        without: positions of steps that go, so what they need does not count.
        removed: commands that go, as `needs_of_job` takes them.
        also: what steps need that are added.

    Raises:
        Cannot: the job declares nothing and what its steps need cannot be told.
    """
    if job.can_mint:
        return []
    own = job.permissions
    if own is not None:
        return [_widened(job, own, repository, without, also)]
    inherited = job.workflow.permissions
    if inherited is not None:
        return [
            _block(
                job,
                merge(_named(inherited, job, repository, without), also),
                "the workflow's permissions, which a job's own block would replace",
            )
        ]
    needs = merge(_computed(job, repository, without, removed), also)
    return [_block(job, needs, "what the job's other steps need" if needs else "nothing else is needed")]


def builder_permission_changes(
    job: Job, repository: Repository, without: Iterable[int], removed: Iterable[tuple[int, int]]
) -> list[Change]:
    """The change that writes down what a building job may do, where it was the only job of its workflow.

    What it has from the workflow is repeated in the job, so that it is not the publishing job's as well; where nothing
    is declared, it is what its steps need. Nothing is written when there are other jobs or the job has a block already.

    Raises:
        Cannot: the needs cannot be told; then a second job would stand beside one with whatever rights the
            repository's settings give it.
    """
    if len(job.workflow.jobs) > 1 or job.permissions is not None:
        return []
    inherited = job.workflow.permissions
    block: Value
    if inherited is None:
        block = _computed(job, repository, without, removed)
        why = "the build keeps what its steps need, and no right to publish"
    else:
        block = dict(inherited.named)
        if inherited.everything is not None:
            block = _named(inherited, job, repository, without)
            block |= {"id-token": "write"} if inherited.everything == "write" else {}
        why = "the build keeps what the workflow grants"
    edit = InsertEntry(job.path, "permissions", block, after=_anchor(job), blank_line=False)
    return [Change(why, (edit,))]


def _computed(job: Job, repository: Repository, without: Iterable[int], removed: Iterable[tuple[int, int]]) -> Needs:
    try:
        return needs_of_job(job, repository, without, removed)
    except UnknownNeeds as unknown:
        raise Cannot(
            f"the job declares no permissions and it cannot be told {unknown}",
            "declare the job's 'permissions:' (what its steps need), then run trustpub again",
        ) from None


def _named(permissions: Permissions, job: Job, repository: Repository, without: Iterable[int]) -> Needs:
    """What a declaration grants, name by name; what only newer servers and checkers know, where a step may need it."""
    if permissions.everything is not None:
        try:
            needed = set(needs_of_job(job, repository, without))
        except UnknownNeeds:
            needed = set(_NEWER)
        names = [name for name in _READABLE if name not in _NEWER or name in needed]
        return dict.fromkeys(names, permissions.everything)
    return {name: level for name, level in permissions.named.items() if level != "none"}


def _widened(job: Job, own: Permissions, repository: Repository, without: Iterable[int], also: Needs) -> Change:
    """The job's own block with ``id-token: write`` added, and with what added steps need."""
    path = (*job.path, "permissions")
    why = "lets this job, and only it, ask for the short-lived OIDC token"
    if own.everything is not None:
        block = {**_named(own, job, repository, without), "id-token": "write"}
        return Change(
            f"{why}; read-all is written out, since it cannot be combined",
            (
                DeleteEntry(path, prune=False),
                InsertEntry(job.path, "permissions", block, after=_anchor(job), blank_line=False),
            ),
        )
    edits: list[Edit] = []
    for name, level in {**also, "id-token": "write"}.items():
        if name not in own.named:
            edits.append(InsertEntry(path, name, level))
        elif not covers(own.level(name), level):
            edits.append(SetScalar((*path, name), level))
    return Change(why, tuple(edits))


def _block(job: Job, needs: Needs, kept: str) -> Change:
    block = {**needs, "id-token": "write"}
    return Change(
        f"lets this job, and only it, ask for the short-lived OIDC token; kept: {kept}",
        (InsertEntry(job.path, "permissions", block, after=_anchor(job), blank_line=False),),
    )


def _anchor(job: Job) -> str | None:
    """The key of a job behind which a new block goes."""
    node = job.node
    assert isinstance(node, Mapping)
    return next((key for key in _AFTER if node.entry(key) is not None), None)
