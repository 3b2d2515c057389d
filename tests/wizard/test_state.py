"""The wizard's state: its steps, and what is remembered of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD, checkout
from tests.wizard.states import KEY, PUBLISHER, full
from trustpub.repository.local import LocalRepository
from trustpub.wizard.state import CHOOSE, DONE, LOOK, SKIPPED, STEPS, Key, key_of, new_state


def test_the_next_step_is_the_first_that_was_not_gone_through() -> None:
    """One after the other, skipped ones count; in the end there is none."""
    state = new_state(KEY)
    for name in STEPS:
        assert state.step == name and not state.is_finished
        state = state.with_step(name, SKIPPED if name == CHOOSE else DONE)
    assert state.step is None and state.is_finished
    assert [record.status for record in state.records] == ["done", "skipped", *["done"] * 8]


def test_a_step_gone_through_again_replaces_what_was_remembered() -> None:
    """Each step has one record, in the order of the steps whatever the order they were done in."""
    state = new_state(KEY).with_step(CHOOSE).with_step(LOOK, facts={"n": 1}).with_step(LOOK, SKIPPED, {"n": 2})
    assert [(record.name, record.status) for record in state.records] == [("look", "skipped"), ("choose", "done")]
    assert state.records[0].facts == {"n": 2}


def test_going_back_forgets_steps_but_not_what_was_done() -> None:
    """A publisher that is registered stays so, though the user chooses anew."""
    state = full().back_to(CHOOSE)
    assert [record.name for record in state.records] == [LOOK] and state.step == CHOOSE
    assert state.is_registered(PUBLISHER) and state.written is not None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Key("Octo-Org", "Sampler", "/a"), Key("octo-org", "sampler", "/b"), True),
        (Key(None, None, "/a"), Key(None, None, "/b"), False),
        (Key("octo-org", "sampler"), Key("octo-org", "sample"), False),
    ],
    ids=["two checkouts of one repository", "two folders without a remote", "two names"],
)
def test_what_tells_repositories_apart(one: Key, other: Key, same: bool) -> None:
    """The name on GitHub, whatever its case; else the folder."""
    assert (one.identity == other.identity) is same


def test_the_key_of_a_checkout_is_its_place_on_github_or_its_real_path(tmp_path: Path) -> None:
    """A link to a folder is the same repository."""
    root = checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})
    (tmp_path / "link").symlink_to(root)
    assert key_of(LocalRepository(str(tmp_path / "link"))) == Key("octo-org", "sampler", str(root.resolve()))
    (tmp_path / "plain").mkdir()
    key = key_of(LocalRepository(str(tmp_path / "plain")))
    assert key.identity == key.shown == str((tmp_path / "plain").resolve())
