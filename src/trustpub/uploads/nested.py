"""Uploads inside what a step or job calls: local composite actions and reusable workflows."""

from __future__ import annotations

import re
from collections.abc import Callable

from trustpub.errors import InputError
from trustpub.repository.base import Repository
from trustpub.uploads.indexes import index_of_urls
from trustpub.uploads.known_actions import Condition, KnownAction, known_action
from trustpub.uploads.names import looks_like_pypi_credential, looks_like_user, speaks_of_testpypi
from trustpub.uploads.pypa_action import has_pypa_inputs, pypa_action_upload
from trustpub.uploads.relevance import may_upload
from trustpub.uploads.third_party import handed_upload
from trustpub.uploads.types import (
    OIDC,
    OTHER,
    PYPI,
    TESTPYPI,
    TOKEN,
    UNCLEAR,
    UNKNOWN,
    Credential,
    Site,
    Upload,
    secrets_of,
)
from trustpub.workflow.load import load_workflow
from trustpub.workflow.model import Job, Workflow
from trustpub.workflow.scope import Binding, Scope

MAX_DEPTH = 4
"""GitHub allows ten levels of reusable workflows; deeper than this nothing has been seen to publish."""

_PUBLISHES_TO_PYPI = re.compile(
    r"pypi.*(publish|release|upload|deploy)|(publish|release|upload|deploy).*pypi", re.IGNORECASE
)
_SWITCH = re.compile(r"upload|publish|pypi", re.IGNORECASE)

Finder = Callable[[Workflow, Repository, Binding, int], list[Upload]]


def local_action_upload(scope: Scope, repository: Repository, find: Finder, depth: int) -> Upload | None:
    """The upload that a local composite action makes for the step that uses it, or None."""
    step = scope.step
    assert step is not None and step.uses is not None
    handed = [node.value for node in (*step.inputs.values(), *step.env.values())]
    handed += [value.text for value in scope.env.values()]
    if _is_plain(scope, repository, _action_paths(step.uses), handed):
        return None
    action = _called(scope, repository, _action_paths(step.uses), depth)
    if action is None:
        if has_pypa_inputs(step):
            return pypa_action_upload(scope, "local-action")
        return handed_upload(scope, "local-action")
    binding = Binding(scope, {name.lower(): node.value for name, node in step.inputs.items()}, {}, False)
    inner = _most_telling(find(action, repository, binding, depth + 1))
    if inner is None:
        return None
    return inner._replace(
        workflow=scope.workflow.path,
        job=scope.job.id,
        step=step.index,
        line=step.line,
        via="local-action",
        through=(step.uses, *_chain(inner)),
        site=Site(scope.workflow, scope.job, step, scope, _step_credentials(scope)),
    )


def called_workflow_upload(
    workflow: Workflow, job: Job, repository: Repository, binding: Binding | None, find: Finder, depth: int
) -> Upload | None:
    """The upload that a job makes by calling a reusable workflow, or None."""
    assert job.uses is not None
    scope = Scope(workflow, job, None, binding)
    if not scope.may_run(job.condition):
        return None
    if job.uses.startswith("./"):
        return _local_call(scope, repository, find, depth)
    return _foreign_call(scope)


def _local_call(scope: Scope, repository: Repository, find: Finder, depth: int) -> Upload | None:
    job = scope.job
    assert job.uses is not None
    path = job.uses.removeprefix("./").partition("@")[0]
    handed = [node.value for node in (*job.inputs.values(), *job.secrets.values())]
    if not job.secrets_inherit and _is_plain(scope, repository, [path], handed):
        return None
    called = _called(scope, repository, [path], depth)
    if called is None:
        return _handed_call(scope)
    if _is_switched_off(scope):
        return None
    binding = Binding(
        scope,
        {name.lower(): node.value for name, node in job.inputs.items()},
        {name.lower(): node.value for name, node in job.secrets.items()},
        job.secrets_inherit,
    )
    inner = _most_telling(find(called, repository, binding, depth + 1))
    if inner is None:
        return None
    return _call_upload(scope, inner.index, inner.auth, inner.secrets, (job.uses, *_chain(inner)))


def _is_switched_off(scope: Scope) -> bool:
    """Whether the caller turns an input that speaks of uploading certainly off."""
    values = [scope.text(node.value) for name, node in scope.job.inputs.items() if _SWITCH.search(name)]
    return "false" in values and not any(value is None or value == "true" for value in values)


def _foreign_call(scope: Scope) -> Upload | None:
    job = scope.job
    assert job.uses is not None
    known = known_action(job.uses.partition("@")[0])
    if known is None:
        return None if _is_switched_off(scope) else _handed_call(scope) or _named_call(scope)
    if not _may_hold(scope, known.condition) or known.uploads == "never":
        return None
    given = known.token_inputs + known.user_inputs + tuple(name.lower() for name in known.inherited_secrets)
    credentials = [credential for credential in _call_credentials(scope) if credential.name.lower() in given]
    if not any(credential.role == "password" for credential in credentials):
        if job.secrets_inherit and known.inherited_secrets:
            wanted = [(name, scope.flow(f"${{{{ secrets.{name} }}}}")) for name in known.inherited_secrets]
            credentials += [Credential("password", name, None, flow.secrets, "") for name, flow in wanted]
        else:
            return _handed_call(scope) or (None if known.uploads == "when-token" else _named_call(scope))
    index = _known_index(scope, known, credentials)
    return _call_upload(scope, index, TOKEN, secrets_of(tuple(credentials)), (job.uses,))


def _known_index(scope: Scope, known: KnownAction, credentials: list[Credential]) -> str:
    testing = known.testpypi_when
    if testing is not None and _may_hold(scope, testing):
        values = [scope.text(node.value) for name, node in scope.job.inputs.items() if name.lower() == testing.input]
        return UNKNOWN if None in values else TESTPYPI
    by_token = [known.token_indexes[c.name.lower()] for c in credentials if c.name.lower() in known.token_indexes]
    index = PYPI if PYPI in by_token else by_token[0] if by_token else known.index
    for key, node in scope.job.inputs.items():
        if key.lower() in known.index_inputs and node.value.strip():
            index = index_of_urls(node.value, scope.texts(node.value))
    return index


def _may_hold(scope: Scope, condition: Condition | None) -> bool:
    """Whether a condition on an input of the call holds, or may hold; none always does."""
    if condition is None:
        return True
    for name, node in scope.job.inputs.items():
        if name.lower() == condition.input:
            return condition.holds(scope.text(node.value))
    return condition.default


def _named_call(scope: Scope) -> Upload | None:
    """A call of a workflow that cannot be read, but says by its name that it publishes to PyPI, and has the means."""
    job = scope.job
    name = (job.uses or "").partition("@")[0].rpartition("/")[2]
    if not _PUBLISHES_TO_PYPI.search(name) or not (job.secrets_inherit or scope.can_mint):
        return None
    auth = UNCLEAR if job.secrets_inherit else OIDC
    index = TESTPYPI if speaks_of_testpypi(name) else PYPI
    return _call_upload(scope, index, auth, (), (job.uses or "",))


def _handed_call(scope: Scope) -> Upload | None:
    """A call of a workflow that cannot be read: an upload when it is handed a secret that speaks of PyPI."""
    credentials = tuple(
        credential
        for credential in _call_credentials(scope)
        if looks_like_pypi_credential(credential.name) or any(map(looks_like_pypi_credential, credential.secrets))
    )
    if not any(credential.role == "password" for credential in credentials):
        return None
    secrets = secrets_of(credentials)
    index = TESTPYPI if secrets and all(map(speaks_of_testpypi, secrets)) else PYPI
    return _call_upload(scope, index, TOKEN, secrets, (scope.job.uses or "",))


def _call_credentials(scope: Scope) -> list[Credential]:
    found: list[Credential] = []
    for section, values in (("secrets", scope.job.secrets), ("with", scope.job.inputs)):
        for name, node in values.items():
            flow = scope.flow(node.value)
            if flow.secrets:
                role = "user" if looks_like_user(name) else "password"
                path = (*scope.job.path, section, name)
                found.append(Credential(role, name, path, flow.secrets, flow.literal))
    return found


def _call_upload(scope: Scope, index: str, auth: str, secrets: tuple[str, ...], through: tuple[str, ...]) -> Upload:
    return Upload(
        workflow=scope.workflow.path,
        job=scope.job.id,
        step=None,
        line=scope.job.line,
        via="reusable-workflow",
        through=through,
        index=index,
        auth=auth,
        secrets=secrets,
        site=Site(scope.workflow, scope.job, None, scope, tuple(_call_credentials(scope))),
    )


def _step_credentials(scope: Scope) -> tuple[Credential, ...]:
    step = scope.step
    assert step is not None
    found: list[Credential] = []
    for section, values in (("with", step.inputs), ("env", step.env)):
        for name, node in values.items():
            flow = scope.flow(node.value)
            if flow.secrets:
                role = "user" if looks_like_user(name) else "password"
                found.append(Credential(role, name, (*step.path, section, name), flow.secrets, flow.literal, step))
    return tuple(found)


def _most_telling(uploads: list[Upload]) -> Upload | None:
    """The upload that stands for a call that makes several: one to PyPI with a token before all others."""
    order = sorted(uploads, key=lambda u: (u.index == OTHER, u.auth != TOKEN, u.auth == UNCLEAR, u.index != PYPI))
    return order[0] if order else None


def _chain(upload: Upload) -> tuple[str, ...]:
    site = upload.site
    last = upload.via
    if site.command is not None:
        last = " ".join(word.text for word in site.command.words)
    elif site.step is not None and site.step.uses is not None:
        last = site.step.uses
    return (*upload.through, last) if last not in upload.through else upload.through


def load_action(repository: Repository, uses: str) -> Workflow | None:
    """The local action that ``uses: ./folder`` names, or None when there is none that can be read."""
    for path in _action_paths(uses):
        action = _load(repository, path)
        if action is not None:
            return action
    return None


def _action_paths(uses: str) -> list[str]:
    folder = uses.removeprefix("./").strip("/")
    return [f"{folder}/{name}" if folder else name for name in ("action.yml", "action.yaml")]


def _is_plain(scope: Scope, repository: Repository, paths: list[str], handed: list[str]) -> bool:
    """Whether a look at the bytes of the first of these files that is there shows that nothing in it uploads.

    Where a secret is handed over, names that do not speak of an upload may come to do so: then it has to be read.
    """
    if scope.binding is not None or any("${{" in text and "secrets" in text.lower() for text in handed):
        return False
    plain = scope.effort.plain
    key = paths[0]
    if key not in plain:
        plain[key] = _look(repository, paths)
    return plain[key]


def _look(repository: Repository, paths: list[str]) -> bool:
    try:
        found = [data for path in paths if (data := repository.read(path)) is not None]
    except InputError:
        return False
    return bool(found) and not may_upload(found[0])


def _called(scope: Scope, repository: Repository, paths: list[str], depth: int) -> Workflow | None:
    """The first of these workflows or actions that can be read; None when a call leads back to where it came from."""
    if depth >= MAX_DEPTH or not scope.effort.call():
        return None
    around: Scope | None = scope
    while around is not None:
        if around.workflow.path in paths:
            return None
        around = None if around.binding is None else around.binding.scope
    loaded = scope.effort.loaded
    for path in paths:
        if path not in loaded:
            loaded[path] = _load(repository, path)
        if loaded[path] is not None:
            return loaded[path]
    return None


def _load(repository: Repository, path: str) -> Workflow | None:
    try:
        return load_workflow(repository, path)
    except InputError:
        return None
