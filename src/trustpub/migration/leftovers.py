"""What nobody uses once the uploads changed: variables that held the credential, conditions on it, packages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from trustpub.migration.replace_step import delete_step, is_tool_variable
from trustpub.migration.types import Change
from trustpub.shell import stops_on_error, uses_tool
from trustpub.shell.surgery import CannotRemove, drop_package, installs, is_inert
from trustpub.uploads.scripts import kind_of, script_of
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Job, Step, Workflow
from trustpub.workflow.scope import Scope
from trustpub.workflow.values import Texts
from trustpub.yamlcst import KeyPath
from trustpub.yamlcst.edit import DeleteEntry, SetScalar


def unused_variables(
    workflow: Workflow, uploads: Iterable[Upload], migrated_secrets: set[str], changed: Collection[str]
) -> list[Change]:
    """Deletions of ``env`` entries that hold a migrated secret and that nothing names any more.

    Args:
        workflow: the workflow after the uploads changed.
        uploads: the uploads that it still makes.
        migrated_secrets: the secrets of those that changed.
        changed: the jobs whose uploads changed. What programs of other jobs read from their environment is not known,
            so their variables stay, and those of the workflow that have no name of an uploading tool.
    """
    needed = {c.path for upload in uploads for c in upload.site.credentials if c.path is not None}
    changes: list[Change] = []
    for path, scope, name, text in _variables(workflow):
        if path[0] == "jobs" and path[1] not in changed:
            continue
        if path[0] == "env" and not set(workflow.jobs) <= set(changed) and not is_tool_variable(name):
            continue
        if path in needed or not migrated_secrets & set(scope.flow(text).secrets):
            continue
        if _is_named_elsewhere(workflow, name, path, text):
            continue
        changes.append(Change(f"{name} held the stored credential, and nothing uses it any more", (DeleteEntry(path),)))
    return changes


def _variables(workflow: Workflow) -> Iterator[tuple[KeyPath, Scope, str, str]]:
    for job in workflow.jobs.values():
        whole = Scope(workflow, job, None)
        for name, node in workflow.env.items():
            yield ("env", name), whole, name, node.value
        break
    for job in workflow.jobs.values():
        for path, env, scope in _env_blocks(job):
            for name, node in env.items():
                yield (*path, name), scope, name, node.value


def _env_blocks(job: Job) -> Iterator[tuple[KeyPath, Texts, Scope]]:
    yield (*job.path, "env"), job.env, Scope(job.workflow, job, None)
    for step in job.steps:
        yield (*step.path, "env"), step.env, Scope(job.workflow, job, step)


def _is_named_elsewhere(workflow: Workflow, name: str, path: KeyPath, text: str) -> bool:
    """Whether the variable's name stands anywhere in the file but at its own entry."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])|\benv\.{re.escape(name)}(?![\w-])")
    mentions = len(pattern.findall(workflow.document.text))
    own = 1 + len(pattern.findall(text))
    return mentions > own


def unused_twine(workflow: Workflow, job: Job) -> list[Change]:
    """Take twine out of what a job installs when none of its steps uses it any more."""
    scripts = [(step, script_of(step)) for step in job.steps if step.run is not None]
    texts = [step.run.value for step in job.steps if step.run is not None]
    if any(script is not None and (uses_tool(script, "twine") or script.has_errors) for _, script in scripts):
        return []
    if any(re.search(r"\btwine (check|upload|register)|\b(tox|nox|make|\./)", text) for text in texts):
        return []
    changes: list[Change] = []
    for step, script in scripts:
        if script is None or kind_of(step) not in ("bash", "sh") or not installs(script, "twine"):
            continue
        try:
            text = drop_package(script, "twine", stops_on_error=stops_on_error(step.shell or job.default("shell")))
        except CannotRemove:
            continue
        if text != script.source:
            changes.append(_without_twine(step, text))
    return list(reversed(changes))


def _without_twine(step: Step, text: str) -> Change:
    if is_inert(text) and step.id is None:
        return Change("nothing uses twine any more, and the step installed nothing else", (delete_step(step),))
    return Change("nothing uses twine any more", (SetScalar((*step.path, "run"), text),))
