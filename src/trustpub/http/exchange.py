"""One question and its final answer: redirects that stay on the host, and answers that did not change."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urljoin

from requests.structures import CaseInsensitiveDict

from trustpub.http.addresses import origin
from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.http.response import Response
from trustpub.http.secret import Secret
from trustpub.http.transport import Settings, Transport

_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 5
_REMEMBERED = 1000


class Call(NamedTuple):
    """A request, which may have to be made several times; see `trustpub.http.client.Client.request`."""

    method: str
    base: str
    path: str
    what: str
    headers: Mapping[str, str]
    params: Mapping[str, str]
    body: Any
    is_repeatable: bool
    is_change: bool
    cost: int


class Exchange:
    """Asks one service.

    Attributes:
        requests: how many requests went out.
    """

    def __init__(self, base: str, service: str, token: Secret | None, settings: Settings, clock: Clock) -> None:
        self.requests = 0
        self._of_thread = threading.local()
        self._base = base
        self._service = service
        self._lock = threading.Lock()
        self._transport = Transport(service, token, settings, clock)
        self._remembered: dict[tuple[str, str], Response] = {}

    @property
    def requests_of_thread(self) -> int:
        """How many of them went out from this thread."""
        return int(getattr(self._of_thread, "requests", 0))

    def perform(self, call: Call) -> Response:
        """The answer at the end of the redirects.

        Raises:
            Interrupted: the connection failed.
            HttpError: what another attempt does not mend; also a redirect to another host, which is never followed.
        """
        address, params, redirects = call.base + call.path, call.params, 0
        while True:
            response = self._send(call, address, params)
            target = response.headers.get("Location")
            if response.status not in _REDIRECTS or target is None:
                return response
            redirects += 1
            target = urljoin(address, target)
            if origin(target) != origin(self._base):
                scheme, host, _ = origin(target)
                reason = f"{self._service} sends the request on to {scheme}://{host}, which is another host"
                advice = "nothing was sent there; check the address, and whether the repository or project moved"
                raise HttpError(call.what, reason, advice, response.status)
            if redirects > _MOST_REDIRECTS:
                reason = f"{self._service} sends the request on and on"
                raise HttpError(call.what, reason, "try again later", response.status)
            if call.method not in ("GET", "HEAD") and response.status not in (307, 308):
                reason = f"{self._service} says that it moved"
                raise HttpError(call.what, reason, "use the new name", response.status)
            address, params = target, {}

    def _send(self, call: Call, address: str, params: Mapping[str, str]) -> Response:
        """One request on the wire. A GET whose answer did not change comes from memory, and counts for no limit.

        Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api, "Use
        conditional requests".
        """
        key = (f"{address}?{sorted(params.items())}", call.headers.get("Accept", ""))
        with self._lock:
            self.requests += 1
            known = self._remembered.get(key) if call.method == "GET" else None
        self._of_thread.requests = self.requests_of_thread + 1
        headers = call.headers if known is None else {**call.headers, "If-None-Match": known.headers["ETag"]}
        response = self._transport.send(call.method, address, call.what, headers, params, call.body)
        if response.status == 304 and known is not None:
            # What is new about it, such as what is left of the rate limit, stands in the headers of this answer.
            now = CaseInsensitiveDict({**known.headers, **response.headers})
            return known._replace(what=call.what, headers=now)
        if call.method == "GET" and response.status == 200 and "ETag" in response.headers:
            with self._lock:
                if len(self._remembered) >= _REMEMBERED:
                    self._remembered.pop(next(iter(self._remembered)))
                self._remembered[key] = response
        return response
