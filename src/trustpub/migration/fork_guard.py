"""A condition that keeps forks from publishing, which they would try on their own tags and schedules, and fail."""

from __future__ import annotations

from trustpub.migration.publish_condition import bare
from trustpub.migration.types import Cannot, Change, Options
from trustpub.repository.base import Repository
from trustpub.workflow.model import Job
from trustpub.yamlcst.edit import InsertEntry, SetScalar


def fork_guard(repository: Repository, options: Options) -> str | None:
    """The condition, or None when none is wanted.

    Raises:
        Cannot: the repository's place on GitHub is not known.
    """
    if not options.guard_forks:
        return None
    owner, name = repository.identity()
    if owner is None or name is None:
        raise Cannot("--guard-forks needs the repository's place on GitHub, which no git remote tells")
    return f"github.repository == '{owner}/{name}'"


def guarded(condition: str | None, guard: str | None) -> str | None:
    """A condition with the guard joined to it, unless it speaks of the repository already."""
    if guard is None or (condition is not None and "github.repository" in condition):
        return condition
    if condition is None:
        return guard
    inner = bare(condition)
    joined = f"({inner}) && {guard}" if "||" in inner else f"{inner} && {guard}"
    return f"${{{{ {joined} }}}}" if condition.lstrip().startswith("${{") or inner.startswith("!") else joined


def guard_changes(job: Job, repository: Repository, options: Options) -> list[Change]:
    """The change that puts the guard on a job that publishes itself.

    Raises:
        Cannot: as `fork_guard` does.
    """
    text = guarded(job.condition, fork_guard(repository, options))
    if text is None or text == job.condition:
        return []
    why = "keeps forks from trying to publish"
    if job.condition is not None:
        return [Change(why, (SetScalar((*job.path, "if"), text),))]
    after = next((key for key in ("needs", "name") if job.node.entry(key) is not None), None)
    edit = (
        InsertEntry(job.path, "if", text, before="runs-on", blank_line=False)
        if after is None
        else InsertEntry(job.path, "if", text, after=after, blank_line=False)
    )
    return [Change(why, (edit,))]
