"""``trustpub status``, on states of real checkouts."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.checkouts import NO_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, Done, checkout, fingerprint, trustpub
from tests.cli.contract import complaints
from tests.cli.options import helped_options, told_options
from tests.cli.terminal import Session
from tests.wizard.states import full
from trustpub.migration.planner import plan
from trustpub.repository.local import LocalRepository
from trustpub.wizard.look import look_at
from trustpub.wizard.state import STEPS, State, key_of, new_state
from trustpub.wizard.store import Store

QUESTION = "Forget how far the migration of octo-org/sampler is? [y/n/?] "


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with a token upload."""
    return checkout(tmp_path / "repo", {"a.yml": TOKEN_UPLOAD})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Where the states of the test are."""
    return Store(str(tmp_path / "state"))


def status(tmp_path: Path, *words: str | Path, cwd: Path | None = None) -> Done:
    """Run the command."""
    return trustpub("status", *words, cwd=cwd or tmp_path, TRUSTPUB_STATE_DIR=str(tmp_path / "state"))


def begun(root: Path, *steps: str) -> State:
    """A migration in which these steps are done."""
    repository = LocalRepository(str(root))
    key = key_of(repository)
    state = new_state(key).with_look(look_at(repository, key))
    for step in steps:
        state = state.with_step(step)
    return state


def document(tmp_path: Path, *words: str | Path) -> dict[str, Any]:
    """The document, which keeps its schema."""
    done = status(tmp_path, "--format", "json", *words)
    assert complaints("status", done.out) == []
    whole: dict[str, Any] = json.loads(done.out)
    return whole


NEXT = [
    ("look", "look at what uploads, and with which secret"),
    ("choose", "choose how to migrate"),
    ("preview", "look at the exact change"),
    ("write", "write the change, to a branch, a pull request, or the files"),
    ("register", "register the publishers, before the change is merged (0 of 1 done: sampler on PyPI)"),
    ("environment", "set up the environment on GitHub (pypi)"),
    ("release", "merge the change, and release"),
    ("prove", "see which publisher uploaded the release"),
    ("retire", "delete the old secrets, and revoke the token"),
    ("done", "read the summary"),
]


def test_the_change_that_arrives_is_nothing_to_warn_of(root: Path, store: Store, tmp_path: Path) -> None:
    """It was written by the wizard, and merged; going on without proof stays to be seen."""
    state = begun(root, *STEPS).with_step("prove", facts={"unproven": ["sampler on PyPI"]})
    assert state.look is not None
    store.save(state.with_publisher(state.look.publishers[0]))
    text = plan(LocalRepository(str(root))).files[0].after
    (root / WORKFLOWS / "a.yml").write_bytes(text)
    done = status(tmp_path, root)
    assert done.status == 1 and "!" not in done.out
    assert "  skipped: see which publisher uploaded the release\n" in done.out


@pytest.mark.parametrize(("step", "sentence"), NEXT, ids=STEPS)
def test_the_next_step_is_named(step: str, sentence: str, root: Path, store: Store, tmp_path: Path) -> None:
    """With how far it is, and status 1 for what is to be done."""
    count = STEPS.index(step)
    saved = store.save(begun(root, *STEPS[:count]))
    done = status(tmp_path, root)
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        f"octo-org/sampler\n  next: {sentence}\n  {count} of 9 steps gone through, last on {saved.updated[:10]}\n"
        f"  in {root}\n"
    )
    assert document(tmp_path, root)["migrations"][0]["next"] == {"step": step, "what": sentence}


def test_a_finished_migration(root: Path, store: Store, tmp_path: Path) -> None:
    """Status 0."""
    saved = store.save(begun(root, *STEPS))
    done = status(tmp_path, root)
    assert (done.status, done.err, done.out) == (
        0,
        "",
        f"octo-org/sampler\n  finished on {saved.updated[:10]}\n  in {root}\n",
    )


def test_a_finished_migration_with_a_skipped_step(root: Path, store: Store, tmp_path: Path) -> None:
    """What was skipped is told, and is still to be done: status 1, as the wizard's own."""
    saved = store.save(begun(root, *STEPS).with_step("environment", "skipped"))
    done = status(tmp_path, root)
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        f"octo-org/sampler\n  finished on {saved.updated[:10]}\n  in {root}\n"
        "  skipped: set up the environment on GitHub\n"
    )


def test_nothing_begun(root: Path, tmp_path: Path) -> None:
    """Status 0, and the command that begins; nothing is made by asking."""
    done = status(tmp_path, root)
    assert (done.status, done.err) == (0, "")
    assert done.out == "octo-org/sampler: no migration was begun with the wizard; trustpub wizard begins one\n"
    assert status(tmp_path, "--all").out == "No migration was begun with the wizard; trustpub wizard begins one.\n"
    assert document(tmp_path, root)["not_begun"] == ["octo-org/sampler"]
    assert not (tmp_path / "state").exists()


def test_a_repository_that_changed_since(root: Path, store: Store, tmp_path: Path) -> None:
    """The difference is told, and makes a finished migration one with something to do; nothing is written."""
    store.save(begun(root, *STEPS))
    (root / WORKFLOWS / "b.yml").write_text(TOKEN_UPLOAD.replace("publish:", "again:"), encoding="utf-8")
    before = fingerprint(tmp_path)
    done = status(tmp_path, root)
    assert done.status == 1
    assert "  ! the upload with gh-action-pypi-publish in .github/workflows/b.yml, job again, is new" in done.out
    (found,) = document(tmp_path, root)["migrations"]
    assert found["presence"] == "changed" and len(found["changes"]) == 1
    assert fingerprint(tmp_path) == before


def test_a_change_that_does_not_matter(root: Path, store: Store, tmp_path: Path) -> None:
    """It is told that there was one, and that it changes nothing."""
    store.save(begun(root, *STEPS))
    (root / WORKFLOWS / "b.yml").write_text(NO_UPLOAD, encoding="utf-8")
    done = status(tmp_path, root)
    assert done.status == 0 and "the workflows changed since, but nothing that matters here" in done.out


def test_a_checkout_that_is_gone(root: Path, store: Store, tmp_path: Path) -> None:
    """Its state is still there, by the repository's name, by the folder's, and with --all."""
    store.save(begun(root, "look"))
    shutil.rmtree(root)
    for words in (["Octo-Org/Sampler"], [root], ["--all"]):
        done = status(tmp_path, *words)
        assert done.status == 1 and f"  ! the checkout {root} is gone\n" in done.out
    assert document(tmp_path, "--all")["migrations"][0]["presence"] == "gone"


def test_a_checkout_that_is_another_repository_now(root: Path, store: Store, tmp_path: Path) -> None:
    """Its workflows say nothing about the migration."""
    store.save(begun(root, "look"))
    shutil.rmtree(root)
    checkout(root, {"a.yml": NO_UPLOAD}, "https://github.com/octo-org/other")
    assert f"  ! the checkout {root} is now that of octo-org/other\n" in status(tmp_path, "--all").out
    (root / ".git" / "config").write_text("", encoding="utf-8")
    sentence = f"  ! the checkout {root} does not tell any more that it is octo-org/sampler\n"
    assert sentence in status(tmp_path, "--all").out


def test_the_checkout_that_is_named_is_the_one_compared(root: Path, store: Store, tmp_path: Path) -> None:
    """Also when the wizard last ran in another one."""
    store.save(begun(root, "look"))
    other = checkout(tmp_path / "other", {"a.yml": TOKEN_UPLOAD})
    shutil.rmtree(root)
    done = status(tmp_path, ".", cwd=other)
    assert f"  in {other}\n" in done.out and "!" not in done.out


def test_all_of_them_in_every_format(root: Path, store: Store, tmp_path: Path) -> None:
    """Those last changed first; a file that is none is told on standard error, with status 2, and stays."""
    saved = store.save(full(key_of(LocalRepository(str(root)))))
    hostile = checkout(tmp_path / "a `b` | <i>@all \x1b[31m", {"a.yml": TOKEN_UPLOAD}, remote=None)
    store.save(begun(hostile, "look"))
    broken = Path(store.path_of(saved.key._replace(name="broken")))
    broken.write_text("{", encoding="utf-8")
    done = status(tmp_path, "--all")
    assert done.status == 2 and "octo-org/sampler\n" in done.out and "\x1b" not in done.out
    assert done.err == f"trustpub: {broken} cannot be understood: it is damaged\n"
    whole = document(tmp_path, "--all")
    assert len(whole["migrations"]) == 2 and [error["path"] for error in whole["errors"]] == [str(broken)]
    markdown = status(tmp_path, "--all", "--format", "markdown").out
    assert markdown.count("\n| ") == 4 and "`octo-org/sampler`" in markdown
    assert "<i>" not in markdown and "@all" not in markdown
    assert broken.read_text(encoding="utf-8") == "{"


def test_forgetting_without_a_terminal_needs_yes(root: Path, store: Store, tmp_path: Path) -> None:
    """It names the option, and forgets nothing; with it, only that one."""
    saved = store.save(begun(root, "look"))
    other = store.save(full(saved.key._replace(name="other", checkout=None)))
    done = status(tmp_path, "--forget", root)
    assert done.status == 2 and done.err == (
        "trustpub: there is no terminal to ask at; use --yes to forget without asking\n"
    )
    assert store.load(saved.key) == saved
    done = status(tmp_path, "--forget", "--yes", root)
    assert (done.status, done.out) == (0, "forgotten: octo-org/sampler\n")
    assert store.all() == [other]
    assert status(tmp_path, "--forget", "--yes", root).out == "octo-org/sampler: nothing is remembered\n"


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(
    ("key", "kept"), [(b"y\n", False), (b"n\n", True), (b"\x03", True), (b"\x04", True)], ids=["yes", "no", "^C", "^D"]
)
def test_forgetting_asks(key: bytes, kept: bool, root: Path, store: Store, tmp_path: Path) -> None:
    """The question names the repository, `?` says what is lost, and anything but yes keeps it."""
    store.save(begun(root, "look"))
    session = Session("status", "--forget", cwd=root, width=120, TRUSTPUB_STATE_DIR=str(tmp_path / "state"))
    session.answer(QUESTION, b"?\n")
    session.answer(QUESTION, key)
    assert session.finish() == (1 if kept else 0)
    assert "Nothing changes in the repository, on GitHub or on PyPI" in session.text
    assert session.text.endswith("octo-org/sampler is kept.\n" if kept else "forgotten: octo-org/sampler\n")
    assert bool(store.all()) is kept


def test_what_is_being_worked_on_is_not_forgotten(root: Path, store: Store, tmp_path: Path) -> None:
    """The wizard that is at work is named."""
    saved = store.save(begun(root, "look"))
    with store.lock(saved.key):
        done = status(tmp_path, "--forget", "--yes", root)
    assert done.status == 2 and f"another wizard is at work on octo-org/sampler (process {os.getpid()}" in done.err
    assert store.load(saved.key) == saved


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--all", "x"], "name paths, or use --all; not both"),
        (["nowhere"], "nowhere: there is no such folder, and no migration of that name is remembered"),
        (["repo/.github/workflows/a.yml"], "name its folder, not a single file"),
        (["--forget", "--format", "json"], "--forget shows nothing; leave --format out"),
    ],
)
@pytest.mark.usefixtures("root")
def test_words_that_name_nothing(words: list[str], message: str, tmp_path: Path) -> None:
    """One sentence, status 2."""
    done = status(tmp_path, *words)
    assert (done.status, done.out) == (2, "") and message in done.err


def test_the_page_names_every_option() -> None:
    """docs/status.md has the options of the command, and no other."""
    assert told_options("status") == helped_options("status")
