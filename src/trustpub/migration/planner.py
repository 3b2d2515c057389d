"""From a repository to the plan of its migration."""

from __future__ import annotations

import re

from trustpub.errors import InputError
from trustpub.migration.check import CheckFailed
from trustpub.migration.publishers import publishers_of
from trustpub.migration.rewrite import rewrite
from trustpub.migration.types import FileChange, Left, Migrated, Options, Plan
from trustpub.repository.base import Repository
from trustpub.scanning import Problem, read_if_relevant, workflow_paths
from trustpub.uploads.find import find_uploads
from trustpub.uploads.types import Upload
from trustpub.workflow.expressions import references
from trustpub.workflow.model import Workflow
from trustpub.yamlcst.edit import EditError


def plan(repository: Repository, options: Options | None = None) -> Plan:
    """Plan the migration of a repository; nothing is written.

    Problems with single files are part of the result; nothing is raised for them.
    """
    options = options or Options()
    files: list[FileChange] = []
    migrated: list[Migrated] = []
    left: list[Left] = []
    notes: list[str] = []
    errors: list[Problem] = []
    texts: dict[str, bytes] = {}
    count = 0
    try:
        paths = workflow_paths(repository)
    except InputError as error:
        paths = []
        errors.append(Problem(error.path or "", error.line, error.message))
    for path in paths:
        try:
            workflow = read_if_relevant(repository, path)
            texts[path] = repository.read(path) or b""
        except InputError as error:
            errors.append(Problem(error.path or path, error.line, error.message))
            continue
        if workflow is None:
            continue
        uploads = find_uploads(workflow, repository)
        count += len(uploads)
        change, done, remaining, remarks = _plan_file(workflow, uploads, repository, options)
        if change is not None:
            files.append(change)
            texts[path] = change.after
        migrated += done
        left += remaining
        notes += remarks
    owner, name = repository.identity()
    return Plan(
        repository.path,
        owner,
        name,
        count,
        tuple(files),
        tuple(migrated),
        tuple(left),
        tuple(publishers_of(migrated, repository)),
        _unused_secrets(migrated, texts),
        tuple(notes),
        tuple(errors),
    )


def _plan_file(
    workflow: Workflow, uploads: list[Upload], repository: Repository, options: Options
) -> tuple[FileChange | None, list[Migrated], list[Left], list[str]]:
    todo = [upload for upload in uploads if upload.needs_migration]
    if not todo:
        return None, [], [], []
    try:
        return rewrite(workflow, uploads, repository, options)
    except (EditError, CheckFailed) as error:
        line = f" in line {error.line}" if isinstance(error, EditError) and error.line else ""
        message = error.message if isinstance(error, EditError) else str(error)
        reason = f"the file cannot be rewritten safely{line}: {message}"
        return None, [], [Left(upload, reason, "make the change by hand; see docs/migrate.md") for upload in todo], []


def _unused_secrets(migrated: list[Migrated], texts: dict[str, bytes]) -> tuple[str, ...]:
    """The secrets of changed uploads that no workflow names any more."""
    named: set[str] = set()
    for data in texts.values():
        text = data.decode(errors="replace")
        for reference in references(text):
            if reference.context == "secrets" and len(reference.parts) > 1:
                named.add(reference.parts[1].lower())
        named |= {name.lower() for name in re.findall(r"secrets\.([A-Za-z_]\w*)", text)}
    unused: list[str] = []
    for change in migrated:
        unused += [s for s in change.upload.secrets if s.lower() not in named and s not in unused]
    return tuple(unused)
