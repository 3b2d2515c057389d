"""What the registration sheet says, in whatever form it is printed."""

from __future__ import annotations

from trustpub.campaign.sheet import MAX_A_DAY, Day, Registration
from trustpub.migration.names import display
from trustpub.migration.publishers import registration_page
from trustpub.pypi.forms import MAX_PENDING, PENDING_DAYS, pending_page
from trustpub.report.publishers_text import problem_sentence

FIELDS = ("PyPI Project Name", "Owner", "Repository name", "Workflow name", "Environment name")
"""The fields as PyPI's form labels them; source: warehouse's ``manage/publishing.html`` and ``manage/account``."""

NOTHING = "Nothing to register."

INTRODUCTION = (
    "Register each publisher before its pull request is merged. A project that is on the index is registered on its "
    "own page, by somebody who is its Owner there; the link fills in the form.",
    "A publisher lets its repository upload to the project. The project's name is what the repository itself says, so "
    "register none of which you do not know that it belongs there.",
    f"The index lets one account, and one address, register {MAX_A_DAY} publishers in 24 hours; several people who are "
    "owners may share a day's list.",
)

_MOST_OTHERS = 3

_PENDING = (
    f"These projects are not on the index yet. An account may have {MAX_PENDING} pending publishers at a time, and one "
    f"of the same owner, repository, workflow and environment; each lasts {PENDING_DAYS} days and does not reserve the "
    "name. Go on to the next ones when these have had their first release."
)
_NEXT = (
    "These projects are not on the index yet either: go on with them when those before have had their first release."
)


def pending_remark(day: Day) -> str:
    """What to know about the pending publishers of a day; the whole of it for the first."""
    return _PENDING if day.number == 1 else _NEXT


def day_title(day: Day) -> str:
    """Which day on which index this is, and how many registrations."""
    count = len(day.registrations)
    return f"{display(day.index)}, day {day.number}: {count} publisher{'' if count == 1 else 's'}"


def fields_of(registration: Registration) -> list[tuple[str, str]]:
    """The fields of the form with their values; an empty value is to be left empty, or filled in by a person."""
    publisher = registration.publisher
    values = (publisher.project, publisher.owner, publisher.repository, publisher.workflow, publisher.environment)
    return [(name, value or "") for name, value in zip(FIELDS, values, strict=True)]


def page_of(registration: Registration) -> str:
    """The page with the form: the project's own, or the account's for one that is not there yet."""
    if registration.is_there is False:
        return pending_page(registration.publisher.index)
    return registration_page(registration.publisher)


def remarks_of(registration: Registration) -> list[str]:
    """What to know before it is registered: fields that are wrong, and others that would publish the same project."""
    remarks = [problem_sentence(problem) for problem in registration.problems]
    if registration.others:
        shown = ", ".join(registration.others[:_MOST_OTHERS])
        more = len(registration.others) - _MOST_OTHERS
        shown += f" and {more} more" if more > 0 else ""
        remarks.append(f"this project would also be published by {shown}; make sure which one it belongs to")
    return remarks


def kind_of(registration: Registration) -> str:
    """``existing`` or ``pending``; ``unknown`` where nobody looked whether the project is there."""
    return {True: "existing", False: "pending", None: "unknown"}[registration.is_there]
