"""How many requests there were, in all and of one thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.servers.clock import FakeClock
from tests.servers.http import Answer, Asked, LocalServer
from trustpub.http.client import Client


class Yes(LocalServer):
    """Answers anything."""

    def answer(self, asked: Asked) -> Answer:
        """200."""
        return Answer(200, {})


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of a server that answers anything."""
    with Yes() as server:
        yield Client(server.url, "GitHub", clock=FakeClock())


def test_before_the_first_request_there_is_none(client: Client) -> None:
    """Neither in all nor of a thread."""
    assert (client.requests, client.requests_of_thread) == (0, 0)


def test_each_thread_counts_its_own(client: Client) -> None:
    """So what one repository costs can be told while others are dealt with."""
    counts: dict[int, int] = {}

    def ask(times: int) -> None:
        for _ in range(times):
            client.request("GET", "/x", "look")
        counts[times] = client.requests_of_thread

    threads = [threading.Thread(target=ask, args=(times,)) for times in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == {1: 1, 2: 2, 3: 3}
    assert (client.requests, client.requests_of_thread) == (6, 0)
