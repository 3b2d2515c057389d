"""Uploads by ``pypa/gh-action-pypi-publish``, in old and new spellings of its inputs, at any pin.

Source of inputs and behaviour: https://github.com/pypa/gh-action-pypi-publish#readme and its ``action.yml``.
"""

from __future__ import annotations

from trustpub.uploads.indexes import index_of_urls
from trustpub.uploads.types import OIDC, PYPI, TOKEN, UNCLEAR, Credential, Site, Upload, secrets_of
from trustpub.workflow.model import Step
from trustpub.workflow.scope import Scope
from trustpub.yamlcst import Scalar

PYPA_ACTION = "pypa/gh-action-pypi-publish"
PYPA_NAME = "gh-action-pypi-publish"


def is_pypa_action(step: Step) -> bool:
    """Whether the step uses the PyPA action."""
    return step.action is not None and step.action[0] == PYPA_ACTION


def has_pypa_inputs(step: Step) -> bool:
    """Whether the inputs are those of the PyPA action: a password, and a user or an address with its names."""
    names = {name.lower().replace("_", "-") for name in step.inputs}
    return "password" in names and bool(names & {"repository-url", "packages-dir"})


def input_of(step: Step, name: str) -> tuple[str, Scalar] | None:
    """An input by its hyphenated name, in either spelling and any case, as it is written."""
    return step.input(name) or step.input(name.replace("-", "_"))


def pypa_action_upload(scope: Scope, via: str = PYPA_NAME) -> Upload:
    """The upload that a step with the PyPA action (or one with its inputs) makes."""
    step = scope.step
    assert step is not None
    credentials: list[Credential] = []
    for role, name in (("user", "user"), ("password", "password")):
        given = input_of(step, name)
        if given is not None:
            flow = scope.flow(given[1].value)
            if not flow.is_empty:
                path = (*step.path, "with", given[0])
                credentials.append(Credential(role, given[0], path, flow.secrets, flow.literal, step))
    if any(credential.role == "password" for credential in credentials):
        auth = TOKEN
    else:
        auth = OIDC if scope.can_mint else UNCLEAR
    url = input_of(step, "repository-url")
    found = tuple(credentials)
    return Upload(
        workflow=scope.workflow.path,
        job=scope.job.id,
        step=step.index,
        line=step.line,
        via=via,
        through=(),
        index=_index(scope, None if url is None else url[1].value),
        auth=auth,
        secrets=secrets_of(found) if auth == TOKEN else (),
        site=Site(scope.workflow, scope.job, step, scope, found, url=None if url is None else url[1].value),
    )


def _index(scope: Scope, url: str | None) -> str:
    return PYPI if url is None else index_of_urls(url, scope.texts(url))
