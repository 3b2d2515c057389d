"""When a request may go out: within the limits of the service, in its turn, and not while the service wants a pause."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from trustpub.http.budgets import Budgets
from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.http.limits import is_primary, limit_wait
from trustpub.http.response import Response

if TYPE_CHECKING:
    from trustpub.http.exchange import Call
    from trustpub.http.transport import Settings

OnWait = Callable[[float, str], None]
"""Told the seconds and the reason before a wait that somebody at a terminal would wonder about; by any thread."""


class Gate:
    """The way out to one service, for all threads.

    Args:
        service: the name the user knows.
        clock: the time.
        on_wait: see `OnWait`.
        is_spaced: whether the service wants time between requests that change something.
    """

    def __init__(self, service: str, clock: Clock, on_wait: OnWait | None, is_spaced: bool) -> None:
        self._service = service
        self._clock = clock
        self._on_wait = on_wait
        self._is_spaced = is_spaced
        self._budgets = Budgets(clock)

    def enter(self, call: Call, waited: float, settings: Settings) -> float:
        """Wait until a request may be made; it must be told to `leave` afterwards.

        Args:
            call: the request.
            waited: seconds that it has waited for limits before.
            settings: how long it may, and how much time lies between changes.

        Returns:
            The seconds that it waited for limits by now.

        Raises:
            HttpError: it takes too long.
        """
        while True:
            seconds = self._budgets.reserve(call.path, call.cost)
            if seconds == 0 and self._is_spaced and call.is_change:
                seconds = self._wait_for_turn(call, settings.spacing)
            if seconds == 0:
                return waited
            self._wait(call.what, seconds, waited, settings.patience)
            waited += seconds

    def leave(self, call: Call, response: Response | None) -> None:
        """Learn from the answer to a request; None when there was none."""
        self._budgets.release(call.path, response, call.cost)

    def is_refused(self, call: Call, response: Response, refusals: int) -> bool:
        """Whether an answer is a refusal over a limit, so that the request is to be made again when it may `enter`.

        Args:
            call: the request.
            response: the answer.
            refusals: how many refusals over a limit came before it in a row.
        """
        now = self._clock.now()
        wait = limit_wait(response, refusals, now)
        if wait is None:
            return False
        self._budgets.refused(call.path, max(wait, 1.0), everywhere=not is_primary(response, now))
        return True

    def _wait_for_turn(self, call: Call, spacing: float) -> float:
        """Wait for an admitted change's turn; the seconds of a pause that began meanwhile, for which it is given up."""
        turn = self._budgets.turn(spacing)
        if turn == 0:
            return 0.0
        self._clock.sleep(turn)
        seconds = self._budgets.pause()
        if seconds > 0:
            self._budgets.cancel(call.path, call.cost)
        return seconds

    def _wait(self, what: str, seconds: float, waited: float, patience: float) -> None:
        if waited + seconds > patience:
            minutes = max(1, -int(-seconds // 60))
            advice = f"try again in {minutes} minute{'' if minutes == 1 else 's'}"
            raise HttpError(what, f"the rate limit of {self._service} is used up", advice, 429)
        if self._on_wait is not None:
            self._on_wait(seconds, f"{self._service} asks to wait, by its rate limit")
        self._clock.sleep(seconds)
