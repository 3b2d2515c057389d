"""Several threads, one client: they never ask for more than is left, wait together, and leave time between changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from tests.servers.clock import FakeClock
from tests.servers.http import Answer, Asked, LocalServer
from trustpub.http.budgets import Budgets
from trustpub.http.client import Client
from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.http.response import Response
from trustpub.http.transport import Settings

THREADS = 8


class LimitedServer(LocalServer):
    """Answers so many requests in each window, and notes what was asked beyond that.

    Attributes:
        refused: how many came when nothing was left.
    """

    def __init__(self, clock: Clock, limit: int, window: float) -> None:
        super().__init__()
        self.refused = 0
        self._clock, self._limit, self._window = clock, limit, window
        self._left, self._reset = limit, 0

    def answer(self, asked: Asked) -> Answer:
        """By what is left."""
        now = self._clock.now()
        if now >= self._reset:
            self._left, self._reset = self._limit, int(now + self._window)
        if self._left == 0:
            self.refused += 1
        self._left = max(0, self._left - 1)
        headers = {"X-RateLimit-Remaining": str(self._left), "X-RateLimit-Reset": str(self._reset)}
        return Answer(200, {"line": asked.line, "token": asked.headers.get("Authorization")}, headers)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that nobody waits for."""
    return FakeClock()


@pytest.fixture
def limited(clock: FakeClock) -> Iterator[LimitedServer]:
    """Ten requests a minute."""
    with LimitedServer(clock, 10, 60) as started:
        assert isinstance(started, LimitedServer)
        yield started


def client(server: LocalServer, clock: Clock, patience: float = 100_000) -> Client:
    """A client that waits for as long as it takes."""
    return Client(server.url, "GitHub", settings=Settings(patience=patience), clock=clock, is_spaced=True)


def all_at_once(made: Client, count: int, method: str = "GET") -> list[int]:
    """Make requests from several threads; their statuses."""
    with ThreadPoolExecutor(THREADS) as pool:
        answers = pool.map(lambda number: made.request(method, f"/{number}", "look").status, range(count))
        return list(answers)


def test_threads_never_ask_for_more_than_is_left(limited: LimitedServer, clock: FakeClock) -> None:
    """With ten requests a minute, a hundred of eight threads take ten minutes, and none is refused."""
    made = client(limited, clock)
    assert all_at_once(made, 100) == [200] * 100
    assert (limited.refused, made.requests, len(limited.asked)) == (0, 100, 100)


def test_every_request_gets_its_own_answer(limited: LimitedServer, clock: FakeClock) -> None:
    """Threads do not mix up what they asked."""
    made = client(limited, clock)
    with ThreadPoolExecutor(THREADS) as pool:
        lines = list(pool.map(lambda n: made.request("GET", f"/{n}", "look").json_object()["line"], range(50)))
    assert lines == [f"GET /{number}" for number in range(50)]


@pytest.mark.parametrize("status", [403, 429])
def test_a_pause_is_for_all(clock: FakeClock, status: int) -> None:
    """After a secondary refusal nobody asks before the time is over."""

    class Server(LocalServer):
        until = 0.0
        early = 0

        def answer(self, asked: Asked) -> Answer:
            if not self.until:
                self.until = clock.now() + 45
                return Answer(status, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "45"})
            self.early += clock.now() < self.until
            return Answer(200, {})

    server = Server()
    with server:
        made = client(server, clock)
        assert all_at_once(made, 20) == [200] * 20
        assert (server.early, len(server.asked)) == (0, 21)


def test_changes_have_a_second_between_them(clock: FakeClock) -> None:
    """Those of all threads together; looking is not held up."""

    class Server(LocalServer):
        def answer(self, asked: Asked) -> Answer:
            return Answer(200, {})

    with Server() as server:
        made = client(server, clock)
        for method in ("GET", "GET", "POST", "GET", "PATCH", "PUT", "DELETE"):
            made.request(method, "/x", "look")
        assert clock.waits == [1.0, 1.0, 1.0]
        del clock.waits[:]
        all_at_once(made, 5, "POST")
        assert sum(clock.waits) >= 5


def test_changes_really_have_time_between_them() -> None:
    """By the machine's clock too, from several threads."""
    times: list[float] = []

    class Server(LocalServer):
        def answer(self, asked: Asked) -> Answer:
            times.append(time.monotonic())
            return Answer(200, {})

    with Server() as server:
        made = Client(server.url, "GitHub", settings=Settings(spacing=0.05), is_spaced=True)
        all_at_once(made, 8, "POST")
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.02


def test_a_service_that_asks_for_no_time_gets_none(clock: FakeClock) -> None:
    """Only GitHub asks for a second."""

    class Server(LocalServer):
        def answer(self, asked: Asked) -> Answer:
            return Answer(200, {})

    with Server() as server:
        made = Client(server.url, "PyPI", clock=clock)
        for _ in range(3):
            made.request("POST", "/x", "send")
    assert clock.waits == []


def test_patience_ends_for_each_thread(limited: LimitedServer, clock: FakeClock) -> None:
    """A request that would have to wait for longer is an error, and says for how long."""
    made = client(limited, clock, patience=5)
    assert all_at_once(made, 10) == [200] * 10
    with pytest.raises(HttpError, match="the rate limit of GitHub is used up; try again in 2 minutes"):
        made.request("GET", "/x", "look")
    assert limited.refused == 0


def response(remaining: int | None, reset: float = 0.0, status: int = 200) -> Response:
    """An answer that tells what is left, or nothing."""
    headers = (
        {} if remaining is None else {"X-RateLimit-Remaining": str(remaining), "X-RateLimit-Reset": f"{reset:.0f}"}
    )
    return Response(status, headers, b"", "look", "GitHub")


def admitted(budgets: Budgets, count: int, path: str = "/x") -> list[float]:
    """Reserve some; the seconds that each has to wait."""
    return [budgets.reserve(path) for _ in range(count)]


def in_time(function: Callable[[], float]) -> float | None:
    """What a call gives, or None when it waits for another thread's answer."""
    found: list[float] = []
    thread = threading.Thread(target=lambda: found.append(function()), daemon=True)
    thread.start()
    thread.join(0.3)
    return found[0] if found else None


def test_the_first_request_goes_alone(clock: FakeClock) -> None:
    """Nothing is known yet, so the others wait for what it is told."""
    budgets = Budgets(clock)
    assert admitted(budgets, 1) == [0.0]
    assert in_time(lambda: budgets.reserve("/x")) is None
    budgets.release("/x", response(None))
    assert admitted(budgets, 50) == [0.0] * 50


def test_as_many_are_under_way_as_are_left(clock: FakeClock) -> None:
    """The next one waits for an answer, and for the next window once all are there."""
    budgets = Budgets(clock)
    budgets.reserve("/x")
    budgets.release("/x", response(3, clock.now() + 60))
    assert admitted(budgets, 3) == [0.0] * 3
    assert in_time(lambda: budgets.reserve("/x")) is None
    for left in (2, 0, 1):  # they may come in any order
        budgets.release("/x", response(left, clock.now() + 60))
    clock.time += 1
    assert budgets.reserve("/x") == 60.0
    clock.time += 61
    assert budgets.reserve("/x") == 0.0


def test_what_costs_more_than_is_left_waits(clock: FakeClock) -> None:
    """A query of three points is not asked with two left; one of two is."""
    budgets = Budgets(clock)
    budgets.reserve("/graphql")
    budgets.release("/graphql", response(2, clock.now() + 60))
    assert budgets.reserve("/graphql", 3) == 61.0
    assert budgets.reserve("/graphql", 2) == 0.0


def test_a_lost_answer_may_have_been_counted(clock: FakeClock) -> None:
    """So one less is left."""
    budgets = Budgets(clock)
    budgets.reserve("/x")
    budgets.release("/x", response(2, clock.now() + 60))
    budgets.reserve("/x")
    budgets.release("/x", None)
    assert admitted(budgets, 1) == [0.0]
    assert in_time(lambda: budgets.reserve("/x")) is None


def test_resources_are_counted_on_their_own(clock: FakeClock) -> None:
    """Nothing left of one holds up no other."""
    budgets = Budgets(clock)
    budgets.reserve("/search/code")
    budgets.release("/search/code", response(0, clock.now() + 30))
    assert budgets.reserve("/search/code") == 31.0
    assert budgets.reserve("/graphql") == 0.0


def test_a_limit_that_graphql_tells_as_a_success(clock: FakeClock) -> None:
    """It is waited for, as a refusal of the REST API is."""
    reset = int(clock.now()) + 20

    class Server(LocalServer):
        def answer(self, asked: Asked) -> Answer:
            if clock.now() < reset:
                headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
                return Answer(
                    200, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, headers
                )
            return Answer(200, {"data": {}})

    with Server() as server:
        made = client(server, clock)
        assert made.request("POST", "/graphql", "look", body={}, is_change=False).json() == {"data": {}}
    assert sum(clock.waits) == 21.0


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"text": "RATE_LIMITED secondary rate limit"}},
        {"data": None, "errors": [{"type": "NOT_FOUND", "message": "RATE_LIMITED"}]},
        {"errors": "RATE_LIMITED"},
        {"errors": ["secondary rate limit"]},
        ["errors", "RATE_LIMITED"],
    ],
)
def test_what_is_no_refusal_over_a_limit(clock: FakeClock, body: object) -> None:
    """The words alone, in the text of a file or elsewhere, are none."""

    class Server(LocalServer):
        def answer(self, asked: Asked) -> Answer:
            return Answer(200, body)

    with Server() as server:
        assert client(server, clock).request("POST", "/graphql", "look", body={}).json() == body
    assert clock.waits == []


def test_a_change_that_waits_for_its_turn_heeds_a_pause(clock: FakeClock) -> None:
    """What was admitted before a refusal does not go out after it."""

    class Server(LocalServer):
        until = 0.0
        early = 0

        def answer(self, asked: Asked) -> Answer:
            if len(self.asked) == 2:
                self.until = time.monotonic() + 1.5
                return Answer(403, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "1"})
            self.early += time.monotonic() < self.until - 0.6
            return Answer(200, {})

    server = Server()
    with server:
        made = Client(server.url, "GitHub", settings=Settings(spacing=0.1), is_spaced=True)
        assert all_at_once(made, 8, "POST") == [200] * 8
    assert (server.early, len(server.asked)) == (0, 9)
