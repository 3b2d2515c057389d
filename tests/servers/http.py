"""A web server on this machine, in a thread, with faults to order and a memory of what it was asked."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.servers.incoming import body_of, bytes_of

if TYPE_CHECKING:
    from typing_extensions import Self


class Asked(NamedTuple):
    """A request: method, path with its percent signs resolved per segment, query, headers and body."""

    method: str
    path: tuple[str, ...]
    query: dict[str, str]
    headers: Mapping[str, str]
    body: Any

    @property
    def line(self) -> str:
        """Method and path."""
        return f"{self.method} /{'/'.join(self.path)}"


class Answer(NamedTuple):
    """An answer: a body of bytes as it is, of anything else as JSON, None for none."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = {}


class Cut(NamedTuple):
    """A connection that ends in the middle of the body, or before anything is said."""

    after: int = 0
    length: int = 1000


class Slow(NamedTuple):
    """A server that is silent for some seconds, then answers; or that sends its body byte by byte."""

    seconds: float
    drip: bool = False


Fault = Answer | Cut | Slow


class Order(NamedTuple):
    """A fault and the requests it is for; those that do not match are answered as ever."""

    fault: Fault
    matches: str


class LocalServer:
    """Starts on entering, stops on leaving.

    Attributes:
        asked: all requests, in order.
        violations: what was not as documented, on either side; a test's end fails over them.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.violations: list[str] = []
        self.orders: list[Order] = []
        self._lock = threading.RLock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name is given
                """Print nothing."""

            def _any(self) -> None:
                server.handle(self)

            do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _any  # noqa: N815

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that went away is part of the tests; anything else is a fault of the server."""
                error = sys.exc_info()[1]
                if not isinstance(error, ConnectionError):
                    server.violations.append(f"the server failed: {error!r}")

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fail(self, fault: Fault, matches: str = "", times: int = 1) -> None:
        """Order a fault for the next requests whose method and path hold a text."""
        self.orders += [Order(fault, matches)] * times

    def lines(self, method: str = "") -> list[str]:
        """Methods and paths of the requests, of one method or of all."""
        return [asked.line for asked in self.asked if asked.method.startswith(method)]

    def answer(self, asked: Asked) -> Answer:
        """What the service answers; for subclasses."""
        raise NotImplementedError

    def decide(self, asked: Asked, fault: Fault | None) -> Answer:
        """The answer to a request: the ordered one, or what the service says."""
        return fault if isinstance(fault, Answer) else self.answer(asked)

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Take a request and answer it."""
        parts = urlsplit(handler.path)
        data = bytes_of(handler)
        if len(data) < int(handler.headers.get("Content-Length", 0)):  # whoever asked went away in the middle
            handler.close_connection = True
            return
        asked = Asked(
            handler.command,
            tuple(unquote(part) for part in parts.path.strip("/").split("/")),
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            dict(handler.headers),
            body_of(data, handler.headers.get("Content-Type", "")),
        )
        with self._lock:
            self.asked.append(asked)
            order = next((order for order in self.orders if order.matches in asked.line), None)
            if order is not None:
                self.orders.remove(order)
            answer = self.decide(asked, None if order is None else order.fault)
        try:
            self._send(handler, answer, None if order is None else order.fault)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, answer: Answer, fault: Fault | None) -> None:
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        body = b"" if answer.body is None else body
        if isinstance(fault, Slow) and not fault.drip:
            time.sleep(fault.seconds)
        if isinstance(fault, Cut):
            handler.close_connection = True
            if not fault.after:
                return
            body = body.ljust(fault.length, b" ")
        handler.send_response(answer.status)
        handler.send_header("Content-Length", str(len(body)))
        if "Content-Type" not in answer.headers:
            handler.send_header("Content-Type", "application/json")
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        if isinstance(fault, Cut):
            body = body[: fault.after]
        if isinstance(fault, Slow) and fault.drip:
            for byte in body:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                time.sleep(fault.seconds)
            return
        handler.wfile.write(body)
