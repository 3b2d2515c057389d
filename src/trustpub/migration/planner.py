"""From a repository to the plan of its migration."""

from __future__ import annotations

import posixpath
import re

from trustpub.errors import InputError
from trustpub.migration.check import CheckFailed
from trustpub.migration.publishers import publishers_of
from trustpub.migration.rewrite import rewrite
from trustpub.migration.types import FileChange, Left, Migrated, Options, Plan
from trustpub.redaction import LITERAL_TOKEN
from trustpub.repository.base import Repository
from trustpub.scanning import Problem, read_if_relevant, workflow_paths
from trustpub.uploads.find import find_uploads
from trustpub.uploads.types import Upload
from trustpub.workflow.any_secret import may_read_any_secret
from trustpub.workflow.expressions import references
from trustpub.workflow.model import Workflow
from trustpub.yamlcst import YamlError
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
            texts[path] = repository.read(path) or b""
            workflow = read_if_relevant(repository, path)
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
    for change in list(files):
        caller = _caller_of(change.path, texts)
        if caller is not None:
            files.remove(change)
            texts[change.path] = change.before
            left += [
                Left(m.upload, f"{_CALLED} {caller}", _INLINE) for m in migrated if m.upload.workflow == change.path
            ]
            migrated = [done for done in migrated if done.upload.workflow != change.path]
    notes += _uncalled(migrated, left, texts)
    notes += _tokens_in_history(files)
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
        *_unused_secrets(migrated, texts, notes, complete=set(paths) <= set(texts)),
        tuple(errors),
    )


_MOST_WORK = 2_000_000
"""How many characters times uploads are rewritten of one file: each edit reads the whole of it again."""
_BY_HAND = "make the change by hand, as 'trustpub explain left' shows"
_CALLED = "the workflow is called by another one, which Trusted Publishing does not support:"
_INLINE = "publish from a job of the calling workflow, or let only one of the two publish"


def _caller_of(path: str, texts: dict[str, bytes]) -> str | None:
    """The file of the repository that uses the workflow or the folder of an action at ``path``, or None."""
    call = re.compile(
        rb"uses['\"]?\s*:\s*['\"]?\./" + re.escape(path.encode(errors="surrogateescape")) + rb"/?['\"]?\s*(#.*)?$",
        re.MULTILINE,
    )
    return next((other for other, data in texts.items() if other != path and call.search(data)), None)


def _uncalled(migrated: list[Migrated], left: list[Left], texts: dict[str, bytes]) -> list[str]:
    """A note for each action or only called workflow that was used for an upload, and that nothing uses any more."""
    uses = [text for done in migrated if (text := _uses(done.upload) or "").startswith("./")]
    used = {text.removeprefix("./").partition("@")[0].rstrip("/") for text in uses}
    notes: list[str] = []
    for upload in (item.upload for item in left):
        path = posixpath.dirname(upload.workflow) if upload.site.workflow.is_action else upload.workflow
        is_only_called = upload.site.workflow.is_action or set(upload.site.workflow.triggers) == {"workflow_call"}
        if is_only_called and path in used and _caller_of(path, texts) is None:
            notes.append(f"{path}: nothing in this repository uses it any more; delete it once a release went through")
    return list(dict.fromkeys(notes))


def _uses(upload: Upload) -> str | None:
    return upload.site.job.uses if upload.site.step is None else upload.site.step.uses


def _plan_file(
    workflow: Workflow, uploads: list[Upload], repository: Repository, options: Options
) -> tuple[FileChange | None, list[Migrated], list[Left], list[str]]:
    todo = [upload for upload in uploads if upload.needs_migration]
    if not todo:
        return None, [], [], []
    if len(todo) * len(workflow.document.text) > _MOST_WORK:
        size = len(workflow.document.text)
        reason = f"the file has {len(todo)} uploads in {size} characters, which is too much to rewrite"
        return None, [], [Left(upload, reason, _BY_HAND) for upload in todo], []
    try:
        return rewrite(workflow, uploads, repository, options)
    except (EditError, CheckFailed) as error:
        reason = _unsafe(error)
    except YamlError as error:  # the editor reads more strictly than the scan
        reason = _unsafe(error)
        return None, [], [Left(upload, reason, _BY_HAND) for upload in todo], []
    jobs = dict.fromkeys(upload.job for upload in todo)
    skipped: dict[str, str] = {}
    for job in jobs if len(jobs) > 1 else ():
        try:
            rewrite(workflow, uploads, repository, options, {other: reason for other in jobs if other != job})
        except (EditError, CheckFailed) as error:
            skipped[job] = _unsafe(error)
    try:
        if 0 < len(skipped) < len(jobs):
            return rewrite(workflow, uploads, repository, options, skipped)
    except (EditError, CheckFailed) as error:
        reason = _unsafe(error)
    return None, [], [Left(upload, skipped.get(upload.job, reason), _BY_HAND) for upload in todo], []


def _unsafe(error: EditError | CheckFailed | YamlError) -> str:
    if isinstance(error, CheckFailed):
        return f"the file cannot be rewritten safely: {error}"
    line = f" in line {error.line}" if error.line else ""
    return f"the file cannot be rewritten safely{line}: {error.message}"


def _tokens_in_history(files: list[FileChange]) -> list[str]:
    """A note for each file that a literal token is taken out of: the repository's history still shows it."""
    return [
        f"{change.path} held a PyPI token that everyone who sees the repository's history can use: revoke it at once, "
        "on the account's page on PyPI"
        for change in files
        if len(LITERAL_TOKEN.findall(change.before.decode(errors="replace")))
        > len(LITERAL_TOKEN.findall(change.after.decode(errors="replace")))
    ]


def _unused_secrets(
    migrated: list[Migrated], texts: dict[str, bytes], notes: list[str], *, complete: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The secrets of changed uploads that no workflow names any more, and the notes.

    Where a workflow may read any secret, or a file cannot be read, it cannot be told, and a note says so.
    """
    named: set[str] = set()
    for data in texts.values():
        text = data.decode(errors="replace")
        for reference in references(text):
            if reference.context == "secrets" and len(reference.parts) > 1:
                named.add(reference.parts[1].lower())
        named |= {name.lower() for name in re.findall(r"secrets\s*\.\s*([A-Za-z_][\w-]*)", text)}
        named |= {name.lower() for name in re.findall(r"secrets\s*\[\s*['\"]([^'\"]+)", text)}
    unused: list[str] = []
    for change in migrated:
        unused += [s for s in change.upload.secrets if s.lower() not in named and s not in unused]
    for path, data in texts.items():
        if unused and may_read_any_secret(data.decode(errors="replace")):
            notes = [
                *notes,
                f"{path} can read every secret, so whether {', '.join(unused)} is still used cannot be told",
            ]
            unused = []
    if unused and not complete:
        notes = [*notes, f"a file could not be read, so whether {', '.join(unused)} is still used cannot be told"]
        unused = []
    return tuple(unused), tuple(notes)
