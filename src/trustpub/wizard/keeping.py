"""The store of one run of the wizard: locked against a second run, or keeping nothing where nothing can be kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from trustpub.state.folder import StateError
from trustpub.wizard.state import Key, State, now
from trustpub.wizard.store import NewerState, Store


class UnkeptStore(Store):
    """A store for a folder that cannot be written: what was kept there is read if possible, and nothing is kept."""

    keeps = False

    def load(self, key: Key) -> State | None:
        """The state of a repository; None when there is none, or it cannot be read.

        Raises:
            NewerState: a later trustpub wrote it.
        """
        try:
            return super().load(key)
        except NewerState:
            raise
        except StateError:
            return None

    def save(self, state: State) -> State:
        """The state with its new time; it is kept nowhere."""
        return dataclasses.replace(state, updated=now())


@contextmanager
def held_store(key: Key, on_warning: Callable[[str], None]) -> Iterator[Store]:
    """The store, while no other wizard is at work on a repository; one that keeps nothing where it must.

    Args:
        key: the repository.
        on_warning: takes the sentence on why nothing is kept.

    Raises:
        Busy: another wizard is at work on it.
    """
    store = Store()
    with ExitStack() as stack:
        try:
            stack.enter_context(store.lock(key))
        except StateError as error:
            on_warning(f"{error}; what is done now will not be remembered")
            store = UnkeptStore()
        yield store
