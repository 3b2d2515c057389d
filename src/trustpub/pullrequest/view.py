"""What the text of a pull request is made of: the plan as plain data for a template, every foreign text marked so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from trustpub.errors import InputError
from trustpub.github.fitting import fitting_patterns
from trustpub.migration.names import display, site_of
from trustpub.migration.publishers import registration_page
from trustpub.migration.types import FileChange, Left, Plan, Publisher
from trustpub.pullrequest.escape import Foreign, foreign
from trustpub.pypi.forms import PENDING_LIMITS, pending_page, problems_of
from trustpub.report.publishers_text import problem_sentence
from trustpub.rules.rule import where
from trustpub.uploads.types import UNKNOWN
from trustpub.workflow.model import Job, Workflow, read_workflow
from trustpub.yamlcst import parse

_LONGEST_ADDRESS = 2_000
"""Longer than any page's address with values that PyPI takes."""


def view(plan: Plan, registered: bool, most: int | None = None) -> dict[str, Any]:
    """The variables of the template; docs/pr-template.md describes them.

    Args:
        plan: the change.
        registered: whether the publishers are registered already.
        most: how many items of each list are shown; None for all.
    """
    page = f"https://github.com/{quote(plan.owner)}/{quote(plan.name)}" if plan.owner and plan.name else None
    after = _workflows(plan)
    return {
        "registered": registered,
        "owner": _maybe(plan.owner),
        "name": _maybe(plan.name),
        "page": page,
        "indexes": [_index(index, plan, most) for index in dict.fromkeys(p.index for p in plan.publishers)],
        "forms": _cut(_forms(plan.publishers, most), most),
        "publishers": len(plan.publishers),
        "pending_limits": PENDING_LIMITS,
        "environments": _cut(_environments(plan.publishers, after, page), most),
        "files": _cut([_file(change, plan, most) for change in plan.files], most),
        "permissions": _cut(_permissions(plan, after), most),
        "left": _cut([_left(left) for left in plan.left], most),
        "secrets": _cut([foreign(name) for name in plan.unused_secrets], most),
        "kept_secrets": _cut(_kept(plan), most),
        "notes": _cut([foreign(note) for note in plan.notes if not note.isspace()], most),
        "unread": _cut([{"path": foreign(p.path), "message": foreign(p.message)} for p in plan.errors], most),
    }


def _cut(items: list[Any], most: int | None) -> dict[str, Any]:
    """A list as far as it is shown, and how many items are not."""
    shown = items[:most]
    return {"items": shown, "more": len(items) - len(shown)}


def _kept(plan: Plan) -> list[Foreign]:
    """The secrets of the changed uploads that something else still uses, or may use."""
    gone = {name.lower() for name in plan.unused_secrets}
    names = dict.fromkeys(name for done in plan.migrated for name in done.upload.secrets)
    return [foreign(name) for name in names if name.lower() not in gone]


def _maybe(text: str | None) -> Foreign | None:
    return None if text is None else foreign(text)


def _index(index: str, plan: Plan, most: int | None) -> dict[str, Any]:
    """An index, with the secrets for it that nothing uses any more; only what these held may be revoked."""
    used = {name.lower() for m in plan.migrated if m.upload.index in (index, UNKNOWN) for name in m.upload.secrets}
    return {
        "name": display(index),
        "account": f"{site_of(index)}/manage/account/",
        "pending": pending_page(index),
        "secrets": _cut([foreign(name) for name in plan.unused_secrets if name.lower() in used], most),
    }


def _forms(publishers: Iterable[Publisher], most: int | None) -> list[dict[str, Any]]:
    """The publishers, grouped where they differ by nothing but the project."""
    groups: dict[tuple[str | None, ...], list[Publisher]] = {}
    for p in publishers:
        groups.setdefault((p.index, p.owner, p.repository, p.workflow, p.environment), []).append(p)
    return [_form(group, most) for group in groups.values()]


def _form(group: list[Publisher], most: int | None) -> dict[str, Any]:
    first = group[0]
    problems = [problem_sentence(problem) for p in group for problem in problems_of(p) if problem.value is not None]
    return {
        "index": display(first.index),
        "pending": pending_page(first.index),
        "owner": _maybe(first.owner),
        "repository": _maybe(first.repository),
        "workflow": foreign(first.workflow),
        "environment": _maybe(first.environment),
        "projects": _cut([{"name": _maybe(p.project), "page": _page(p)} for p in group], most),
        "problems": [foreign(problem) for problem in dict.fromkeys(problems)][:most],
    }


def _page(publisher: Publisher) -> str:
    """The page of the form; the one without values where these are no names at all."""
    page = registration_page(publisher)
    return page if len(page) <= _LONGEST_ADDRESS else pending_page(publisher.index)


def _workflows(plan: Plan) -> dict[str, Workflow]:
    """The changed workflows as they are after the change."""
    found: dict[str, Workflow] = {}
    for change in plan.files:
        try:
            found[change.path] = read_workflow(change.path, parse(change.after.decode(), fast=True))
        except InputError:  # the plan has checked it; a text from elsewhere only loses these remarks
            continue
    return found


def _environments(publishers: Iterable[Publisher], after: dict[str, Workflow], page: str | None) -> list[Any]:
    """The environments to set up, each with the branches and tags that its workflows publish from."""
    workflows: dict[str, list[str]] = {}
    for publisher in publishers:
        if publisher.environment:
            workflows.setdefault(publisher.environment, []).append(publisher.workflow)
    found = []
    for name, files in workflows.items():
        fitting = [fitting_patterns(w, "") for path, w in after.items() if path.rpartition("/")[2] in files]
        patterns = dict.fromkeys(pattern for fits in fitting for pattern in fits.patterns)
        all_of = {pattern.kind for pattern in patterns if pattern.name == "*"}
        is_told = bool(patterns) and all(fits.reason is None for fits in fitting)
        found.append(
            {
                "name": foreign(name),
                "page": None if page is None else f"{page}/settings/environments",
                "refs": [
                    {"kind": pattern.kind, "pattern": foreign(pattern.name) if pattern.name else None}
                    for pattern in (patterns if is_told else ())
                    if pattern.name == "*" or pattern.kind not in all_of
                ],
            }
        )
    return found


def _file(change: FileChange, plan: Plan, most: int | None) -> dict[str, Any]:
    return {
        "path": foreign(change.path),
        "uploads": [
            {"where": foreign(where(done.upload)), "via": foreign(done.upload.via), "strategy": done.strategy}
            for done in plan.migrated
            if done.upload.workflow == change.path
        ][:most],
        "reasons": [foreign(why) for why in dict.fromkeys(why for why, _ in change.steps) if not why.isspace()][:most],
    }


def _permissions(plan: Plan, after: dict[str, Workflow]) -> list[Any]:
    """The jobs that may ask for a token since the change, with all that they are granted."""
    found = []
    for change in plan.files:
        workflow = after.get(change.path)
        if workflow is None:
            continue
        before = _minting(change.before)
        for job in workflow.jobs.values():
            own = job.permissions
            if own is not None and own.level("id-token") == "write" and job.id not in before:
                granted = [{"name": foreign(name), "level": foreign(level)} for name, level in own.named.items()]
                found.append({"path": foreign(change.path), "job": foreign(job.id), "granted": granted})
    return found


def _minting(text: bytes) -> set[str]:
    """The jobs of a workflow that may ask for a token by a block of their own."""
    try:
        workflow = read_workflow("workflow.yml", parse(text.decode(), fast=True))
    except InputError:
        return set()
    return {job.id for job in workflow.jobs.values() if _grants(job)}


def _grants(job: Job) -> bool:
    return job.permissions is not None and job.permissions.level("id-token") == "write"


def _left(left: Left) -> dict[str, Any]:
    upload = left.upload
    return {
        "place": foreign(f"{upload.workflow}:{upload.line}"),
        "where": foreign(where(upload)),
        "reason": foreign(left.reason),
        "advice": foreign(left.advice.strip()),
    }
