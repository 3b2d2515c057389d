"""A PyPI token written down in a workflow."""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.redaction import LITERAL_TOKEN as TOKEN
from trustpub.redaction import redact
from trustpub.rules.finding import MANUAL, Evidence, Finding
from trustpub.rules.rule import Rule
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow

NAME = "literal-token"


def _check(workflow: Workflow, uploads: list[Upload]) -> Iterator[Finding]:
    text = workflow.document.text
    for match in TOKEN.finditer(text):
        from trustpub.pypi.token import describe_literal  # loads a good deal, and tokens in files are rare

        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        yield Finding(
            NAME,
            "high",
            "high",
            workflow.path,
            line,
            f"a PyPI token is written in the file ({redact(match.group())}, {describe_literal(match.group())}); "
            "whoever can read the repository has it, also after it is deleted here: revoke it on PyPI now",
            MANUAL,
            (Evidence("primary", line, column, match.start(), match.end()),),
        )


LITERAL_TOKEN = Rule(NAME, "A PyPI token is written in the workflow file itself.", "high", _check)
