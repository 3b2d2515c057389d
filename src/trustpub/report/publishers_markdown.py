"""What to register where, in Markdown: a task list for an issue."""

from __future__ import annotations

from trustpub.migration.names import display
from trustpub.migration.publishers import registration_page
from trustpub.pypi.forms import PENDING_LIMITS, pending_page
from trustpub.pypi.wanted import AFTER_MIGRATING, Place, Wanted, Wants
from trustpub.report.markdown import code, link, text
from trustpub.report.publishers_text import problem_sentence
from trustpub.report.scan_markdown import heading, problems_markdown


def publishers_markdown(found: list[Wants]) -> str:
    """The whole report: one section for each repository."""
    return "\n".join(_repository(wants) for wants in found)


def _repository(wants: Wants) -> str:
    blocks = [heading(wants.path, wants.owner, wants.name)]
    if not (wants.wanted or wants.unserved or wants.errors):
        blocks.append("Nothing to register: no workflow uploads to PyPI or TestPyPI.\n")
    if wants.wanted:
        blocks += ["### Publishers to register\n", "".join(_wanted(wanted) for wanted in wants.wanted), _pending(wants)]
    if wants.unserved:
        lines = [f"- {_place(item.place)}: {text(item.reason)}\n" for item in wants.unserved]
        blocks += ["### What no publisher can serve\n", "".join(lines)]
    if wants.notes:
        blocks += ["### Notes\n", "".join(f"- {text(note)}\n" for note in wants.notes)]
    return "\n".join(blocks + problems_markdown(wants.errors))


def _wanted(wanted: Wanted) -> str:
    publisher = wanted.publisher
    project = code(publisher.project) if publisher.project else "*(fill in the project)*"
    lines = [f"- [ ] {display(publisher.index)}: {project} ({link('open the form', registration_page(publisher))})\n"]
    if wanted.when == AFTER_MIGRATING:
        lines.append("  - for the workflow as `trustpub migrate` changes it: register it before that is merged\n")
    for name, value in (
        ("Owner", publisher.owner),
        ("Repository name", publisher.repository),
        ("Workflow name", publisher.workflow),
    ):
        lines.append(f"  - {name}: {code(value) if value else '*(fill in)*'}\n")
    lines.append(f"  - Environment name: {code(publisher.environment) if publisher.environment else '(leave empty)'}\n")
    lines += [f"  - for {_place(place)}\n" for place in wanted.places]
    lines += [f"  - **{text(problem_sentence(problem))}**\n" for problem in wanted.problems]
    return "".join(lines)


def _place(place: Place) -> str:
    return f"{code(f'{place.workflow}:{place.line}')}, job {code(place.job)}"


def _pending(wants: Wants) -> str:
    indexes = dict.fromkeys(wanted.publisher.index for wanted in wants.wanted)
    pages = " and ".join(link(display(index), pending_page(index)) for index in indexes)
    return f"A project that is not there yet is registered with the same values on {pages}; {PENDING_LIMITS}.\n"
