"""The parts of the conversation that are functions: what a word means, which pages may be opened, what a form says."""

from __future__ import annotations

import dataclasses

import pytest

from trustpub.migration.types import Publisher
from trustpub.pypi.client import File
from trustpub.pypi.proof import UNPROVEN, Expected, FileProof, Proof
from trustpub.wizard.pages import is_known, open_page, settings_page
from trustpub.wizard.prompts import Choice, chosen
from trustpub.wizard.registration import EMPTY, NEW, THERE, UNTOLD, form_of, manage_page, obstacle_to_pending
from trustpub.wizard.state import BRANCH, PULL_REQUEST, SKIPPED, WORKING_TREE, Key, PublisherRecord, Written, new_state
from trustpub.wizard.steps.prove import expected_of, is_older
from trustpub.wizard.steps.release import tasks
from trustpub.wizard.steps.retire import tasks_of, unproven
from trustpub.wizard.steps.write import compare_page
from trustpub.wizard.summary import summary_markdown

PUBLISHER = Publisher("pypi", "sampler", "octo-org", "sampler", "a.yml", "pypi")
CHOICES = [Choice("y", "yes, delete"), Choice("n", "no, keep"), Choice("w", "yesterday's"), Choice("?", "explain this")]
STATE = new_state(Key("octo-org", "sampler"))


@pytest.mark.parametrize(
    ("word", "key"),
    [("y", "y"), (" Y ", "y"), ("1", "y"), ("3", "w"), ("yes, d", "y"), ("no", "n"), ("NO, KEEP", "n"), ("?", "?")],
)
def test_what_a_word_chooses(word: str, key: str) -> None:
    """A letter, a number, or the beginning of an answer that no other one shares."""
    found = chosen(word, CHOICES)
    assert found is not None and found.key == key


@pytest.mark.parametrize("word", ["", "  ", "yes", "yess", "x", "0", "5", "-1", "²", "yes, delete!", "??"])
def test_what_chooses_nothing(word: str) -> None:
    """Neither nothing, nor nonsense, nor what could mean two answers."""
    assert chosen(word, CHOICES) is None


@pytest.mark.parametrize(
    "page",
    [
        "https://pypi.org/manage/account/",
        "https://test.pypi.org/manage/project/x/settings/publishing/?provider=github&owner=a",
        settings_page("octo-org", "a/b", "environments"),
    ],
)
def test_pages_that_may_be_opened(page: str) -> None:
    """Those of PyPI, TestPyPI and GitHub."""
    assert is_known(page)


@pytest.mark.parametrize(
    "page",
    [
        "http://pypi.org/",
        "https://pypi.org.example.org/",
        "https://pypi.org@example.org/",
        "https://user:password@pypi.org/",
        "https://pypi.org:8443/",
        "https://PyPI.org\\@example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "--help",
        "",
        "https://pypi.org/\n",
        "https://pypi.org/ä",
    ],
)
def test_pages_that_are_not(page: str) -> None:
    """Whatever they hold, they never reach a browser."""
    assert not is_known(page)
    with pytest.raises(ValueError):  # noqa: PT011 - it holds the address and nothing else
        open_page(page)


def test_the_form_of_a_project_that_is_there() -> None:
    """Four fields in the form's order, on a page that has them already."""
    for presence in (THERE, UNTOLD):
        form = form_of(PUBLISHER, presence)
        assert form.fields == (
            ("Owner", "octo-org"),
            ("Repository name", "sampler"),
            ("Workflow name", "a.yml"),
            ("Environment name", "pypi"),
        )
        assert form.page.startswith(f"{manage_page(PUBLISHER)}?provider=github&owner=octo-org&")


def test_the_form_of_a_new_project() -> None:
    """Five fields, on a page that has none of them, with the limits."""
    form = form_of(dataclasses.replace(PUBLISHER, environment=None), NEW)
    assert form.fields[0] == ("PyPI Project Name", "sampler") and form.fields[-1] == ("Environment name", EMPTY)
    assert form.page == "https://pypi.org/manage/account/publishing/"
    assert any("30 days and does not reserve the name" in text for text in form.advice)


def test_an_environment_is_shown_as_pypi_keeps_it() -> None:
    """In lower case."""
    assert form_of(dataclasses.replace(PUBLISHER, environment="PyPI-Prod"), THERE).fields[-1][1] == "pypi-prod"


def pending(project: str, workflow: str = "a.yml", index: str = "pypi") -> PublisherRecord:
    """A pending publisher that is registered."""
    publisher = dataclasses.replace(PUBLISHER, project=project, workflow=workflow, index=index)
    return PublisherRecord(publisher, "2026-11-24T06:00:00Z", is_pending=True)


@pytest.mark.parametrize(
    ("registered", "words"),
    [
        (
            [pending("sampler", "b.yml")],
            "only one publisher can do that: release with b.yml first, then register a.yml",
        ),
        ([pending("other")], "same values for other, and PyPI takes only one at a time: release other first"),
        ([pending("a", "1.yml"), pending("b", "2.yml"), pending("c", "3.yml")], "you have 3 pending publishers"),
    ],
)
def test_when_no_further_pending_publisher_fits(registered: list[PublisherRecord], words: str) -> None:
    """One for the same values, three for an account."""
    assert words in (obstacle_to_pending(PUBLISHER, registered) or "")


@pytest.mark.parametrize(
    "registered",
    [
        [],
        [pending("sampler")],
        [pending("a", "1.yml"), pending("b", "2.yml")],
        [pending("other", index="testpypi")],
        [pending("other")._replace(is_pending=False)],
    ],
)
def test_when_one_fits(registered: list[PublisherRecord]) -> None:
    """TestPyPI counts for itself, and so do publishers of projects that are there."""
    assert obstacle_to_pending(PUBLISHER, registered) is None


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (Written(WORKING_TREE, ""), "Commit the change and merge it."),
        (Written(BRANCH, "", "x"), "Push the branch x and merge it."),
        (Written(PULL_REQUEST, "", "x", None, "https://github.com/a/b/pull/1"), "https://github.com/a/b/pull/1"),
    ],
)
def test_what_to_do_for_the_release(written: Written, words: str) -> None:
    """Depends on where the change was written."""
    assert words in tasks(STATE.with_written(written), "octo-org", "sampler")[0]
    assert len(tasks(STATE, None, None)) == 3


def test_the_page_for_a_pull_request() -> None:
    """Whatever the names hold."""
    assert compare_page("a?", "b#", "x/y&z") == "https://github.com/a%3F/b%23/compare/x/y%26z?expand=1"


def test_what_a_release_may_come_from() -> None:
    """Any publisher of the project on that index; an environment that is not known is not compared."""
    others = [
        dataclasses.replace(PUBLISHER, workflow="b.yml", environment=None),
        dataclasses.replace(PUBLISHER, index="x"),
    ]
    assert expected_of([PUBLISHER, *others], "pypi", "sampler") == (
        Expected("octo-org/sampler", "a.yml", "pypi"),
        Expected("octo-org/sampler", "b.yml", None),
    )


@pytest.mark.parametrize(
    ("uploaded", "older"), [("2020-01-01T00:00:00Z", True), ("2999-01-01T00:00:00Z", False), ("", False)]
)
def test_whether_a_release_is_older_than_the_migration(uploaded: str, older: bool) -> None:
    """By when its files were uploaded; not told means no."""
    file = FileProof(File("x.whl", uploaded, "", False), (), UNPROVEN, None)
    assert is_older(Proof("pypi", "sampler", "1.0", (), (file,)), STATE) is older


def test_what_remains_names_the_pages_of_every_project_and_index() -> None:
    """Each once."""
    publishers = [
        PUBLISHER,
        dataclasses.replace(PUBLISHER, index="testpypi"),
        dataclasses.replace(PUBLISHER, project="b"),
    ]
    first, _, history, _ = tasks_of("octo-org", "sampler", publishers)
    assert first.pages == ("https://pypi.org/manage/account/", "https://test.pypi.org/manage/account/")
    assert history.pages == (
        "https://pypi.org/manage/account/",
        "https://test.pypi.org/manage/account/",
        "https://pypi.org/manage/project/sampler/history/",
        "https://test.pypi.org/manage/project/sampler/history/",
        "https://pypi.org/manage/project/b/history/",
    )
    assert len(tasks_of("o", "n", [])) == 4


def test_what_is_not_proven() -> None:
    """By project and index."""
    publishers = [PUBLISHER, dataclasses.replace(PUBLISHER, index="testpypi")]
    assert unproven(STATE.with_proven("pypi", "sampler", "1.0"), publishers) == ["sampler on TestPyPI"]


def test_the_summary_of_hostile_names() -> None:
    """Nothing in them is a mark, a mention or a reference in Markdown."""
    name = "<b>`|@octocat #1\nx"
    state = new_state(Key("octo-org", name)).with_publisher(
        dataclasses.replace(PUBLISHER, project=name, workflow=name, environment=name)
    )
    text = summary_markdown(state.with_step("look", SKIPPED).with_retired(f"environment {name}", name))
    assert "<b>" not in text and "@octocat" not in text and "\n#1" not in text and " #1" not in text
    assert "- [ ] Look (skipped)\n" in text
