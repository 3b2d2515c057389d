"""What to type into PyPI's forms: the page, its fields in their order, and what to know before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from trustpub.migration.names import display
from trustpub.migration.publishers import registration_page
from trustpub.migration.types import Publisher
from trustpub.pypi.forms import MAX_PENDING, PENDING_DAYS, pending_page, stored_environment
from trustpub.wizard.state import PublisherRecord

EMPTY = "(leave empty)"

THERE, NEW, UNTOLD = "there", "new", "untold"
"""Whether a project exists on the index, as far as can be told."""


class Form(NamedTuple):
    """A form as a person meets it.

    Attributes:
        page: where it is.
        fields: names and values, in the form's order.
        advice: what to know, a sentence each.
    """

    page: str
    fields: tuple[tuple[str, str], ...]
    advice: tuple[str, ...]


def form_of(publisher: Publisher, presence: str) -> Form:
    """The form for a publisher, whose fields have no problem.

    Args:
        publisher: complete.
        presence: `NEW` for a project that has to be created by its first release; else the project's own page.
    """
    fields = (
        ("Owner", publisher.owner or ""),
        ("Repository name", publisher.repository or ""),
        ("Workflow name", publisher.workflow),
        ("Environment name", stored_environment(publisher.environment) or EMPTY),
    )
    where = display(publisher.index)
    if presence == NEW:
        return Form(
            pending_page(publisher.index),
            (("PyPI Project Name", publisher.project or ""), *fields),
            (
                f"Log in to {where}, choose the tab GitHub under 'Add a new pending publisher', and fill in:",
                f"It lasts {PENDING_DAYS} days and does not reserve the name: whoever uploads first gets it. An "
                f"account may have {MAX_PENDING} at a time.",
                f"If you own {publisher.project} on {where} already and it only has no release yet, say so below: it "
                "has a page of its own.",
            ),
        )
    login = "Log in as an owner of the project (maintainers may not); PyPI asks for your password once more."
    if publisher.index != "pypi":
        login = "TestPyPI has accounts of its own. " + login
    advice = (login, "The values are filled in already; compare them, then press Add.")
    return Form(registration_page(publisher), fields, advice)


def manage_page(publisher: Publisher) -> str:
    """The page that lists a project's publishers."""
    return registration_page(publisher).partition("?")[0]


def obstacle_to_pending(publisher: Publisher, registered: Iterable[PublisherRecord]) -> str | None:
    """Why another pending publisher cannot be added yet; None when it can, as far as is known here.

    Source: warehouse allows three per user, and one for each owner, repository, file and environment; once one has
    created its project, the others for the same name are refused as ``invalid-pending-publisher``.
    """
    pending = [r.publisher for r in registered if r.is_pending and r.publisher.index == publisher.index]
    pending = [other for other in pending if other != publisher]
    fields = (publisher.owner, publisher.repository, publisher.workflow, publisher.environment)
    for other in pending:
        if other.project == publisher.project:
            return (
                f"the first release creates {other.project}, and only one publisher can do that: release with "
                f"{other.workflow} first, then register {publisher.workflow} on the project's own page"
            )
        if (other.owner, other.repository, other.workflow, other.environment) == fields:
            return (
                f"there is a pending publisher with the same values for {other.project}, and PyPI takes only one at a "
                f"time: release {other.project} first, then register {publisher.project}"
            )
    if len(pending) >= MAX_PENDING:
        return f"you have {MAX_PENDING} pending publishers, which is all that PyPI allows at a time: release one first"
    return None
