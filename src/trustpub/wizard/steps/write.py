"""Write: to the working tree."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.errors import TrustpubError
from trustpub.migration.carry_out import carry_out
from trustpub.migration.types import Plan
from trustpub.wizard.prompts import Choice
from trustpub.wizard.state import WORKING_TREE, Json, Written, now
from trustpub.wizard.talk import Talk

_TREE = Choice("w", "to the working tree", "you look at it with git diff and commit it yourself")
_EXPLANATION = (
    "Each file is replaced whole, and only if it still is as it was when the change was planned. Do not merge it "
    "before the publisher is registered, which is the next step."
)


def run(talk: Talk) -> Mapping[str, Json]:
    """Ask where to, and write."""
    talk.look_again()
    plan = talk.plan()
    if not plan.files:
        talk.screen.good("There is nothing to write.")
        return {"nothing": True}
    talk.ask("Where shall the change be written?", [_TREE], _EXPLANATION)
    _to_working_tree(talk, plan)
    return {"files": [file.path for file in plan.files], "unused": list(plan.unused_secrets)}


def _to_working_tree(talk: Talk, plan: Plan) -> None:
    written, problems = carry_out(plan, talk.repository)
    for file in written:
        talk.screen.good(f"written {file.path}")
    talk.look_again()
    if problems:
        raise TrustpubError("; ".join(f"{problem.path}: {problem.message}" for problem in problems))
    talk.remember(talk.state.with_written(Written(WORKING_TREE, now())))
