"""A pull request for people: what it would be, what became of it, and what to do next."""

from __future__ import annotations

from trustpub.github.listed import Pull
from trustpub.migration.names import site_of
from trustpub.pullrequest.outcome import LEFT, OPENED, SKIPPED, UNCHANGED, UPDATED, Outcome, PullOptions
from trustpub.redaction import redact
from trustpub.report.diff import printable_lines
from trustpub.report.plan_text import difference_text, environment_step, left_text, publisher_lines, step
from trustpub.report.terminal import Paint, printable


def preview_text(outcome: Outcome, options: PullOptions, paint: Paint) -> str:
    """The difference, what is left, and one sentence on what would be done."""
    assert outcome.plan is not None
    sentence = paint.wrapped(printable(summary(outcome, options)), "", "  ")
    return f"{difference_text(outcome.plan, paint)}\n{notes_text(outcome, paint)}{sentence}"


def summary(outcome: Outcome, options: PullOptions) -> str:
    """What would be done, in one sentence."""
    texts = outcome.texts
    assert texts is not None
    count = 0 if outcome.plan is None else len(outcome.plan.files)
    files = "1 file" if count == 1 else f"{count} files"
    where = f"{outcome.head_owner}:{texts.branch}" if outcome.head_owner != outcome.owner else texts.branch
    if outcome.pull is not None:
        return f"{outcome.full_name}: another commit on {where} with {files} brings #{outcome.pull.number} up to date."
    kind = "a draft pull request" if options.as_draft else "a pull request"
    through = ", a fork" if outcome.head_owner != outcome.owner else ""
    return f"{outcome.full_name}: {kind} to {outcome.base} with {files}, from the branch {where}{through}."


def texts_text(outcome: Outcome, paint: Paint) -> str:
    """Branch, commit message, title and text, as they would be written."""
    texts = outcome.texts
    assert texts is not None
    blocks = [("Branch", texts.branch), ("Commit", texts.message), ("Title", texts.title), ("Text", texts.body)]
    return "".join(f"\n{paint(f'{name}:', 'bold')}\n{_lines(text)}" for name, text in blocks)


def outcome_text(outcome: Outcome, paint: Paint) -> str:
    """What became of the repository."""
    words = {OPENED: ("opened", "green"), UPDATED: ("updated", "green"), UNCHANGED: ("up to date", "green")}
    if outcome.state in words and outcome.pull is not None:
        word, style = words[outcome.state]
        text = f"{paint(word, 'bold', style)} {printable(address(outcome.pull))}\n"
    else:
        word = {SKIPPED: "skipped", LEFT: "left to you"}.get(outcome.state, outcome.state)
        text = paint.wrapped(f"{printable(outcome.full_name)} {word}: {printable(outcome.reason or '')}", "", "  ")
    if outcome.plan is not None and outcome.state in (LEFT, UNCHANGED):
        text += left_text(outcome.plan, paint)
    return text


def address(pull: Pull) -> str:
    """A pull request's address, and whether it is a draft."""
    return f"{pull.url} (draft)" if pull.is_draft else pull.url


def notes_text(outcome: Outcome, paint: Paint) -> str:
    """What else to know."""
    notes = [*outcome.notes, *(() if outcome.plan is None else outcome.plan.notes)]
    return "".join(paint.wrapped(printable(note), "Note: ", "  ") for note in notes)


def next_text(outcome: Outcome, options: PullOptions, paint: Paint) -> str:
    """What to do now, in the order in which no release breaks."""
    plan, pull = outcome.plan, outcome.pull
    if plan is None or pull is None or not plan.publishers:
        return ""
    lines = ["\n" + paint("Next, in this order, so that no release breaks:", "bold") + "\n"]
    number = 1
    if not options.registered:
        lines.append(step("1. Register the publisher, as an owner of the project:", paint))
        for publisher in plan.publishers:
            lines += [f"     {line}\n" for line in publisher_lines(publisher, paint)]
        number += 1
    environments = environment_step(number, plan.publishers, paint)
    number += len(environments)
    lines += environments
    if pull.is_draft:
        lines.append(step(f"{number}. Mark it ready: trustpub pr --ready {printable(outcome.full_name)}", paint))
        number += 1
    lines.append(step(f"{number}. Merge it, and make a release; watch that the upload goes through.", paint))
    if plan.unused_secrets:
        secrets = printable(", ".join(plan.unused_secrets))
        sites = " and ".join(dict.fromkeys(f"{site_of(p.index)}/manage/account/" for p in plan.publishers))
        lines.append(
            step(f"{number + 1}. Only then delete {secrets} (trustpub retire), and revoke the token on {sites}", paint)
        )
    return redact("".join(lines))


def _lines(text: str) -> str:
    """Foreign lines, indented, and safe to print."""
    return "".join(f"  {line}".rstrip() + "\n" for line in printable_lines(text.rstrip("\n") + "\n"))
