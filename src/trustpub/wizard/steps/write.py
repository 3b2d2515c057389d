"""Write: to a draft pull request, to a new branch, or to the working tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from trustpub.errors import TrustpubError
from trustpub.migration.carry_out import carry_out
from trustpub.migration.types import Plan
from trustpub.wizard.prompts import Choice
from trustpub.wizard.proposing import can_propose
from trustpub.wizard.state import WORKING_TREE, Json, Written, now
from trustpub.wizard.talk import Talk

if TYPE_CHECKING:
    from trustpub.wizard.branching import Branching

_PULL = Choice(
    "p", "to a draft pull request", "one commit, pushed to a branch on GitHub; what you have checked out stays as it is"
)
_TREE = Choice("w", "to the working tree", "you look at it with git diff and commit it yourself")
_ELSEWHERE = Choice("e", "it is written already", "for example in a pull request that is open")
_EXPLANATION = (
    "A draft pull request says what has to be done before it is merged. A branch is made beside what you are working "
    "on: neither the working tree nor the index changes. In the working tree each file is replaced whole, and only if "
    "it still is as it was when the change was planned. Whichever it is, do not merge it before the publisher is "
    "registered, which is the next step."
)


def run(talk: Talk) -> Mapping[str, Json]:
    """Ask where to, and write."""
    talk.look_again()
    plan = talk.plan()
    if not plan.files:
        talk.screen.good("There is nothing to write.")
        return {"nothing": True}
    if talk.state.written is not None:
        talk.screen.say(f"Written before: {described(talk.state.written)}")
    prepared = _prepared(talk)
    ways = [_PULL] if can_propose(talk) else []
    if talk.why_no_github and not ways:
        talk.screen.say(f"No pull request can be opened from here: {talk.why_no_github}.", style="dim")
    ways += [] if prepared is None else [_branch_choice(prepared)]
    first, *others = [*ways, _TREE]
    choices = [first._replace(title=f"{first.title} (recommended)"), *others, _ELSEWHERE]
    default = first.key
    while True:
        key = talk.ask("Where shall the change be written?", choices, _EXPLANATION, default=default)
        try:
            _write(talk, key, plan, prepared)
        except TrustpubError as error:
            talk.screen.bad(str(error))
            default = _TREE.key
        else:
            return {"files": [file.path for file in plan.files], "unused": list(plan.unused_secrets)}


def _write(talk: Talk, key: str, plan: Plan, prepared: Branching | None) -> None:
    if key == "p":
        _to_pull_request(talk)
    elif key == "n" and prepared is not None:
        _to_branch(talk, prepared)
    elif key == "w":
        _to_working_tree(talk, plan)


def described(written: Written) -> str:
    """Where the change was put, in a few words."""
    if written.pull_request is not None:
        return f"the pull request {written.pull_request}"
    return f"the branch {written.branch}" if written.branch is not None else "the working tree"


def _to_pull_request(talk: Talk) -> None:
    from trustpub.wizard.proposing import propose

    talk.screen.say("Asking GitHub, committing, pushing ...")
    written, notes = propose(talk)
    talk.remember(talk.state.with_written(written))
    talk.screen.good("The pull request is there. Do not merge it before the next step is done.")
    talk.screen.address(written.pull_request or "")
    for note in notes:
        talk.screen.say(f"Note: {note}.")


def _prepared(talk: Talk) -> Branching | None:
    """What would be committed; None, with the reason on the screen, where no branch can be made."""
    from trustpub.wizard.branching import prepare

    try:
        return prepare(talk)
    except TrustpubError as error:
        talk.screen.say(f"No branch can be made here: {error}", style="dim")
        return None


def _branch_choice(prepared: Branching) -> Choice:
    base = "" if prepared.onto is None else f", on top of {prepared.onto}"
    consequence = f"one commit on {prepared.branch}{base}; what you have checked out stays as it is"
    if prepared.changed:
        consequence += f"; your uncommitted changes in {', '.join(prepared.changed)} are not taken along"
    return Choice("n", "to a new branch", consequence)


def _to_branch(talk: Talk, prepared: Branching) -> None:
    from trustpub.wizard.branching import commit

    written = commit(prepared)
    talk.remember(talk.state.with_written(written))
    talk.screen.good(f"The branch {prepared.branch} has the change, as commit {(written.commit or '')[:12]}.")
    talk.screen.say("Push it whenever you like, but do not merge it before the next step is done:")
    talk.screen.address(f"git push -u {_remote(prepared)} {prepared.branch}")
    if talk.owner and talk.name:
        talk.screen.say("Then open a draft pull request here:")
        talk.screen.address(compare_page(talk.owner, talk.name, prepared.branch))


def compare_page(owner: str, name: str, branch: str) -> str:
    """The page on GitHub on which a pull request for a branch is opened."""
    return f"https://github.com/{quote(owner, safe='')}/{quote(name, safe='')}/compare/{quote(branch)}?expand=1"


def _remote(prepared: Branching) -> str:
    """The remote to push to, for a line that can be copied into a shell."""
    import shlex

    remotes = prepared.git.remotes()
    return shlex.quote("origin" if "origin" in remotes else next(iter(remotes), "origin"))


def _to_working_tree(talk: Talk, plan: Plan) -> None:
    written, problems = carry_out(plan, talk.repository)
    for file in written:
        talk.screen.good(f"written {file.path}")
    talk.look_again()
    if problems:
        raise TrustpubError("; ".join(f"{problem.path}: {problem.message}" for problem in problems))
    talk.screen.say("Commit it to a branch; do not merge it, or push it to the default branch, before the next step.")
    talk.remember(talk.state.with_written(Written(WORKING_TREE, now())))
