"""Uploads by a third-party action: one the table knows, or one that is handed a credential for PyPI."""

from __future__ import annotations

import re

from trustpub.uploads.indexes import index_of_name, index_of_urls, one_index
from trustpub.uploads.known_actions import Condition, KnownAction, known_action
from trustpub.uploads.names import looks_like_pypi_credential, looks_like_user, speaks_of_testpypi
from trustpub.uploads.pypa_action import has_pypa_inputs, pypa_action_upload
from trustpub.uploads.types import (
    OIDC,
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
from trustpub.workflow.flow import Flow
from trustpub.workflow.scope import Scope

_NEVER = re.compile(r"^(actions|docker|github|codecov|hynek|astral-sh|pre-commit|aws-actions|google-github-actions)/")
_SEMANTIC_RELEASE = re.compile(r"(^|/)python-semantic-release$")
_SECRET = re.compile(r"token|passw|api[-_]?key|secret|auth", re.IGNORECASE)
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
        is_computed = flow.opaque and not flow.secrets and looks_like_pypi_credential(name) and _SECRET.search(name)
        if is_computed or (flow.secrets and (named or looks_like_pypi_credential(name))):
            role = "user" if looks_like_user(name) else "password"
            credentials.append(Credential(role, name, (*step.path, where, name), flow.secrets, flow.literal, step))
    if not any(credential.role == "password" for credential in credentials):
        return None
    found = tuple(credentials)
    index_inputs = tuple(name.lower() for name in step.inputs if _INDEX_INPUT.search(name))
    index = index_by_inputs(scope, index_inputs, PYPI)
    names = secrets_of(found) or tuple(credential.name for credential in found)
    if index == PYPI and all(map(speaks_of_testpypi, names)):
        index = TESTPYPI
    return _upload(scope, via, index, TOKEN, found)


def _known_upload(scope: Scope, known: KnownAction, ref: str | None) -> Upload | None:
    step = scope.step
    assert step is not None
    if known.uploads == "never" and known.uploads_before is None:
        return None
    credentials = _known_credentials(scope, known)
    has_password = any(credential.role == "password" for credential in credentials)
    if known.uploads_before is not None and not _is_before(ref, known.uploads_before):
        is_version = re.match(r"v?\d+(\.|$)", ref or "") is not None
        if is_version or not has_password:
            return None  # a branch or a commit that is given a token is taken for an old one
    if known.condition is not None and not _holds(scope, known.condition):
        return None
    via = "semantic-release" if _SEMANTIC_RELEASE.search(known.uses) else "action"
    if not has_password:
        handed = handed_upload(scope, via)
        if handed is not None:
            return handed
        if known.uploads == "when-token":
            return None
    can_mint = scope.can_mint and known.trusted_publishing != "no"
    auth = TOKEN if has_password else OIDC if can_mint else UNCLEAR
    return _upload(scope, via, _known_index(scope, known, credentials), auth, tuple(credentials))


def _known_credentials(scope: Scope, known: KnownAction) -> list[Credential]:
    """What an action of the table is given of its credential, through inputs and through the environment."""
    step = scope.step
    assert step is not None
    found: list[Credential] = []
    for role, inputs, variables in (
        ("password", known.token_inputs, known.token_env),
        ("user", known.user_inputs, known.user_env),
    ):
        for name in inputs:
            given = step.input(name)
            if given is not None:
                flow = scope.flow(given[1].value)
                if not flow.is_empty:
                    path = (*step.path, "with", given[0])
                    found.append(Credential(role, given[0], path, flow.secrets, flow.literal, step))
        if variables:
            for name, value in scope.env.items():
                flow = scope.flow(value.text) if name.lower() in variables else Flow()
                if not flow.is_empty:
                    found.append(Credential(role, name, value.path, flow.secrets, flow.literal, step))
    return found


def _known_index(scope: Scope, known: KnownAction, credentials: list[Credential]) -> str:
    testing = known.testpypi_when
    if testing is not None and _holds(scope, testing):
        given = scope.step.input(testing.input) if scope.step is not None else None
        return UNKNOWN if given is not None and scope.text(given[1].value) is None else TESTPYPI
    by_token = [known.token_indexes[c.name.lower()] for c in credentials if c.name.lower() in known.token_indexes]
    default = PYPI if PYPI in by_token else by_token[0] if by_token else known.index
    for name, value in scope.env.items() if known.index_env else ():
        if name.lower() in known.index_env and value.text.strip():
            default = index_of_urls(value.text, scope.texts(value.text))
    return index_by_inputs(scope, known.index_inputs, default)


def _holds(scope: Scope, condition: Condition) -> bool:
    """Whether a condition on an input of the step holds, or may hold."""
    assert scope.step is not None
    given = scope.step.input(condition.input)
    return condition.default if given is None else condition.holds(scope.text(given[1].value))


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
