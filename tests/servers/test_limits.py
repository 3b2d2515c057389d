"""The limits of the local GitHub: what a client may do, and what is held against it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.servers.clock import FakeClock
from tests.servers.github.limits import Limits
from tests.servers.http import Answer, Asked


class Scene:
    """A client that asks, at times that a clock gives."""

    def __init__(self, **settings: float) -> None:
        self.clock = FakeClock(1_800_000_000.5)
        most, window = int(settings.pop("per_window", 3)), settings.pop("window", 60)
        kept = {name: value if name == "spacing" else int(value) for name, value in settings.items()}
        self.limits = Limits(most, window, self.clock, **kept)  # type: ignore[arg-type]

    def ask(self, method: str = "GET", *path: str, read: bool = True, answer: Answer | None = None) -> Answer:
        """One request and its answer."""
        asked = Asked(method, path or ("user",), {}, {}, None)
        given = answer if answer is not None else self.limits.take(asked) or Answer(200, {})
        return self.limits.told(asked, given, read)


def _until_nothing_is_left(scene: Scene) -> None:
    for _ in range(3):
        scene.ask()


def _after_the_reset(scene: Scene) -> None:
    reset = float(scene.ask().headers["X-RateLimit-Reset"])
    scene.ask()
    scene.ask()
    scene.clock.sleep(reset - scene.clock.now())
    scene.ask()


def _another_resource(scene: Scene) -> None:
    _until_nothing_is_left(scene)
    scene.ask("POST", "graphql")


def _untold(scene: Scene) -> None:
    for _ in range(4):
        scene.ask(read=False)


def _after_the_pause(scene: Scene) -> None:
    scene.ask(answer=Answer(429, None, {"Retry-After": "7"}))
    scene.clock.sleep(7)
    scene.ask()


ALLOWED = [_until_nothing_is_left, _after_the_reset, _another_resource, _untold, _after_the_pause]


@pytest.mark.parametrize("does", ALLOWED, ids=lambda does: does.__name__.strip("_"))
def test_what_a_client_may_do(does: Callable[[Scene], None]) -> None:
    """It uses all that there is, waits as long as it is told, and cannot know what no answer told it."""
    scene = Scene()
    does(scene)
    assert scene.limits.violations == []


def _one_more(scene: Scene) -> None:
    _until_nothing_is_left(scene)
    scene.ask()


def _too_soon(scene: Scene) -> None:
    _until_nothing_is_left(scene)
    scene.clock.sleep(59)
    scene.ask()


def _during_the_pause(scene: Scene) -> None:
    scene.ask(answer=Answer(403, None, {"Retry-After": "7"}))
    scene.clock.sleep(6.5)
    scene.ask("POST", "graphql")


def _again_after_the_refusal(scene: Scene) -> None:
    _untold(scene)
    scene.ask()
    scene.ask()


REFUSED = [_one_more, _too_soon, _during_the_pause, _again_after_the_refusal]


@pytest.mark.parametrize("does", REFUSED, ids=lambda does: does.__name__.strip("_"))
def test_what_is_held_against_a_client(does: Callable[[Scene], None]) -> None:
    """It asks on though the headers told it that there is nothing left, or to wait."""
    scene = Scene()
    does(scene)
    assert len(scene.limits.violations) == 1


def test_a_refusal_is_as_github_s() -> None:
    """403 with nothing left; GraphQL says it with the status of a success."""
    scene = Scene(per_window=1)
    scene.ask()
    scene.ask("POST", "graphql")
    refused, query = scene.ask(), scene.ask("POST", "graphql")
    assert (refused.status, refused.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert (query.status, query.headers["X-RateLimit-Resource"]) == (200, "graphql")
    assert query.body["errors"][0]["type"] == "RATE_LIMITED"


def test_too_many_changes_make_a_pause() -> None:
    """The secondary limit says how long; requests that were already on their way are excused."""
    scene = Scene(per_window=100, writes_per_minute=2, in_flight=1)
    assert [scene.ask("POST").status for _ in range(2)] == [200, 200]
    refused = scene.ask("POST")
    assert (refused.status, refused.headers["Retry-After"]) == (403, "60")
    scene.ask()
    assert scene.limits.violations == []
    scene.ask()
    assert len(scene.limits.violations) == 1


def test_changes_too_close_to_each_other() -> None:
    """Where a second between them is wanted."""
    scene = Scene(per_window=100, spacing=1)
    scene.ask("POST")
    scene.ask()
    scene.clock.sleep(1)
    scene.ask("PATCH")
    assert scene.limits.violations == []
    scene.clock.sleep(0.5)
    scene.ask("POST")
    assert len(scene.limits.violations) == 1
