"""The states on disk: whole or not at all, private, and never lost."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.states import KEY, PUBLISHER, full, python
from trustpub.redaction import LITERAL_TOKEN
from trustpub.state.folder import StateError, state_folder
from trustpub.state.lock import Busy
from trustpub.wizard.keeping import held_store
from trustpub.wizard.state import SCHEMA, Key, State, new_state
from trustpub.wizard.state_json import dump
from trustpub.wizard.store import Broken, BrokenState, NewerState, Store

TOKEN = f"pypi-AgEIcHlwaS5vcmc{'x' * 80}"
GITHUB_TOKEN = f"ghp_{'a' * 36}"

SAVES_TWICE = """
import os, sys
from tests.wizard.states import KEY, full
from trustpub.wizard.store import Store
store = Store()
with store.lock(KEY):
    store.save(full())
    real = getattr(os, sys.argv[1])
    def stop(*words):
        print("here", flush=True)
        sys.stdin.read()
    setattr(os, sys.argv[1], stop)
    store.save(full().with_choices(strategy="later" * 10000))
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a folder that is not there yet."""
    return Store(str(tmp_path / "state"))


def test_what_is_saved_is_loaded(store: Store) -> None:
    """Everything, and nothing for a repository that was never seen."""
    saved = store.save(full())
    assert store.load(KEY) == saved and saved.updated >= saved.started
    assert store.load(Key("octo-org", "other")) is None
    assert store.all() == [saved]


def test_a_folder_that_is_not_there_holds_nothing(store: Store) -> None:
    """Looking makes none."""
    assert store.load(KEY) is None and store.all() == [] and not os.path.exists(store.folder)


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_nobody_else_can_read_it(store: Store) -> None:
    """0600 in folders of 0700, also where a folder was open to others."""
    store.save(full())
    for folder in (store.folder, os.path.dirname(store.folder)):
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(store.path_of(KEY)).st_mode) == 0o600
    os.chmod(store.folder, 0o777)
    store.save(full())
    assert stat.S_IMODE(os.stat(store.folder).st_mode) == 0o700


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_process_killed_while_it_saves_leaves_the_state_before(call: str, tmp_path: Path) -> None:
    """Before the file is on the disk, and before it takes the old one's place; what it left is swept up later."""
    if sys.platform == "win32":
        pytest.skip("there is no SIGKILL")
    folder = str(tmp_path / "state")
    process = python(SAVES_TWICE, folder, call)
    assert process.stdout is not None and process.stdout.readline() == "here\n"
    process.kill()
    process.communicate()
    store = Store(folder)
    state = store.load(KEY)
    assert state is not None and state.choices["strategy"] == "split"
    assert [name for name in os.listdir(store.folder) if name.endswith(".tmp")]
    with store.lock(KEY):
        assert not [name for name in os.listdir(store.folder) if name.endswith(".tmp")]
    assert store.load(KEY) == state


NEWER = json.dumps({**json.loads(dump(full())), "schema": SCHEMA + 1, "more": True}).encode()


def without(name: str) -> bytes:
    """A state that lacks a key."""
    document = json.loads(dump(full()))
    del document[name]
    return json.dumps(document).encode()


def changed(name: str, value: Any) -> bytes:
    """A state with another value."""
    return json.dumps({**json.loads(dump(full())), name: value}).encode()


def looked(**values: Any) -> bytes:
    """A state whose first upload has another value."""
    document = json.loads(dump(full()))
    document["look"]["uploads"][0] |= values
    return json.dumps(document).encode()


def registered(**values: Any) -> bytes:
    """A state whose first publisher has another value."""
    document = json.loads(dump(full()))
    document["publishers"][0]["publisher"] |= values
    return json.dumps(document).encode()


BROKEN = {
    "empty": b"",
    "cut off": dump(full()).encode()[:200],
    "no UTF-8": b"\xff\xfe{}",
    "a list": b"[]",
    "null": b"null",
    "no schema": without("schema"),
    "schema of another kind": changed("schema", "1"),
    "schema true": changed("schema", True),
    "schema zero": changed("schema", 0),
    "no records": without("records"),
    "an unknown step": changed("records", [{"name": "x", "status": "done", "when": "", "facts": {}}]),
    "a step twice": changed("records", [{"name": "look", "status": "done", "when": "", "facts": {}}] * 2),
    "a name that is none": changed("key", {"owner": 1, "name": None, "checkout": None}),
    "choices that are none": changed("choices", ["x"]),
    "nested too deep": b"[" * 100_000,
    "a number without end": b'{"schema": ' + b"9" * 10_000 + b"}",
    "a step of infinity": looked(step=float("inf")),
    "a step that is none": looked(step=True),
    "a project that no address can name": registered(project="sampler\ud800"),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_state_is_told_and_kept(data: bytes, store: Store) -> None:
    """Loading changes nothing; starting anew sets it aside, and a second one beside it."""
    store.save(full())
    path = Path(store.path_of(KEY))
    for number in (1, 2):
        path.write_bytes(data)
        with pytest.raises(BrokenState, match=r"octo-org-sampler-\w+\.json cannot be understood: it is damaged"):
            store.load(KEY)
        assert path.read_bytes() == data
        assert [type(found) for found in store.all()] == [Broken]
        store.save(new_state(KEY))
        assert Path(f"{path}.broken-{number}").read_bytes() == data
    assert store.load(KEY) is not None and len(store.all()) == 1


def test_a_state_of_a_later_version_is_left_alone(store: Store) -> None:
    """Neither read nor written over."""
    store.save(full())
    path = Path(store.path_of(KEY))
    path.write_bytes(NEWER)
    attempts: list[Callable[[], object]] = [lambda: store.load(KEY), lambda: store.save(full())]
    for work in attempts:
        with pytest.raises(NewerState, match=r"a later trustpub \(schema 2, this one knows 1\); it stays as it is"):
            work()
    assert path.read_bytes() == NEWER and os.listdir(store.folder) == [path.name]
    assert [type(found) for found in store.all()] == [Broken]


def link(folder: Path) -> None:
    """A link where the folder should be."""
    (folder.parent / "elsewhere").mkdir()
    folder.symlink_to(folder.parent / "elsewhere")


def file(folder: Path) -> None:
    """A file where the folder should be."""
    folder.write_text("")


def foreign(folder: Path) -> None:
    """A folder of somebody else."""
    if not hasattr(os, "chown") or os.getuid() != 0:
        pytest.skip("only root can give a folder away")
    folder.mkdir()
    os.chown(folder, 12345, 12345)


@pytest.mark.parametrize("below", [False, True], ids=["trustpub's folder", "the wizard's folder"])
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (link, "is a link"),
        (foreign, "belongs to another user"),
        (file, "is no folder"),
    ],
    ids=["a link", "somebody else's", "a file"],
)
@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_folder_that_is_not_ones_own_is_refused(make: Any, message: str, below: bool, tmp_path: Path) -> None:
    """Whoever could write there could put words into the wizard's mouth."""
    folder = tmp_path / "state"
    if below:
        folder.mkdir()
    make(folder / "wizard" if below else folder)
    store = Store(str(folder))
    for work in (lambda: store.save(full()), lambda: store.load(KEY), store.all, lambda: store.lock(KEY).__enter__()):
        with pytest.raises(StateError, match=f"{message}, so the steps are not remembered there; set TRUSTPUB_STATE"):
            work()


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_a_link_where_the_state_should_be_is_not_followed(store: Store, tmp_path: Path) -> None:
    """Nor is a pipe waited for."""
    store.save(full())
    path = Path(store.path_of(KEY))
    path.unlink()
    path.symlink_to(tmp_path / "secret")
    with pytest.raises(StateError, match="cannot be read"):
        store.load(KEY)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StateError, match="is no regular file"):
        store.load(KEY)


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    """One sentence with the folder, for saving as for the lock; the caller may go on without."""
    (tmp_path / "file").write_text("")
    store = Store(str(tmp_path / "file" / "state"))
    for work in (lambda: store.save(full()), lambda: store.lock(KEY).__enter__()):
        with pytest.raises(StateError, match="state cannot be used to remember the steps: a file is in its way"):
            work()


@pytest.mark.parametrize("make", [file, link, foreign], ids=["a file", "a link", "somebody else's"])
@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_the_work_goes_on_without_a_folder(make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is told once; nothing is read from there, and nothing is kept."""
    monkeypatch.setenv("TRUSTPUB_STATE_DIR", str(tmp_path / "state"))
    make(tmp_path / "state")
    told: list[str] = []
    with held_store(KEY, told.append) as store:
        assert store.load(KEY) is None
        assert store.save(full()).records and store.load(KEY) is None
    (sentence,) = told
    assert sentence.startswith(str(tmp_path / "state")) and sentence.endswith(
        "; what is done now will not be remembered"
    )


def test_a_held_store_keeps_and_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it can; a second wizard is no reason to go on without."""
    monkeypatch.setenv("TRUSTPUB_STATE_DIR", str(tmp_path / "state"))
    told: list[str] = []
    with held_store(KEY, told.append) as store:
        saved = store.save(full())
        with pytest.raises(Busy), held_store(KEY, told.append):
            pass
    assert Store().load(KEY) == saved and told == []


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(store: Store) -> None:
    """The state that is there can still be read."""
    saved = store.save(full())
    os.chmod(os.path.dirname(store.folder), 0o500)
    os.chmod(store.folder, 0o500)
    assert store.load(KEY) == saved


def test_forgetting(store: Store) -> None:
    """Once; another's state stays."""
    other = store.save(new_state(Key("octo-org", "other")))
    store.save(full())
    assert store.forget(KEY) and not store.forget(KEY)
    assert store.all() == [other]
    assert os.name == "nt" or os.listdir(store.folder) == [os.path.basename(store.path_of(other.key))]
    with store.lock(other.key), pytest.raises(Busy):
        store.forget(other.key)
    assert store.all() == [other]


@pytest.mark.parametrize("name", ["../../x", "a\nb", "-rf", "CON", "x" * 500, "\udcff", "é", ""])
def test_names_lead_nowhere_else(name: str, store: Store) -> None:
    """Whatever a folder is called, its state is one file in the folder of states."""
    key = Key(None, None, f"/{name}")
    assert os.path.dirname(store.path_of(key)) == store.folder
    saved = store.save(State(key, "", ""))
    assert store.load(key) == saved


SECRETS = st.sampled_from([TOKEN, GITHUB_TOKEN, f"github_pat_{'b' * 40}", "https://u:hunter2@host/x"])
TEXTS = st.builds(lambda before, secret, after: f"{before} {secret} {after}", st.text(), SECRETS, st.text())
FACTS = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(facts=st.dictionaries(TEXTS, FACTS, max_size=3), text=TEXTS)
def test_no_field_takes_a_secret(facts: dict[str, Any], text: str) -> None:
    """Tokens of PyPI and GitHub, and passwords in addresses, are cut out wherever they stand."""
    publisher = PUBLISHER.__class__("pypi", text, text, text, text, text)
    state = full(Key(text, text, text)).with_step("look", facts=facts).with_choices(x=text, **{text: facts})
    state = state.with_publisher(publisher).with_environment(text, created=False).with_proven(text, text, text)
    state = state.with_retired(text, text)
    written = dump(state)
    assert not LITERAL_TOKEN.search(written)
    for secret in (GITHUB_TOKEN, "github_pat_b", "hunter2"):
        assert secret not in written


@pytest.mark.parametrize("variable", ["TRUSTPUB_STATE_DIR", "XDG_STATE_HOME"])
def test_where_the_states_are(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the user's state folder, or where the variable says."""
    monkeypatch.delenv("TRUSTPUB_STATE_DIR", raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    if variable == "TRUSTPUB_STATE_DIR":
        assert state_folder() == str(tmp_path)
    elif sys.platform == "linux":
        assert state_folder() == str(tmp_path / "trustpub")
