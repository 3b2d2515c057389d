"""One request on the wire, with ``requests``: nothing is followed, repeated or believed here."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

import requests
import urllib3

from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.http.response import Response
from trustpub.http.secret import Secret

_CHUNK = 65_536
_UNUSABLE = (
    requests.exceptions.InvalidProxyURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    urllib3.exceptions.LocationValueError,
)
"""What no other attempt mends. All of `requests`' errors are an ``OSError`` as well."""


class Settings(NamedTuple):
    """How long and how often.

    Attributes:
        connect_timeout: seconds for a connection.
        read_timeout: seconds that the server may be silent.
        total_timeout: seconds for one answer, however steadily it drips.
        attempts: how often a request is made in all when the server or the connection fails.
        patience: most seconds to wait for rate limits, all waits of one request together; GitHub's windows last an
            hour.
        spacing: least seconds between two requests that change something, where the service asks for that.
        max_bytes: largest body that is read.
    """

    connect_timeout: float = 10
    read_timeout: float = 30
    total_timeout: float = 120
    attempts: int = 4
    patience: float = 300
    spacing: float = 1.0
    max_bytes: int = 30_000_000


class Interrupted(Exception):  # noqa: N818 - may pass on the next attempt, so it is no error yet
    """The connection failed; its text is the reason."""


class Transport:
    """Sessions to one service, one for each thread.

    Proxies and certificates are found as ``requests`` finds them; ``.netrc`` is not read.

    Args:
        service: the name the user knows.
        token: sent as a bearer token with every request; whoever calls `send` answers for the host.
    """

    def __init__(self, service: str, token: Secret | None, settings: Settings, clock: Clock) -> None:
        self.service = service
        self._token = token
        self._settings = settings
        self._clock = clock
        self._threads = threading.local()

    @property
    def _session(self) -> requests.Session:
        """The calling thread's own: ``requests`` does not promise that one can be shared."""
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = requests.Session()
            session.auth = self._authorize  # also keeps requests from looking into .netrc
        return session

    def _authorize(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request

    def send(
        self, method: str, address: str, what: str, headers: Mapping[str, str], params: Mapping[str, str], body: Any
    ) -> Response:
        """Make one request.

        Raises:
            Interrupted: the connection failed, was cut, or was too slow.
            HttpError: for what another attempt does not mend: certificates, an address that is none, too large a body.
        """
        settings = self._settings
        try:
            with self._session.request(
                method,
                address,
                params=dict(params),
                json=body,
                headers=dict(headers),
                timeout=(settings.connect_timeout, settings.read_timeout),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return Response(answer.status_code, answer.headers, self._read(answer, what), what, self.service)
        except requests.exceptions.SSLError:
            reason = f"the certificate of {self.service} is not trusted"
            raise HttpError(what, reason, "if your network has its own, name it in REQUESTS_CA_BUNDLE") from None
        except requests.exceptions.ProxyError:
            raise Interrupted(f"the proxy does not lead to {self.service}") from None
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
            raise Interrupted(f"{self.service} did not answer in time") from None
        except (*_UNUSABLE, UnicodeError):
            reason = f"the address of {self.service}, or that of the proxy, cannot be used"
            advice = "check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY; one that begins with socks needs the package PySocks"
            raise HttpError(what, reason, advice) from None
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            missing = _missing_certificates(os.environ)
            if missing is not None:
                raise HttpError(what, f"{missing} names no file", "correct it, or take it out") from None
            # requests wraps what urllib3 says when the connection ends before the answer begins
            cut = any(isinstance(cause, urllib3.exceptions.ProtocolError) for cause in (error, *error.args))
            raise Interrupted(
                f"the connection to {self.service} was cut" if cut else f"there is no connection to {self.service}"
            ) from None

    def _read(self, answer: requests.Response, what: str) -> bytes:
        """The body, bounded in size and time; a drip that keeps the connection alive does not keep it for ever."""
        settings = self._settings
        end = self._clock.monotonic() + settings.total_timeout
        body = bytearray()
        while chunk := answer.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > settings.max_bytes:
                size = settings.max_bytes // 1_000_000
                reason = f"{self.service} answered with more than {size} MB"
                raise HttpError(what, reason, "this is not what it documents; try again later", answer.status_code)
            if self._clock.monotonic() > end:
                raise Interrupted(f"{self.service} did not answer in time")
        return bytes(body)


def _missing_certificates(environment: Mapping[str, str]) -> str | None:
    """The variable that names certificates which are not there; None when none does.

    Source: https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification.
    """
    named = next((name for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE") if environment.get(name)), None)
    return None if named is None or os.path.exists(environment[named]) else named
