"""What a third-party action or reusable workflow can be replaced by, as ``data/publishing_actions.toml`` tells."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from trustpub.data import read_text
from trustpub.migration.pins import pinned
from trustpub.migration.types import Cannot, Options
from trustpub.workflow.model import Job, Step, Workflow
from trustpub.workflow.values import Texts
from trustpub.yamlcst import Scalar
from trustpub.yamlcst.edit import Commented, Plain, Value

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_CHECKOUT, _SETUP_PYTHON = "actions/checkout", "actions/setup-python"


class Row(NamedTuple):
    """One row of the table, as far as a rewrite needs it; names of inputs in lower case."""

    uses: str
    uploads: str
    credentials: tuple[str, ...]
    index_inputs: tuple[str, ...]
    builds: bool
    dist_input: str
    dist_default: str
    trusted_publishing: str
    trusted_publishing_before: str | None
    trusted_publishing_input: dict[str, str] | None
    does_also: str
    replacement: str | None
    replacement_inputs: tuple[str, ...]
    replacement_checkout: str
    replacement_python: str
    build_only: dict[str, str]
    build_only_artifacts: str
    build_only_since: str | None
    condition_input: str | None
    condition_default: str | None


@cache
def _rows() -> dict[str, Row]:
    return {row["uses"].lower(): _row(row) for row in tomllib.loads(read_text("publishing_actions.toml"))["action"]}


def row_of(name: str) -> Row | None:
    """The row of ``owner/name[/path]`` (any case), or None."""
    return _rows().get(name.lower())


def _lower(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _row(row: dict[str, Any]) -> Row:
    return Row(
        uses=row["uses"].lower(),
        uploads=row["uploads"],
        credentials=_lower([*row.get("token_inputs", ()), *row.get("user_inputs", ())]),
        index_inputs=_lower(row.get("index_inputs", ())),
        builds=bool(row.get("builds", False)),
        dist_input=row.get("dist_input", "").lower(),
        dist_default=row.get("dist_default", "dist"),
        trusted_publishing=row.get("trusted_publishing", "no"),
        trusted_publishing_before=row.get("trusted_publishing_before"),
        trusted_publishing_input=row.get("trusted_publishing_input"),
        does_also=row.get("does_also", ""),
        replacement=row.get("replacement"),
        replacement_inputs=_lower(row.get("replacement_inputs", ())),
        replacement_checkout=row.get("replacement_checkout", ""),
        replacement_python=row.get("replacement_python", "3.x"),
        build_only=row.get("build_only", {}),
        build_only_artifacts=row.get("build_only_artifacts", ""),
        build_only_since=row.get("build_only_since"),
        condition_input=row.get("condition_input"),
        condition_default=row.get("condition_default"),
    )


def build_steps(row: Row, inputs: Texts, job: Job, options: Options, before: int | None = None) -> list[Value]:
    """The steps that build what the action or workflow builds.

    Args:
        row: what is known of it; it must have a replacement.
        inputs: what it is given.
        job: the job that uses it (its earlier steps may have set Python up already).
        options: the user's choices.
        before: the position of the step that uses it in the job; None for a job that calls a workflow.

    Raises:
        Cannot: it is given an input that the replacement does not know.
    """
    from trustpub.migration.templates import render_value

    assert row.replacement is not None
    for name in inputs:
        if name.lower() not in (*row.replacement_inputs, *row.credentials, *row.index_inputs):
            raise Cannot(f"{row.uses} is given the input {name}, which no known replacement takes into account")
    versions = [node.value for name, node in inputs.items() if name.lower().startswith("python")]
    earlier = job.steps[:before]
    sets_up = any(_is(step, _SETUP_PYTHON) for step in earlier)
    needs_checkout = bool(row.replacement_checkout) or not any(_is(step, _CHECKOUT) for step in earlier)
    needs_python = not sets_up and (needs_checkout or bool(versions))
    if job.node.get("container") is not None and not (needs_python or sets_up):
        raise Cannot("the job runs in a container of its own, of which it is not known whether it has Python")
    value = render_value(
        f"replacements/{row.replacement}",
        checkout=action_text(pinned(_CHECKOUT, options, job.workflow)) if needs_checkout else None,
        full_history=row.replacement_checkout == "full",
        setup_python=action_text(pinned(_SETUP_PYTHON, options, job.workflow)) if needs_python else None,
        python_version=versions[0] if versions and "latest" not in versions[0] else row.replacement_python,
        has_python=needs_python or sets_up,
    )
    assert isinstance(value, list)
    return value


def _is(step: Step, action: str) -> bool:
    return step.action is not None and step.action[0] == action


def action_text(uses: str | Commented) -> dict[str, str | None]:
    """The value of ``uses`` and the version for the comment behind it, for templates."""
    if isinstance(uses, Commented):
        return {"uses": uses.value.text if isinstance(uses.value, Plain) else uses.value, "version": uses.comment}
    return {"uses": uses, "version": None}


def comment_of(workflow: Workflow, node: Scalar) -> str:
    """The comment behind a scalar on its line, without ``#``."""
    text = workflow.document.text
    end = text.find("\n", node.end)
    rest = text[node.end : end if end >= 0 else len(text)]
    _, mark, comment = rest.partition("#")
    return comment.strip() if mark else ""
