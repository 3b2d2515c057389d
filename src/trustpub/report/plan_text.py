"""A plan for people: the difference, what to register, what is left, which secrets go."""

from __future__ import annotations

from trustpub.migration.names import display
from trustpub.migration.publishers import registration_page
from trustpub.migration.types import Left, Plan, Publisher
from trustpub.redaction import redact
from trustpub.report.diff import annotated_diff
from trustpub.report.scan_text import problem_line
from trustpub.report.terminal import Paint, printable
from trustpub.rules.rule import where


def difference_text(plan: Plan, paint: Paint) -> str:
    """The difference of all files, and what is left and unreadable."""
    blocks = [annotated_diff(file, paint) for file in plan.files]
    return "\n".join(blocks) + left_text(plan, paint)


def left_text(plan: Plan, paint: Paint) -> str:
    """What is left to a person, each with its reason, and files that could not be read."""
    lines = [problem_line(problem, paint) for problem in plan.errors]
    if plan.left:
        lines.append(paint("\nLeft to you:\n", "bold", "yellow"))
        lines += [_left(left) for left in plan.left]
    return redact("".join(lines))


def next_steps_text(plan: Plan, paint: Paint) -> str:
    """What to do on PyPI and GitHub, in the order in which no release breaks."""
    if not plan.publishers:
        return ""
    lines = [paint("\nNext, in this order, so that no release breaks:\n", "bold")]
    lines.append("  1. Register the publisher before this change is merged (you must own the project):\n")
    for publisher in plan.publishers:
        lines += [f"     {line}\n" for line in publisher_lines(publisher, paint)]
    lines.append("  2. Commit, merge, and make a release; watch that the upload goes through.\n")
    if plan.unused_secrets:
        secrets = ", ".join(plan.unused_secrets)
        lines.append(
            f"  3. Then delete what no workflow uses any more, {paint(secrets, 'bold')}, from the repository's\n"
        )
        lines.append("     (or organization's) secrets, and revoke the token itself:\n")
        lines.append("     https://pypi.org/manage/account/\n")
    lines += [f"  Note: {printable(note)}\n" for note in plan.notes]
    return redact("".join(lines))


def publisher_lines(publisher: Publisher, paint: Paint) -> list[str]:
    """A publisher, field by field as PyPI's form asks for it, and the page."""
    unknown = paint("(fill in)", "yellow")
    project = publisher.project or paint("(the project's name: not found in its metadata)", "yellow")
    return [
        f"{paint(display(publisher.index), 'bold')}: {printable(project) if not paint.colour else project}",
        f"  Owner            {publisher.owner or unknown}",
        f"  Repository name  {publisher.repository or unknown}",
        f"  Workflow name    {printable(publisher.workflow)}",
        f"  Environment name {printable(publisher.environment) if publisher.environment else '(leave empty)'}",
        f"  {paint(registration_page(publisher), 'cyan')}",
    ]


def _left(left: Left) -> str:
    place = f"{left.upload.workflow}:{left.upload.line}"
    text = f"  {printable(place)}  {printable(where(left.upload))}\n      {printable(left.reason)}\n"
    return text + (f"      → {printable(left.advice)}\n" if left.advice else "")
