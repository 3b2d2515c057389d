"""Choose: which workflows, by which strategy, with which environment."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.migration.types import IN_PLACE, INLINE, SPLIT, SWAP, Plan
from trustpub.pypi.forms import environment_problem
from trustpub.wizard.prompts import Choice
from trustpub.wizard.state import Json
from trustpub.wizard.talk import Talk

RECOMMENDED: Mapping[str, Json] = {
    "strategy": None,
    "environment": None,
    "use_environment": True,
    "pin": "sha",
    "guard_forks": False,
    "workflows": None,
}

STRATEGIES = (
    Choice("f", "for each upload the first that is safe (recommended)", "the smallest change; trustpub decides"),
    Choice("i", "in place", "the step stays and only loses its password; uploads that need more are left to you"),
    Choice("w", "swap", "the uploading command becomes the PyPA action; the job keeps its steps and permissions"),
    Choice("p", "split", "a new job does nothing but publish, as PyPI's security model recommends; a larger change"),
)
_IN_WORDS = {
    IN_PLACE: "the step only loses its password (in-place)",
    SWAP: "the PyPA action uploads instead (swap)",
    SPLIT: "a new job publishes (split)",
    INLINE: "a called workflow's job moves into the caller (inline)",
}
_STRATEGY_OF = {"f": None, "i": IN_PLACE, "w": SWAP, "p": SPLIT}

ENVIRONMENTS = (
    Choice("p", "pypi, and testpypi for TestPyPI (recommended)", "rules can then say who releases, and from where"),
    Choice("o", "another name", "such as one that the repository has already; the publisher must be given the same"),
    Choice("n", "none", "whoever can push a workflow or start it can release; PyPI warns about this"),
)

PINS = (
    Choice("c", "to a commit, with the version behind it (recommended)", "nobody can change what runs afterwards"),
    Choice("t", "to a tag", "shorter, but whoever moves the tag changes what runs"),
    Choice("f", "as the file's other actions are", "no second habit in one file"),
)
_PIN_OF = {"c": "sha", "t": "tag", "f": "follow"}

GUARDS = (
    Choice("n", "no (recommended)", "forks have no publisher, so they cannot publish; at most their run fails"),
    Choice("y", "yes, add a condition", "forks do not even try; after the repository is renamed, it does not either"),
)

_ALL = (
    "A strategy is how one upload is changed; trustpub explain in-place, swap or split shows each with an example. The "
    "environment is a name on GitHub that the publisher on PyPI is bound to. A pin says exactly which version of an "
    "action runs. Every choice can be made anew until the change is written."
)
_STRATEGY = "trustpub explain in-place, swap or split shows what each does, with an example."
_ENVIRONMENT = (
    "The job names the environment, and PyPI takes the upload only from there. In a later step it gets its rules: who "
    "approves a release, and which branches or tags may."
)
_PIN = "Only actions that are added or raised are pinned; those that are there stay as they are."
_GUARD = "The condition reads: if: github.repository == 'OWNER/NAME'."
_WORKFLOWS = "What is not migrated now keeps its token; start the wizard again for it."


def recommended_in_words(plan: Plan) -> str:
    """What the recommended choices make of this repository."""
    count = len(plan.files)
    strategies = ", ".join(dict.fromkeys(_IN_WORDS[done.strategy] for done in plan.migrated)) or "none fits"
    names = ", ".join(dict.fromkeys(done.environment for done in plan.migrated if done.environment)) or "none"
    files = f"{count} workflow{'' if count == 1 else 's'}"
    return f"{files}: {strategies}; environment: {names}; added actions are pinned to commits"


def run(talk: Talk) -> Mapping[str, Json]:
    """Ask whether the recommended choices will do, else for each."""
    before = talk.state
    talk.state = before.with_choices(**RECOMMENDED)
    plan = talk.whole_plan()
    if not plan.files and not plan.left:
        talk.remember(talk.state)
        talk.screen.good("Nothing is to be changed in the workflows, so there is nothing to choose.")
        return {"nothing": True}
    if not plan.files:
        talk.remember(talk.state)
        talk.screen.warn("Nothing here can be changed safely by a program; the next step says why, and what to do.")
        return {"nothing": True}
    try:
        answers = [
            Choice("r", "take what is recommended", recommended_in_words(plan)),
            Choice("e", "choose each", "workflows, strategy, environment, pins, forks: five questions"),
        ]
        if talk.ask("How shall it be done?", answers, _ALL) == "e":
            _each(talk, plan)
    except BaseException:
        talk.state = before
        raise
    talk.remember(talk.state)
    return {}


def _each(talk: Talk, plan: Plan) -> None:
    """Ask for every choice, until one is made with which something changes."""
    while True:
        talk.state = talk.state.with_choices(workflows=_workflows(talk, plan))
        key = talk.ask("Which strategy?", STRATEGIES, _STRATEGY)
        talk.state = talk.state.with_choices(strategy=_STRATEGY_OF[key])
        key = talk.ask("Which environment?", ENVIRONMENTS, _ENVIRONMENT)
        name = None
        if key == "o":
            name = talk.text("Name of the environment", _ENVIRONMENT, _name_problem, "release")
        talk.state = talk.state.with_choices(environment=name, use_environment=key != "n")
        key = talk.ask("How are added actions pinned?", PINS, _PIN)
        talk.state = talk.state.with_choices(pin=_PIN_OF[key])
        key = talk.ask("Keep forks from trying to publish?", GUARDS, _GUARD)
        talk.state = talk.state.with_choices(guard_forks=key == "y")
        made = talk.plan()
        if made.files:
            return
        for left in made.left:
            talk.screen.warn(f"{left.upload.workflow}: {left.reason}")
        talk.screen.bad("With these choices nothing can be changed; choose again.")


def _workflows(talk: Talk, plan: Plan) -> list[Json] | None:
    """The paths of the workflows to change; None for all."""
    paths = [file.path for file in plan.files]
    if len(paths) < 2:
        return None
    answers = [Choice("a", f"all {len(paths)} (recommended)"), Choice("o", "one by one", "asks for each")]
    if talk.ask("Which workflows?", answers, _WORKFLOWS) == "a":
        return None
    yes_no = [Choice("y", "yes"), Choice("n", "no", "its token stays in use")]
    chosen: list[Json] = [path for path in paths if talk.ask(f"Change {path}?", yes_no, _WORKFLOWS) == "y"]
    return chosen


def _name_problem(name: str) -> str | None:
    return environment_problem(name) if name else "a name is needed; for none, choose none"
