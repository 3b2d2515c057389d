"""What to register where, for people."""

from __future__ import annotations

from trustpub.pypi.forms import PENDING_LIMITS, FieldProblem, pending_page
from trustpub.pypi.wanted import AFTER_MIGRATING, Place, Wanted, Wants
from trustpub.report.plan_text import publisher_lines
from trustpub.report.terminal import Paint, printable

FIELDS = {
    "project": "project",
    "owner": "owner",
    "repository": "repository name",
    "workflow": "workflow name",
    "environment": "environment name",
}
"""The fields as PyPI's form calls them."""


def publishers_text(found: list[Wants], paint: Paint) -> str:
    """Every publisher, field by field, with its page; then what no publisher can serve."""
    return "\n".join(_repository(wants, paint) for wants in found if not (wants.errors and not wants.wanted))


def problem_sentence(problem: FieldProblem) -> str:
    """What is wrong with a field of the form, in one sentence."""
    field = FIELDS[problem.field]
    if problem.value is None:
        return f"the {field} is not known: {problem.reason}"
    return f"PyPI will not take the {field} {problem.value!r}: {problem.reason}"


def _repository(wants: Wants, paint: Paint) -> str:
    name = f"{wants.owner}/{wants.name}" if wants.owner else wants.path
    lines = [paint(printable(name), "bold") + "\n"]
    if not wants.wanted and not wants.unserved:
        lines.append("  Nothing to register: no workflow uploads to PyPI or TestPyPI.\n")
    for wanted in wants.wanted:
        lines += _wanted(wanted, paint)
    if wants.unserved:
        lines.append("  " + paint("No publisher can serve:", "bold", "yellow") + "\n")
        for unserved in wants.unserved:
            lines.append(paint.wrapped(_place(unserved.place), "    ", "      "))
            lines.append(paint.wrapped(printable(unserved.reason), "      ", "      "))
    lines += [paint.wrapped(printable(note), "  Note: ", "        ") for note in wants.notes]
    if wants.wanted:
        lines += _pending(wants, paint)
    return "".join(lines)


def _wanted(wanted: Wanted, paint: Paint) -> list[str]:
    lines = [f"  {line}\n" for line in publisher_lines(wanted.publisher, paint)]
    if wanted.when == AFTER_MIGRATING:
        note = "for the workflow as trustpub migrate changes it; register it before that is merged"
        lines.append(paint.wrapped(note, f"    {paint('after migrating:', 'yellow')} ", "      "))
    lines += [paint.wrapped(_place(place), "    for ", "        ") for place in wanted.places]
    for problem in wanted.problems:
        lines.append(paint.wrapped(printable(problem_sentence(problem)), f"    {paint('!', 'bold', 'red')} ", "      "))
    return lines


def _place(place: Place) -> str:
    return printable(f"{place.workflow}:{place.line} job {place.job!r}")


def _pending(wants: Wants, paint: Paint) -> list[str]:
    pages = dict.fromkeys(pending_page(wanted.publisher.index) for wanted in wants.wanted)
    text = f"A project that is not there yet is registered with the same values on {' and '.join(pages)}; "
    return [paint.wrapped(text + PENDING_LIMITS + ".", "  ", "  ")]
