"""Register on PyPI: one publisher after the other, each field with its value."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.http.errors import HttpError
from trustpub.migration.names import display
from trustpub.migration.types import Publisher
from trustpub.pypi.client import find_project
from trustpub.pypi.forms import owner_problem, problems_of, project_problem, repository_problem
from trustpub.report.publishers_text import problem_sentence
from trustpub.repository.base import WORKFLOWS
from trustpub.wizard.chosen import project_key, told_projects
from trustpub.wizard.pages import open_page
from trustpub.wizard.prompts import Choice
from trustpub.wizard.registration import NEW, THERE, UNTOLD, Form, form_of, manage_page, obstacle_to_pending
from trustpub.wizard.state import WRITE, Json
from trustpub.wizard.talk import Skip, Talk

_OPEN = Choice("o", "open the page in the browser")
_AGAIN = Choice("o", "open the page again")
_DONE = Choice("d", "done, it is registered", "the page then lists it under the project's publishers")
_SHOW = Choice("v", "view the values again")
_LATER = Choice("l", "later; on to the next", "a release before that fails")
_EXISTS = Choice("e", "I own this project already", "it only has no release yet: show its own page")

_RETYPE = Choice("t", "type the values again", "those that you typed, where one of them is wrong")

_EXPLANATION = (
    "The publisher says: uploads that come from this very workflow file of this repository, from a job with this "
    "environment, are the project's own. PyPI compares every value; one wrong letter and the release fails. Nothing is "
    "sent from here: you fill in the form yourself, and say when it is done."
)
_PLACE = "The repository on github.com from which the project is released: the address is github.com/OWNER/NAME."
_PROJECT = "The name under which pip installs it. No file in the repository tells it, or a run decides it."
_WITH_TOKEN = (
    "Or, before the change is merged, make its first release as until now, with the token: then the project is there, "
    "and takes its publisher at once."
)


def run(talk: Talk) -> Mapping[str, Json]:
    """Go through the publishers that are needed."""
    publishers = talk.publishers()
    if not publishers:
        talk.screen.good("No workflow here needs a publisher.")
        return {"nothing": True}
    _complete(talk, publishers)
    publishers = talk.publishers()
    for number, publisher in enumerate(publishers, 1):
        if not _one(talk, publisher, f"{number} of {len(publishers)}"):
            return run(talk)
    open_ends = [publisher for publisher in publishers if not talk.state.is_registered(publisher)]
    if open_ends:
        talk.screen.warn(
            f"Not registered yet: {', '.join(name_of(publisher) for publisher in open_ends)}. Do not merge before that."
        )
        answers = [Choice("a", "go through them again"), Choice("g", "go on all the same", "come back to this step")]
        if talk.ask("And now?", answers, _EXPLANATION) == "a":
            return run(talk)
        raise Skip
    merge = " Now the change may be merged." if talk.plan().files or talk.state.written is not None else ""
    talk.screen.good(f"Every publisher is registered, as you said.{merge}")
    return {}


def name_of(publisher: Publisher) -> str:
    """A publisher by its project and index."""
    return f"{publisher.project or 'a project'} on {display(publisher.index)}"


def _complete(talk: Talk, publishers: list[Publisher]) -> None:
    """Ask for what no file tells: the repository's place on GitHub, and the names of projects."""
    if talk.owner is None or talk.name is None:
        talk.screen.warn("The git remote does not tell where this repository is on GitHub.")
        _ask_for_place(talk)
    known = {publisher.project for publisher in publishers if publisher.project is not None}
    told = known.pop() if len(known) == 1 else ""
    for publisher in publishers:
        if publisher.project is None:
            told = _ask_for_project(talk, publisher, told)


def _ask_for_place(talk: Talk) -> None:
    owner = talk.text("Owner on GitHub", _PLACE, owner_problem, talk.owner or "")
    name = talk.text("Repository name on GitHub", _PLACE, repository_problem, talk.name or "")
    talk.remember(talk.state.with_choices(owner=owner, repository=name))


def _ask_for_project(talk: Talk, publisher: Publisher, default: str) -> str:
    question = f"Name of the project on {display(publisher.index)} that {publisher.workflow} uploads"
    name = talk.text(question, _PROJECT, project_problem, default)
    talk.remember(talk.state.with_choices(projects={**told_projects(talk.state.choices), project_key(publisher): name}))
    return name


def _is_typed(talk: Talk, publisher: Publisher) -> bool:
    """Whether one of a publisher's values is the user's own word."""
    return talk.state.key.owner is None or project_key(publisher) in told_projects(talk.state.choices)


def _type_again(talk: Talk, publisher: Publisher) -> None:
    if talk.state.key.owner is None:
        _ask_for_place(talk)
    if project_key(publisher) in told_projects(talk.state.choices):
        _ask_for_project(talk, publisher, publisher.project or "")


def _one(talk: Talk, publisher: Publisher, place: str) -> bool:
    """One publisher, until the user says that it is done, or is for later; False when its values became others."""
    screen = talk.screen
    screen.title(f"{place}: {name_of(publisher)}, published by {publisher.workflow}")
    if talk.state.is_registered(publisher):
        screen.good("Registered, as you said.")
        return True
    problems = problems_of(publisher)
    if problems:
        for problem in problems:
            screen.bad(problem_sentence(problem))
        screen.say("So it cannot be registered as it is; mend that first, and come back to this step.")
        return True
    presence = _presence(talk, publisher)
    obstacle = obstacle_to_pending(publisher, talk.state.publishers) if presence == NEW else None
    if obstacle is not None:
        screen.warn(f"Not yet: {obstacle}.")
        if not _publishes_already(talk, publisher):
            screen.say(_WITH_TOKEN)
        return True
    return _until_done(talk, publisher, presence)


def _presence(talk: Talk, publisher: Publisher) -> str:
    """Whether the project exists on the index; asked of the user where the index does not tell."""
    assert publisher.project is not None
    where = display(publisher.index)
    try:
        found = find_project(talk.index(publisher.index), publisher.project)
    except HttpError as error:
        talk.screen.warn(f"Whether {name_of(publisher)} exists cannot be told: {error.reason}.")
        answers = [Choice("e", f"yes, it is on {where}"), Choice("n", "no, the first release will create it")]
        question = f"Is there a project {publisher.project} on {where} already?"
        return UNTOLD if talk.ask(question, answers, _EXPLANATION) == "e" else NEW
    if found is None:
        talk.screen.say(f"{where} has no release of {publisher.project}, so the first one will create the project.")
        return NEW
    talk.screen.say(f"{where} has the project {found.name}; its latest release is {found.latest}.")
    return THERE


def _show(talk: Talk, form: Form) -> None:
    screen = talk.screen
    screen.address(form.page)
    screen.say(form.advice[0])
    screen.fields(form.fields)
    for text in form.advice[1:]:
        screen.say(text)


def _publishes_already(talk: Talk, publisher: Publisher) -> bool:
    """Whether the workflow used Trusted Publishing before this migration, as far as is remembered."""
    record = talk.state.record(WRITE)
    written = record.facts.get("files") if record is not None else None
    changed = [file.path for file in talk.plan().files] + [*(written if isinstance(written, list | tuple) else ())]
    return f"{WORKFLOWS}/{publisher.workflow}" not in changed


def _until_done(talk: Talk, publisher: Publisher, presence: str) -> bool:
    form = form_of(publisher, presence)
    _show(talk, form)
    first, default = _OPEN, "o"
    if _publishes_already(talk, publisher):
        talk.screen.say(
            "This workflow uses Trusted Publishing already. If its releases go through, the publisher is there, and "
            "you are done with it."
        )
        default = "d"
    while True:
        answers = [first, _DONE, _SHOW, _LATER, *([_EXISTS] if presence == NEW else [])]
        answers += [_RETYPE] if _is_typed(talk, publisher) else []
        question = f"Is the publisher of {name_of(publisher)} registered?"
        key = talk.ask(question, answers, _EXPLANATION, default=default)
        if key == "o":
            first, default = _AGAIN, "d"
            if open_page(form.page):
                talk.screen.say("The page is open in your browser.")
            else:
                talk.screen.warn("There is no browser to be found here; copy the address above.")
        elif key == "v":
            _show(talk, form)
        elif key == "e":
            return _until_done(talk, publisher, UNTOLD)
        elif key == "t":
            _type_again(talk, publisher)
            return False
        elif key == "d":
            talk.remember(talk.state.with_publisher(publisher, is_pending=presence == NEW))
            talk.screen.good("Noted. It is listed on this page:")
            talk.screen.address(form.page if presence == NEW else manage_page(publisher))
            return True
        else:
            return True
