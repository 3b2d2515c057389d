"""Uploads by ``PyO3/maturin-action`` with ``command: publish`` or ``upload``.

Source: https://github.com/PyO3/maturin-action#inputs. The arguments are those of the maturin command.
"""

from __future__ import annotations

import re

from trustpub.uploads.indexes import index_of_name, index_of_urls, one_index
from trustpub.uploads.names import looks_like_user
from trustpub.uploads.tools.maturin import MATURIN
from trustpub.uploads.types import OIDC, TOKEN, UNCLEAR, UNKNOWN, Credential, Site, Upload, secrets_of
from trustpub.workflow.scope import Scope

MATURIN_ACTIONS = ("pyo3/maturin-action", "messense/maturin-action")


def maturin_action_upload(scope: Scope) -> Upload | None:
    """The upload that a step with maturin's action makes, or None when it does not upload."""
    step = scope.step
    assert step is not None
    command = step.input("command")
    if command is None or command[1].value.strip().lower() not in MATURIN.subcommands:
        return None
    given = step.input("args")
    arguments = "" if given is None else given[1].value
    credentials = _from_env(scope)
    for option in MATURIN.password_options + MATURIN.user_options:
        value = _option(arguments, (option,))
        if value is not None and given is not None:
            flow = scope.flow(value)
            role = "password" if option in MATURIN.password_options else "user"
            path = (*step.path, "with", given[0])
            credentials.append(Credential(role, option, path, flow.secrets, flow.literal, step))
    has_password = any(credential.role == "password" for credential in credentials)
    url = _option(arguments, MATURIN.url_options) or _env(scope, MATURIN.url_env)
    name = _option(arguments, MATURIN.name_options) or _env(scope, MATURIN.name_env)
    found = tuple(credentials)
    return Upload(
        workflow=scope.workflow.path,
        job=scope.job.id,
        step=step.index,
        line=step.line,
        via="maturin-action",
        through=(),
        index=_index(scope, url, name),
        auth=TOKEN if has_password else OIDC if scope.can_mint else UNCLEAR,
        secrets=secrets_of(found) if has_password else (),
        site=Site(scope.workflow, scope.job, step, scope, found, url=url),
    )


def _from_env(scope: Scope) -> list[Credential]:
    found: list[Credential] = []
    for variable in MATURIN.password_env + MATURIN.user_env:
        value = scope.env.get(variable)
        if value is not None:
            flow = scope.flow(value.text)
            if not flow.is_empty:
                role = "user" if looks_like_user(variable) else "password"
                found.append(Credential(role, variable, value.path, flow.secrets, flow.literal, scope.step))
    return found


def _option(arguments: str, names: tuple[str, ...]) -> str | None:
    for name in names:
        match = re.search(rf"(?:^|\s){re.escape(name)}[= ]\s*(\$\{{\{{.*?\}}\}}|\S+)", arguments)
        if match:
            return match.group(1)
    return None


def _env(scope: Scope, variables: tuple[str, ...]) -> str | None:
    return next((scope.env[variable].text for variable in variables if variable in scope.env), None)


def _index(scope: Scope, url: str | None, name: str | None) -> str:
    if url:
        return index_of_urls(url, scope.texts(url))
    names = scope.texts(name or "")
    return UNKNOWN if names is None else one_index(map(index_of_name, names))
