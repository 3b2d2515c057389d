"""A plan for people: the difference, what to register, what is left, which secrets go."""

from __future__ import annotations

from collections.abc import Iterable

from trustpub.migration.names import display, site_of
from trustpub.migration.publishers import registration_page
from trustpub.migration.types import Left, Plan, Publisher
from trustpub.redaction import redact
from trustpub.report.diff import annotated_diff
from trustpub.report.terminal import Paint, printable
from trustpub.rules.rule import where


def difference_text(plan: Plan, paint: Paint) -> str:
    """The difference of all files, and what is left."""
    blocks = [*(annotated_diff(file, paint) for file in plan.files), left_text(plan, paint)]
    return "\n".join(block for block in blocks if block)


def title_text(plan: Plan, paint: Paint) -> str:
    """Which repository the following is about, for those who named several."""
    name = f"{plan.owner}/{plan.name} in {plan.path}" if plan.owner else plan.path
    return paint(f"== {printable(name)}", "bold") + "\n"


def left_text(plan: Plan, paint: Paint) -> str:
    """What is left to a person, each with its reason and what to do; empty when nothing is."""
    if not plan.left:
        return ""
    lines = [paint("Left to you:", "bold", "yellow") + "\n"]
    for left in plan.left:
        lines.append(_left(left, paint))
    return "".join(lines)


def written_text(plan: Plan, paint: Paint) -> str:
    """The files that were written, and how each upload in them is done now."""
    lines: list[str] = []
    for file in plan.files:
        lines.append(f"{paint('written', 'bold', 'green')} {printable(file.path)}\n")
        lines += [
            paint.wrapped(printable(f"{where(done.upload)}: {done.strategy}"), "        ", "          ")
            for done in plan.migrated
            if done.upload.workflow == file.path
        ]
    return "".join(lines)


def next_steps_text(plan: Plan, paint: Paint) -> str:
    """What to do on PyPI and GitHub, in the order in which no release breaks."""
    if not plan.publishers:
        return ""
    lines = ["\n" + paint("Next, in this order, so that no release breaks:", "bold") + "\n"]
    lines.append(step("1. Before this change is merged, register the publisher, as an owner of the project:", paint))
    for publisher in plan.publishers:
        lines += [f"     {line}\n" for line in publisher_lines(publisher, paint)]
    environments = environment_step(2, plan.publishers, paint)
    lines += environments
    number = 2 + len(environments)
    lines.append(step(f"{number}. Commit, merge, and make a release; watch that the upload goes through.", paint))
    if plan.unused_secrets:
        number += 1
        secrets = printable(", ".join(plan.unused_secrets))
        lines.append(
            step(
                f"{number}. Only then delete {secrets}, which no workflow uses any more, from the secrets of the "
                "repository or organization, and revoke the token itself:",
                paint,
            ).replace(secrets, paint(secrets, "bold"), 1)
        )
        sites = dict.fromkeys(site_of(publisher.index) for publisher in plan.publishers)
        lines += [f"     {paint(f'{site}/manage/account/', 'cyan')}\n" for site in sites]
    lines += [paint.wrapped(printable(note), "  Note: ", "     ") for note in plan.notes]
    return redact("".join(lines))


def environment_step(number: int, publishers: Iterable[Publisher], paint: Paint) -> list[str]:
    """The step on GitHub that creates the publishers' environments, or nothing when they have none."""
    environments = list(dict.fromkeys(publisher.environment for publisher in publishers if publisher.environment))
    if not environments:
        return []
    names = printable(", ".join(environments))
    text = (
        f"{number}. On GitHub, under Settings, Environments, create {names} and say who may release, and from which "
        "branches or tags; left to its first use it is created without any rule."
    )
    return [step(text, paint)]


def step(text: str, paint: Paint) -> str:
    """A numbered step, wrapped."""
    return paint.wrapped(text, "  ", "     ")


def publisher_lines(publisher: Publisher, paint: Paint) -> list[str]:
    """A publisher, field by field as PyPI's form asks for it, and the page."""
    unknown = paint("(fill in)", "yellow")
    project = printable(publisher.project) if publisher.project else ""
    return [
        f"{paint(display(publisher.index), 'bold')}: "
        + (project or paint("(fill in the project: its metadata does not tell its name)", "yellow")),
        f"  Owner            {printable(publisher.owner) if publisher.owner else unknown}",
        f"  Repository name  {printable(publisher.repository) if publisher.repository else unknown}",
        f"  Workflow name    {printable(publisher.workflow)}",
        f"  Environment name {printable(publisher.environment) if publisher.environment else '(leave empty)'}",
        f"  {paint(printable(registration_page(publisher)), 'cyan')}",
    ]


def _left(left: Left, paint: Paint) -> str:
    place = printable(f"{left.upload.workflow}:{left.upload.line}")
    text = paint.wrapped(f"{place}  {printable(where(left.upload))}", "  ", "      ").replace(
        place, paint(place, "cyan"), 1
    )
    text += paint.wrapped(printable(left.reason), "      ", "      ")
    return text + (paint.wrapped(printable(left.advice), "      → ", "        ") if left.advice else "")
