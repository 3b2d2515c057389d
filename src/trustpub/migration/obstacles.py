"""What keeps an upload from being migrated whatever the strategy."""

from __future__ import annotations

from trustpub.migration.types import Cannot
from trustpub.uploads.indexes import index_of_name, index_of_url
from trustpub.uploads.tools import TOOLS
from trustpub.uploads.types import PYPI, TESTPYPI, UNKNOWN, Upload
from trustpub.workflow.expressions import expression_references, parts
from trustpub.workflow.scope import Scope

_TOOL_BY_VIA = {tool.via: tool for tool in TOOLS}


def require_migratable(upload: Upload) -> None:
    """Return when Trusted Publishing can work at the upload's place at all.

    Raises:
        Cannot: it cannot, or the upload is made through something that is not changed from here.
    """
    site = upload.site
    if site.workflow.is_action:
        raise Cannot(
            "the upload is a step of a composite action",
            "publish from a step of the workflow instead, and let the action only build",
        )
    if set(site.workflow.triggers) == {"workflow_call"}:
        raise Cannot(
            "this workflow is only called by others, and Trusted Publishing does not support reusable workflows",
            "let it only build and hand the files over as an artifact; publish from a job of each calling workflow",
        )
    if set(site.workflow.triggers) == {"pull_request_target"}:
        raise Cannot(
            "the workflow runs on pull_request_target only, for which PyPI refuses Trusted Publishing",
            "publish on a release or on a pushed tag",
        )
    if upload.index == UNKNOWN and not _goes_to_public_indexes(upload):
        raise Cannot(
            "which index it uploads to is only known at run time",
            "let the workflow choose between the addresses of PyPI and TestPyPI, or publish to each from its own job",
        )


def _goes_to_public_indexes(upload: Upload) -> bool:
    """Whether the address or name that an upload is given is one of PyPI or TestPyPI, whatever a run decides.

    An upload that is given neither is judged by those who look through it.
    """
    site = upload.site
    written = site.url or _name(upload)
    if written is None:
        return True
    texts = site.scope.texts(written) or _expected(site.scope, written) or [written]
    tool = _TOOL_BY_VIA.get(upload.via)
    own_names = {} if tool is None else tool.own_names
    indexes = {index_of_name(own_names.get(t, t)) if site.url is None else index_of_url(t) for t in texts}
    return indexes <= {PYPI, TESTPYPI}


def _name(upload: Upload) -> str | None:
    """The name of the repository that a command is given, by an option or a variable."""
    tool, site = _TOOL_BY_VIA.get(upload.via), upload.site
    if tool is None:
        return None
    options = site.options or {}
    given = [options[name] for name in tool.name_options if name in options]
    given += [site.scope.env[name].text for name in tool.name_env if name in site.scope.env]
    return given[0] if given else None


def _expected(scope: Scope, written: str) -> list[str] | None:
    """The texts that an input of the workflow declares, when the value is nothing but that input."""
    pieces = parts(written)
    found = expression_references(pieces[0][1]) if len(pieces) == 1 and pieces[0][0] else []
    if len(found) != 1:
        return None
    names = (found[0].context, *found[0].parts[1:])
    if names[:3] == ("github", "event", "inputs"):
        names = ("inputs", *names[3:])
    if len(names) != 2 or names[0] != "inputs":
        return None
    return scope.workflow.inputs.choices(names[1])
