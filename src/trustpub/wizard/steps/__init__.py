"""The steps of the conversation, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from trustpub.wizard.state import Json

if TYPE_CHECKING:
    from trustpub.wizard.talk import Talk

Run = Callable[["Talk"], "Mapping[str, Json]"]
"""Goes through a step; returns what is to be remembered of it. Raises `Skip`, `Back` or `Leaving` as the user does."""


class Step(NamedTuple):
    """A step: its name in the state, what it is called, and why it is there."""

    name: str
    title: str
    why: str

    def run(self, talk: Talk) -> Mapping[str, Json]:
        """Go through it; its module is loaded now, and none of those that are not reached."""
        module = import_module(f"trustpub.wizard.steps.{_MODULES.get(self.name, self.name)}")
        run: Run = module.run
        return run(talk)


_MODULES = {"done": "finish"}

ALL = (
    Step("look", "Look", "What uploads to PyPI here, and with which stored secret. Nothing is changed."),
    Step("choose", "Choose", "How the workflows shall publish from now on. The recommended answer is always first."),
    Step("preview", "Preview", "The exact change. Lines that need no change stay as they are, byte by byte."),
    Step("write", "Write", "The change has to reach GitHub, but is not merged before PyPI knows the publisher."),
    Step(
        "register",
        "Register on PyPI",
        "PyPI has to know the publisher BEFORE the change is merged, or the next release fails. PyPI has no API for "
        "this, so you fill in its form; every value is here to be copied.",
    ),
    Step(
        "environment",
        "Guard the environment on GitHub",
        "An environment that a workflow merely names is created without any rule. Rules say who may release, and from "
        "which branches or tags.",
    ),
    Step("release", "Merge and release", "The first release shows whether everything fits; the old token still lives."),
    Step("prove", "Prove", "PyPI tells which publisher uploaded each file, so nobody has to take it on trust."),
    Step(
        "retire",
        "Retire the old token",
        "Until it is revoked, whoever has the old token can upload. Now the secret on GitHub goes, then the token.",
    ),
    Step("done", "Done", "What was done, and what was skipped."),
)

COUNTED = len(ALL) - 1
"""The steps that are counted for the user; the summary is none."""


def step_named(name: str) -> Step:
    """The step of a name that is one."""
    return next(step for step in ALL if step.name == name)
