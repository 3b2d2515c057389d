"""A new workflow for programs (see ``docs/new.md``)."""

from __future__ import annotations

import json

from trustpub.newworkflow.choices import Choices
from trustpub.newworkflow.compose import NewWorkflow
from trustpub.newworkflow.detect import Facts
from trustpub.newworkflow.notes import notes_on
from trustpub.report.plan_json import publisher_data
from trustpub.report.scan_json import VERSION
from trustpub.repository.local import LocalRepository


def new_json(repository: LocalRepository, facts: Facts, choices: Choices, made: NewWorkflow, *, written: bool) -> str:
    """The document as text, in ASCII so that every locale can print it."""
    owner, name = repository.identity()
    document = {
        "version": VERSION,
        "path": repository.path,
        "owner": owner,
        "name": name,
        "file": {"path": made.path, "written": written, "text": made.text},
        "project": facts.name,
        "backend": choices.backend.name,
        "native": choices.native,
        "builder": choices.builder,
        "trigger": choices.trigger,
        "publishers": [publisher_data(publisher) for publisher in made.publishers],
        "notes": notes_on(repository, facts, choices),
    }
    return json.dumps(document, indent=2) + "\n"
