"""The texts of a pull request: branch, commit message, title and body."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from trustpub.git.identity import Identity
from trustpub.git.trailers import signed_off, with_trailer
from trustpub.github.listed import BRANCH
from trustpub.migration.names import display
from trustpub.migration.types import Plan, Publisher
from trustpub.pullrequest.body import text_digest
from trustpub.pullrequest.escape import plain, render
from trustpub.pullrequest.marker import TRAILER, digest_of, write_marker
from trustpub.pullrequest.style import message_style
from trustpub.pullrequest.view import view
from trustpub.uploads.types import PYPI, TESTPYPI

MOST_CHARACTERS = 65_536
"""How long a body may be. Source: GitHub's answer "body is too long (maximum is 65536 characters)"."""

_SHORTER = (None, 40, 10, 3)
_CUT = "\n\n*The rest is left out, since GitHub takes no more. `trustpub diff` shows all of it.*\n"
_MOST_IN_MESSAGE = 20


@dataclass(frozen=True)
class Texts:
    """The texts of a pull request.

    Attributes:
        branch: the name of its branch.
        message: of the commit, with its trailers.
        title: of the pull request.
        body: of the pull request, in Markdown, ending with the marker by which trustpub knows it again.
    """

    branch: str
    message: str
    title: str
    body: str


def texts_of(
    plan: Plan,
    *,
    subjects: Sequence[str] = (),
    registered: bool = False,
    template: str | None = None,
    sign_off: Identity | None = None,
) -> Texts:
    """The texts for a plan, in the repository's own manner.

    Args:
        plan: the change; it should change a file.
        subjects: of the repository's last commits.
        registered: whether the publishers are registered already.
        template: the user's own template of the body, as Jinja2; None for trustpub's.
        sign_off: who signs the commit off.

    Raises:
        InputError: the template fails; with its line.
    """
    title = message_style(subjects).subject(_title(plan))
    digest = digest_of({change.path: change.after for change in plan.files})
    message = with_trailer(f"{title}\n\n{_explained(plan, registered)}", TRAILER, digest)
    if sign_off is not None:
        message = signed_off(message, sign_off)
    return Texts(BRANCH, message, title, _body(plan, registered, template, digest))


def _title(plan: Plan) -> str:
    indexes = dict.fromkeys(publisher.index for publisher in plan.publishers)
    names = " and ".join(display(index) for index in (PYPI, TESTPYPI) if index in indexes)
    return f"Publish to {names or display(PYPI)} with Trusted Publishing"


def _explained(plan: Plan, registered: bool) -> str:
    """The paragraphs of the commit message."""
    why = (
        "The uploads authenticated with a stored secret. With Trusted Publishing GitHub vouches for the run of the "
        "workflow, and the index gives it a token that is valid for 15 minutes: there is no secret left to leak."
    )
    text = f"{textwrap.fill(why, 72)}\n"
    if plan.publishers:
        text += "\nRegistered publishers:\n" if registered else "\nTo be registered before this is merged:\n"
        text += "".join(f"- {_line(publisher)}\n" for publisher in plan.publishers[:_MOST_IN_MESSAGE])
        more = len(plan.publishers) - _MOST_IN_MESSAGE
        text += f"- and {more} more\n" if more > 0 else ""
    return text


def _line(publisher: Publisher) -> str:
    environment = "no environment" if publisher.environment is None else f"environment {plain(publisher.environment)}"
    project = "the project" if publisher.project is None else plain(publisher.project)
    return f"{project} on {display(publisher.index)}: {plain(publisher.workflow)}, {environment}"


def _body(plan: Plan, registered: bool, template: str | None, digest: str) -> str:
    """The body, and the comment at its end."""
    room = MOST_CHARACTERS - len(write_marker(digest, plan.publishers, text_digest(""))) - 3
    text = _fitting(plan, registered, template, room)
    return f"{text}\n\n{write_marker(digest, plan.publishers, text_digest(text))}\n"


def _fitting(plan: Plan, registered: bool, template: str | None, room: int) -> str:
    """The text, shortened until it fits: first its lists, and at last its end."""
    text = ""
    for most in _SHORTER:
        text = render(template, view(plan, registered, most)).rstrip("\n")
        if _length(text) <= room:
            return text
    while _length(text) > room - len(_CUT):
        end = text.rfind("\n\n", 0, min(len(text), room - len(_CUT)))
        text = text[: end if end > 0 else (room - len(_CUT)) // 2]
    return f"{text}{_CUT}".rstrip("\n")


def _length(text: str) -> int:
    """The length as GitHub may count it: characters beyond the basic plane are two in its database and its pages."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
