"""A token that more steps see than the one that uploads."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.rules.finding import AUTOMATIC, Finding
from trustpub.rules.rule import Rule, evidence, place, where
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow
from trustpub.yamlcst import at

NAME = "token-too-visible"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    seen: set[tuple[str | int, ...]] = set()
    for upload in uploads:
        if not upload.needs_migration:
            continue
        for credential in upload.site.credentials:
            path = credential.path
            if not credential.secrets or path is None or path in seen:
                continue
            level = _level(path)
            node = at(workflow.root, path)
            if level is None or node is None:
                continue
            seen.add(path)
            yield Finding(
                NAME,
                "medium",
                "high",
                workflow.path,
                node.line,
                f"{credential.name} is set for the whole {level}, so every step and action in it can read the token "
                f"that only {where(upload)} needs",
                AUTOMATIC,
                (evidence(node), evidence(place(upload), "related")),
            )


def _level(path: tuple[str | int, ...]) -> str | None:
    if path[0] == "env":
        return "workflow"
    return "job" if len(path) == 4 and path[0] == "jobs" and path[2] == "env" else None


TOKEN_TOO_VISIBLE = Rule(NAME, "A PyPI token is visible to more steps than the upload.", "medium", _check)
