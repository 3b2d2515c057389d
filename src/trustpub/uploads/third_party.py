"""Uploads by a third-party action: one the table knows, or one that is handed a credential for PyPI."""

from __future__ import annotations

import re

from trustpub.uploads.indexes import index_of_name, index_of_urls, one_index
from trustpub.uploads.known_actions import KnownAction, known_action
from trustpub.uploads.names import looks_like_pypi_credential, looks_like_user, speaks_of_testpypi
from trustpub.uploads.pypa_action import has_pypa_inputs, pypa_action_upload
from trustpub.uploads.types import (
    OIDC,
    PYPI,
    TESTPYPI,
    TOKEN,
    UNCLEAR,
    Credential,
    Site,
    Upload,
    secrets_of,
)
from trustpub.workflow.scope import Scope

_NEVER = re.compile(r"^(actions|docker|github|codecov|hynek|astral-sh|pre-commit|aws-actions|google-github-actions)/")
_SEMANTIC_RELEASE = re.compile(r"(^|/)python-semantic-release$")
_INDEX_INPUT = re.compile(r"repository|index|registry|(^|_|-)url$|(^|_|-)repo$", re.IGNORECASE)


def third_party_upload(scope: Scope) -> Upload | None:
    """The upload that the action of the scope's step makes, or None."""
    step = scope.step
    assert step is not None and step.action is not None
    name, ref = step.action
    known = known_action(name)
    if known is not None:
        return _known_upload(scope, known, ref)
    if has_pypa_inputs(step):
        return pypa_action_upload(scope, "action")
    if _NEVER.match(name):
        return None
    return handed_upload(scope, "action")


def handed_upload(scope: Scope, via: str) -> Upload | None:
    """The upload of a step that is handed a secret for PyPI through its inputs or its own environment, or None."""
    step = scope.step
    assert step is not None
    credentials: list[Credential] = []
    places = [("with", name, node.value) for name, node in step.inputs.items()]
    places += [("env", name, node.value) for name, node in step.env.items()]
    for where, name, text in places:
        flow = scope.flow(text)
        named = [secret for secret in flow.secrets if looks_like_pypi_credential(secret)]
        if flow.secrets and (named or looks_like_pypi_credential(name)):
            role = "user" if looks_like_user(name) else "password"
            credentials.append(Credential(role, name, (*step.path, where, name), flow.secrets, flow.literal, step))
    if not any(credential.role == "password" for credential in credentials):
        return None
    found = tuple(credentials)
    index_inputs = tuple(name.lower() for name in step.inputs if _INDEX_INPUT.search(name))
    index = index_by_inputs(scope, index_inputs, PYPI)
    if index == PYPI and all(speaks_of_testpypi(secret) for secret in secrets_of(found)):
        index = TESTPYPI
    return _upload(scope, via, index, TOKEN, found)


def _known_upload(scope: Scope, known: KnownAction, ref: str | None) -> Upload | None:
    step = scope.step
    assert step is not None
    if known.uploads == "never" and known.uploads_before is None:
        return None
    if known.uploads_before is not None and not _is_before(ref, known.uploads_before):
        return None
    if known.condition is not None:
        chosen = step.input(known.condition.input)
        if not (known.condition.default if chosen is None else known.condition.holds(scope.text(chosen[1].value))):
            return None
    credentials: list[Credential] = []
    for role, names in (("password", known.token_inputs), ("user", known.user_inputs)):
        for name in names:
            given = step.input(name)
            if given is None:
                continue
            flow = scope.flow(given[1].value)
            if not flow.is_empty:
                path = (*step.path, "with", given[0])
                credentials.append(Credential(role, given[0], path, flow.secrets, flow.literal, step))
    has_password = any(credential.role == "password" for credential in credentials)
    via = "semantic-release" if _SEMANTIC_RELEASE.search(known.uses) else "action"
    if not has_password:
        handed = handed_upload(scope, via)
        if handed is not None:
            return handed
        if known.uploads == "when-token":
            return None
    index = index_by_inputs(scope, known.index_inputs, known.index)
    auth = TOKEN if has_password else OIDC if scope.can_mint and known.trusted_publishing != "no" else UNCLEAR
    return _upload(scope, via, index, auth, tuple(credentials))


def index_by_inputs(scope: Scope, names: tuple[str, ...], default: str) -> str:
    """The index that the first given of these inputs chooses, by address or by name; the default when none is."""
    step = scope.step
    assert step is not None
    for name in names:
        given = step.input(name)
        if given is None or not given[1].value.strip():
            continue
        written = given[1].value
        texts = scope.texts(written)
        if "://" in written or texts is None:
            return index_of_urls(written, texts)
        return one_index(index_of_urls(text, [text]) if "://" in text else index_of_name(text) for text in texts)
    return default


def _is_before(ref: str | None, version: str) -> bool:
    """Whether a ref such as ``v7.34.6`` is an older version; a branch or a commit is taken as current."""
    match = re.match(r"v?(\d+)(?:\.|$)", ref or "")
    return match is not None and int(match.group(1)) < int(version.split(".")[0])


def _upload(scope: Scope, via: str, index: str, auth: str, credentials: tuple[Credential, ...]) -> Upload:
    step = scope.step
    assert step is not None
    return Upload(
        workflow=scope.workflow.path,
        job=scope.job.id,
        step=step.index,
        line=step.line,
        via=via,
        through=(step.uses or "",),
        index=index,
        auth=auth,
        secrets=secrets_of(credentials) if auth == TOKEN else (),
        site=Site(scope.workflow, scope.job, step, scope, credentials),
    )
