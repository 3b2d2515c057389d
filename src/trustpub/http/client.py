"""Requests to one service: repeated where that is safe, patient with limits, never leaving the host."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trustpub import __version__
from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.http.gate import Gate, OnWait
from trustpub.http.limits import retry_after
from trustpub.http.response import Response
from trustpub.http.secret import Secret

if TYPE_CHECKING:
    from trustpub.http.exchange import Call, Exchange
    from trustpub.http.transport import Settings

USER_AGENT = f"trustpub/{__version__} (+https://github.com/trustpub/trustpub)"

_READING = {"GET", "HEAD"}
_IDEMPOTENT = {"GET", "HEAD", "PUT", "DELETE"}
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0


class Client:
    """A service below one base address. ``requests`` is loaded with the first request.

    One object may be used by several threads: they share what is known of the service's limits, and wait together.

    Args:
        base: from `trustpub.http.addresses.base_address`.
        service: the name the user knows.
        token: goes to the host of ``base`` only.
        headers: for every request.
        settings: timeouts and the like.
        clock: the time.
        on_wait: see `trustpub.http.gate.OnWait`.
        is_spaced: whether the service wants time between requests that change something; see `Settings.spacing`.
    """

    def __init__(
        self,
        base: str,
        service: str,
        *,
        token: Secret | None = None,
        headers: Mapping[str, str] | None = None,
        settings: Settings | None = None,
        clock: Clock | None = None,
        on_wait: OnWait | None = None,
        is_spaced: bool = False,
    ) -> None:
        self.base = base
        self.service = service
        self._token = token
        self._headers = {"User-Agent": USER_AGENT, **(headers or {})}
        self._given_settings = settings
        self._clock = clock or Clock()
        self._gate = Gate(service, self._clock, on_wait, is_spaced)
        self._exchange: Exchange | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Client({self.base!r})"

    @property
    def requests(self) -> int:
        """How many requests went out."""
        return 0 if self._exchange is None else self._exchange.requests

    @property
    def requests_of_thread(self) -> int:
        """How many of them went out from this thread."""
        return 0 if self._exchange is None else self._exchange.requests_of_thread

    def request(
        self,
        method: str,
        path: str,
        what: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        accept: str | None = None,
        repeatable: bool = False,
        is_change: bool | None = None,
        base: str | None = None,
        cost: int = 1,
    ) -> Response:
        """Make a request and give back its final answer, whatever its status.

        Failures of the server and of the connection are tried again where that cannot do a thing twice; refusals over
        a rate limit always are, since nothing was done then.

        Args:
            method: in capitals.
            path: below the base, from `trustpub.http.addresses.path_of`.
            what: what is to be done, as it follows "cannot".
            params: the query.
            body: plain data, sent as JSON; None for none.
            accept: the kind of answer.
            repeatable: whether doing it twice is as good as once though the method does not promise it.
            is_change: whether it changes something; None for what the method says.
            base: a base address on the same host in place of the service's own.
            cost: how many points of the service's limit it takes.

        Raises:
            HttpError: no answer, or none that can be used: connection, time, size, limits, redirects.
        """
        from trustpub.http.exchange import Call

        headers = self._headers if accept is None else {**self._headers, "Accept": accept}
        is_change = method not in _READING if is_change is None else is_change
        can_repeat = repeatable or method in _IDEMPOTENT
        call = Call(method, base or self.base, path, what, headers, params or {}, body, can_repeat, is_change, cost)
        waited, refusals, failures = 0.0, 0, 0
        while True:
            waited = self._gate.enter(call, waited, self._settings)
            response = self._attempt(call, failures)
            if response is None:
                failures += 1
                continue
            if not self._gate.is_refused(call, response, refusals):
                return self._hidden(response)
            refusals += 1

    @property
    def _settings(self) -> Settings:
        if self._given_settings is None:
            from trustpub.http.transport import Settings

            self._given_settings = Settings()
        return self._given_settings

    def _attempt(self, call: Call, failures: int) -> Response | None:
        """One attempt that was admitted; None when another one is to follow, after the pause that is made here."""
        from trustpub.http.transport import Interrupted

        is_last = failures + 1 >= self._settings.attempts or not call.is_repeatable
        try:
            response = self._perform(call)
        except Interrupted as error:
            if is_last:
                tries = f" (tried {failures + 1} times)" if failures else ""
                raise HttpError(call.what, f"{error}{tries}", "check the network and try again") from None
            self._pause(failures, 0.0)
            return None
        if response.status >= 500 and response.status not in (501, 505) and not is_last:
            asked = retry_after(response.headers, self._clock.now()) or 0.0
            if asked <= _LONGEST_PAUSE:
                self._pause(failures, asked)
                return None
        return response._replace(attempts=failures + 1)

    def _perform(self, call: Call) -> Response:
        """Make an admitted request; whatever comes of it, the admission is given back."""
        response = None
        try:
            response = self._started().perform(call)
        finally:
            self._gate.leave(call, response)
        return response

    def _started(self) -> Exchange:
        from trustpub.http.exchange import Exchange

        with self._lock:
            if self._exchange is None:
                self._exchange = Exchange(self.base, self.service, self._token, self._settings, self._clock)
            return self._exchange

    def _hidden(self, response: Response) -> Response:
        """The answer without the token, should the server say it back."""
        token = b"" if self._token is None else self._token.reveal().encode()
        if not token or token not in response.body:
            return response
        return response._replace(body=response.body.replace(token, b"***"))

    def _pause(self, failures: int, asked: float) -> None:
        """Wait before another attempt: twice as long each time, by chance up to half of it less."""
        longest = min(_FIRST_PAUSE * 2.0**failures, _LONGEST_PAUSE)
        self._clock.sleep(max(asked, longest * (1 - self._clock.jitter() / 2)))
