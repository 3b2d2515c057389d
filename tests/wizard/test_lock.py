"""Two wizards on one repository."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.wizard.states import KEY, python
from trustpub.state.lock import Busy
from trustpub.wizard.state import Key
from trustpub.wizard.store import Store

HOLDS = """
import os, sys
from tests.wizard.states import KEY
from trustpub.wizard.store import Store
with Store().lock(KEY):
    print(os.getpid(), flush=True)
    sys.stdin.read()
"""


def test_the_second_wizard_is_told_of_the_first(tmp_path: Path) -> None:
    """By its process, as long as it runs; other repositories are free."""
    store = Store(str(tmp_path / "state"))
    process = python(HOLDS, str(tmp_path / "state"))
    assert process.stdout is not None and process.stdin is not None
    number = process.stdout.readline().strip()
    with pytest.raises(Busy, match=rf"another wizard is at work on octo-org/sampler \(process {number}, since 20\d\d-"):
        store.lock(KEY).__enter__()
    with store.lock(Key("octo-org", "other")):
        pass
    process.communicate()
    with store.lock(KEY), pytest.raises(Busy, match="go on there, or end it first"):
        store.lock(KEY).__enter__()
    with store.lock(KEY):
        pass


def test_the_lock_of_a_killed_wizard_does_not_stay(tmp_path: Path) -> None:
    """The system takes it back, and the process number that it left is nobody's concern."""
    if sys.platform == "win32":
        pytest.skip("there is no SIGKILL")
    store = Store(str(tmp_path / "state"))
    process = python(HOLDS, str(tmp_path / "state"))
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    assert Path(f"{store.path_of(KEY)}.lock").read_text()
    with store.lock(KEY):
        pass


def test_the_lock_ends_with_an_error_too(tmp_path: Path) -> None:
    """Whatever ends the work ends the lock."""
    store = Store(str(tmp_path / "state"))
    with pytest.raises(KeyboardInterrupt), store.lock(KEY):
        raise KeyboardInterrupt
    with store.lock(KEY):
        pass


def test_a_lock_file_that_says_nonsense_does_no_harm(tmp_path: Path) -> None:
    """It counts only while somebody holds it."""
    store = Store(str(tmp_path / "state"))
    with store.lock(KEY):
        Path(f"{store.path_of(KEY)}.lock").write_bytes(b"\xff[")
        with pytest.raises(Busy, match=r"\(another process\)"):
            store.lock(KEY).__enter__()
