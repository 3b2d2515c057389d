"""Bounds on the work that one workflow may cause.

Values may refer to values, and called workflows may call others; a hostile file can make both grow without end although
it is small. Real workflows stay far below every bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustpub.workflow.model import Workflow

MAX_DEPTH = 12
"""How many references are followed one after another before a value is taken as unknown."""
MAX_STEPS = 10_000
"""How many references and steps of called workflows are looked at in all."""
MAX_CALLS = 200


class Effort:
    """What is left of the work that a workflow and everything it calls may cause.

    Attributes:
        loaded: the called workflows and actions that were read already, by path; None for those that cannot be read.
        plain: those of which the bytes were looked at, by path: whether nothing in them can be an upload.
        tables: the configuration files that were read already, by path.
    """

    __slots__ = ("_calls", "_depth", "_steps", "loaded", "plain", "tables")

    def __init__(self) -> None:
        self._depth = 0
        self._steps = MAX_STEPS
        self._calls = MAX_CALLS
        self.loaded: dict[str, Workflow | None] = {}
        self.plain: dict[str, bool] = {}
        self.tables: dict[str, dict[str, Any]] = {}

    def enter(self) -> bool:
        """Begin to follow a reference; False, and nothing has begun, when that would be too deep or too much."""
        if self._depth >= MAX_DEPTH or self._steps <= 0:
            return False
        self._depth += 1
        self._steps -= 1
        return True

    def leave(self) -> None:
        """End what `enter` began."""
        self._depth -= 1

    def spend(self) -> bool:
        """Count one more followed reference or step; False when there were too many."""
        self._steps -= 1
        return self._steps > 0

    def call(self) -> bool:
        """Count one more look into a called workflow or action; False when there were too many."""
        self._calls -= 1
        return self._calls >= 0
