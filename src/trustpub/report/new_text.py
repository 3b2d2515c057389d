"""A new workflow for people: what it does, and what to do next."""

from __future__ import annotations

from trustpub.migration.names import display, site_of
from trustpub.newworkflow.choices import Choices
from trustpub.newworkflow.compose import NewWorkflow
from trustpub.newworkflow.detect import Facts
from trustpub.newworkflow.notes import notes_on
from trustpub.report.plan_text import environment_step, publisher_lines, step
from trustpub.report.terminal import Paint, printable
from trustpub.repository.local import LocalRepository

_TRIGGERS = {"release": "when a release is published", "tag": "when a tag that begins with v is pushed"}


def new_text(
    repository: LocalRepository, facts: Facts, choices: Choices, made: NewWorkflow, paint: Paint, *, written: bool
) -> str:
    """What was (or would be) written, and the steps on PyPI and GitHub, in the order in which no release fails."""
    lines = [f"{paint('written' if written else 'not written', 'bold', 'green')} {printable(made.path)}\n"]
    lines.append(paint.wrapped(printable(summary(facts, choices)), "        ", "        "))
    lines.append("\n" + paint("Next, in this order:", "bold") + "\n")
    lines.append(step("1. Register the publisher, as an owner of the project:", paint))
    for publisher in made.publishers:
        lines += [f"     {line}\n" for line in publisher_lines(publisher, paint)]
    pages = " and ".join(f"{site_of(index)}/manage/account/publishing/" for index in choices.indexes)
    lines.append(
        step(
            "   A project that is not there yet is registered as a pending publisher, with the same values, on "
            f"{pages}; it lasts 30 days and does not reserve the name.",
            paint,
        )
    )
    environments = environment_step(2, made.publishers, paint)
    lines += environments
    number = 2 + len(environments)
    release = "publish a release" if choices.trigger == "release" else "push a tag such as v1.0.0"
    lines.append(step(f"{number}. Commit, merge, and {release}; watch that the upload goes through.", paint))
    lines += [paint.wrapped(printable(note), "  Note: ", "     ") for note in notes_on(repository, facts, choices)]
    return "".join(lines)


def summary(facts: Facts, choices: Choices) -> str:
    """One line on what the workflow does."""
    wheels = "wheels for each system" if choices.native else "pure Python"
    places = ", then ".join(display(index) for index in choices.indexes)
    by = "maturin" if choices.native and choices.backend.name == "maturin" else choices.builder
    why = f" ({facts.native.why})" if facts.native.answer is choices.native else ""
    return f"{choices.backend.name}, {wheels}{why}; built with {by} {_TRIGGERS[choices.trigger]}; published to {places}"
