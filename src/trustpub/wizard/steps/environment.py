"""Guard the environment on GitHub: through the API, or explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from trustpub.errors import TrustpubError
from trustpub.git.default import default_branch_here
from trustpub.github.environments import MOST_REVIEWERS, Reviewer, ensure_environment
from trustpub.github.repositories import Person, RepositoryInfo, people, repository_info
from trustpub.github.rules import by_hand, rules_of, settings_page
from trustpub.github.setup import Outlook, Wish, environments_of, outlook, reviewers_named, wish_for
from trustpub.http.errors import HttpError
from trustpub.pypi.forms import owner_problem
from trustpub.wizard.pages import open_page
from trustpub.wizard.prompts import Choice
from trustpub.wizard.state import Json
from trustpub.wizard.talk import Talk

if TYPE_CHECKING:
    from trustpub.github.client import GitHub

_EXPLANATION = (
    "The publisher on PyPI is bound to the environment's name, and GitHub lets a job use the environment only as its "
    "rules allow. Rules are only added: nothing that is there is loosened."
)
_REVIEWERS = (
    "With required reviewers every release waits until one of them approves it on GitHub. So a stolen password for git "
    "is not enough for a release. For somebody alone it is one click more, with oneself as reviewer."
)
_SELF_REVIEW = (
    "With the rule against self-review, whoever started the run cannot approve it. With two or more reviewers that "
    "means two pairs of eyes; alone it would lock you out."
)


class _Place(NamedTuple):
    """Where the environment is set up, with whom."""

    github: GitHub
    info: RepositoryInfo
    writers: tuple[Person, ...] | None


def run(talk: Talk) -> Mapping[str, Json]:
    """Go through the environments."""
    environments = environments_of(talk.publishers())
    if not environments:
        talk.screen.good("No publisher is bound to an environment, so there is none to guard.")
        return {"nothing": True}
    place = _place(talk)
    for name, paths in environments.items():
        talk.screen.title(f"Environment {name}")
        if place is None:
            _explained(talk, wish_for(talk.repository, name, paths, default_branch_here(talk.repository.root)))
        else:
            _through_the_api(talk, place, name, paths)
    return {}


def _place(talk: Talk) -> _Place | None:
    """The repository on GitHub, where it can be asked and changed; None, with the reason on the screen, if not."""
    github, owner, name = talk.github(), talk.owner, talk.name
    if github is None or owner is None or name is None:
        why = talk.why_no_github or "the repository's place on GitHub is not known"
        talk.screen.say(f"It cannot be set up from here: {why}. So here is how to do it by hand.")
        return None
    try:
        info = repository_info(github, owner, name)
    except HttpError as error:
        talk.screen.warn(str(error))
        return None
    if not info.can_administrate:
        talk.screen.say(f"Your token may not administrate {info.full_name}, so here is how to do it by hand.")
        return None
    try:
        writers = tuple(person for person in people(github, info.owner, info.name) if person.can_write)
    except HttpError:
        return _Place(github, info, None)
    return _Place(github, info, writers)


def _through_the_api(talk: Talk, place: _Place, name: str, paths: Sequence[str]) -> None:
    """Ask for the rules, show what would be added, and add it."""
    reviewers = _reviewers(talk, place)
    prevents = len(reviewers) > 1 and _prevents_self_review(talk)
    wish = wish_for(
        talk.repository, name, paths, place.info.default_branch, reviewers=reviewers, prevent_self_review=prevents
    )
    found = outlook(place.github, place.info, wish)
    _show(talk, found)
    if not found.additions:
        talk.screen.good(f"The environment {name} is there, and has these rules.")
        talk.remember(talk.state.with_environment(name, created=False))
        return
    word = "Create" if found.existing is None else "Change"
    answers = [Choice("y", "yes"), Choice("n", "no, I do it by hand", "the steps are shown")]
    key = talk.ask(f"{word} the environment {name}?", answers, _EXPLANATION, default="n" if found.warnings else "y")
    if key == "n":
        _explained(talk, wish)
        return
    done = ensure_environment(place.github, place.info.owner, place.info.name, wish.environment)
    talk.screen.good(f"The environment {name} is {'created' if done.created else 'changed'}.")
    talk.remember(talk.state.with_environment(name, created=done.created))


def _show(talk: Talk, found: Outlook) -> None:
    screen = talk.screen
    if found.existing is not None:
        screen.say(f"It is there already{', with these rules' if rules_of(found.existing) else ', without any rule'}:")
        screen.points(rules_of(found.existing))
    if found.additions:
        screen.say("To be added:")
        screen.points(found.additions)
    for note in found.notes:
        screen.say(f"Note: {note}.")
    for warning in found.warnings:
        screen.warn(f"{warning}.")


def _reviewers(talk: Talk, place: _Place) -> tuple[Reviewer, ...]:
    """Who is to approve releases."""
    writers = place.writers or ()
    choices = []
    if len(writers) == 1:
        choices.append(
            Choice("y", f"{writers[0].login}, who alone may write here (recommended)", "one click at each release")
        )
    elif 1 < len(writers) <= MOST_REVIEWERS:
        names = ", ".join(person.login for person in writers)
        choices.append(Choice("a", f"any of {names} (recommended)", "those who may write to the repository"))
    choices.append(Choice("t", "others: type their names", "names on GitHub"))
    choices.append(Choice("n", "nobody", "a release goes on by itself"))
    key = talk.ask("Who has to approve a release?", choices, _REVIEWERS)
    if key == "n":
        return ()
    if key != "t":
        return tuple(Reviewer("User", person.id, person.login) for person in writers)
    while True:
        names = talk.text("Names on GitHub, with commas between", _REVIEWERS, _names_problem)
        try:
            return reviewers_named(place.github, [name.strip() for name in names.split(",")])
        except TrustpubError as error:
            talk.screen.bad(str(error))


def _names_problem(text: str) -> str | None:
    names = [name.strip() for name in text.split(",")]
    if len(names) > MOST_REVIEWERS:
        return f"an environment has at most {MOST_REVIEWERS} reviewers"
    return next((problem for problem in map(owner_problem, names) if problem is not None), None)


def _prevents_self_review(talk: Talk) -> bool:
    answers = [
        Choice("y", "yes, they may approve their own (recommended)", "nobody can be locked out"),
        Choice("n", "no, somebody else has to", "two pairs of eyes; with one person away, nobody can release"),
    ]
    return talk.ask("May those who start a release approve it?", answers, _SELF_REVIEW) == "n"


def _explained(talk: Talk, wish: Wish) -> None:
    """How to set it up by hand, until the user says that it is done."""
    owner, name = talk.owner, talk.name
    page = settings_page(owner, name) if owner and name else None
    if page is not None:
        talk.screen.address(page)
    talk.screen.numbered(by_hand(wish.environment))
    for note in wish.notes:
        talk.screen.say(f"Note: {note}.")
    opening = [Choice("o", "open the page in the browser")] if page is not None else []
    answers = [Choice("d", "done, it has its rules"), *opening]
    while talk.ask(f"Is the environment {wish.environment.name} set up?", answers, _EXPLANATION) == "o":
        if page is None or not open_page(page):
            talk.screen.warn("There is no browser to be found here; copy the address above.")
    talk.remember(talk.state.with_environment(wish.environment.name, created=False))
