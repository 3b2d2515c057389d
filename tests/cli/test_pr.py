"""``trustpub pr`` for one repository, as a user runs it: at a terminal and without one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD, WORKFLOWS, Done, trustpub
from tests.cli.contract import complaints
from tests.cli.options import helped_options, told_options
from tests.cli.terminal import Session
from tests.corpus import ROOT
from tests.git.checkouts import add, git, new_checkout
from tests.pullrequest.conftest import FILES
from tests.servers.github import GitHubServer
from tests.servers.github.state import PullState
from tests.servers.http import Answer
from tests.servers.running import SECRET, running_github
from trustpub.github.listed import BRANCH

NAME = "octo-org/sampler"
WRITING = ("POST /repos", "PUT", "PATCH", "DELETE", "POST /octo-org")
QUESTION = f"Open this draft pull request in {NAME}? [y/n/?] "
SUMMARY = f"{NAME}: a draft pull request to main with 1 file, from the branch {BRANCH}.\n"
needs_terminal = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    """A GitHub with a repository that is to migrate."""
    with running_github() as started:
        started.repository.files = dict(FILES)
        started.repository.settle()
        yield started


def settings(server: GitHubServer, **changes: str) -> dict[str, Any]:
    """The environment of the command; no gh answers for it."""
    return {"GITHUB_API_URL": server.url, "GH_TOKEN": SECRET, "GITHUB_TOKEN": "", "GH_HOST": ""} | changes


def run(server: GitHubServer, *words: str | Path, **changes: str) -> Done:
    """Run the command where nobody can be asked; the token is in none of its output."""
    done = trustpub("pr", *words, **settings(server, **changes))
    assert SECRET not in done.out + done.err
    return done


def writes(server: GitHubServer) -> list[str]:
    """The requests that write."""
    return [line for line in server.lines() if line.startswith(WRITING) and "git-upload-pack" not in line]


def opened(server: GitHubServer, body: str | None = None) -> PullState:
    """A draft of ours that is there already, as trustpub would have opened it."""
    shown = json.loads(run(server, NAME, "--dry-run", "--format", "json").out)["repositories"][0]["texts"]
    state = server.repository
    after = TOKEN_UPLOAD.replace("        with:\n          password: ${{ secrets.PYPI_TOKEN }}\n", "")
    head = state.commit(BRANCH, state.texts("main") | {f"{WORKFLOWS}/a.yml": after.encode()}, shown["message"].rstrip())
    text = shown["body"] if body is None else body
    pull = PullState(1, shown["title"], text, "octo-org", state, BRANCH, head, "main", "octocat", draft=True)
    pull.created = pull.updated = "2026-11-01T12:00:00Z"
    state.pulls.append(pull)
    state.followers.append(pull)
    return pull


@needs_terminal
def test_yes_opens_it_and_says_what_is_next(server: GitHubServer, tmp_path: Path) -> None:
    """The difference, one sentence, the question, the steps as they are done, and what a person does next."""
    session = Session("pr", NAME, cwd=tmp_path, width=120, **settings(server))
    session.answer(f"{SUMMARY}{QUESTION}", b"?\n")
    help_text = "  y  yes, open it\n  n  no, write nothing\n  ?  this help\n"
    session.answer(f"{help_text}{QUESTION}", b"yess\n")
    session.answer(f"{help_text}{QUESTION}", b"yes\n")
    assert session.finish() == 0 and SECRET not in session.raw
    assert session.text.startswith(f"--- a/{WORKFLOWS}/a.yml\n+++ b/{WORKFLOWS}/a.yml\n")
    done, _, rest = session.text.rpartition(f"{QUESTION}yes\n")[2].partition("\nNext, in this order, so that no")
    (pull,) = server.repository.pulls
    assert done == (
        f"committed {pull.head[:10]}\npushed to the branch {BRANCH} of {NAME}\n"
        f"opened https://github.com/{NAME}/pull/1 (draft)\n"
    )
    assert "  1. Register the publisher, as an owner of the project:\n     PyPI: sampler\n" in rest
    assert f"trustpub pr --ready {NAME}" in rest and "Only then delete PYPI_TOKEN (trustpub retire)" in rest
    assert len(server.asked) == 7


@needs_terminal
def test_an_update_is_asked_about_by_its_number(server: GitHubServer, tmp_path: Path) -> None:
    """And says what it adds."""
    state = server.repository
    assert run(server, NAME, "--yes").status == 0
    state.files[f"{WORKFLOWS}/b.yml"] = TOKEN_UPLOAD.encode()
    session = Session("pr", NAME, cwd=tmp_path, width=120, **settings(server))
    summary = f"{NAME}: another commit on {BRANCH} with 2 files brings #1 up to date.\n"
    session.answer(f"{summary}Update #1 of {NAME}? [y/n/?] ", b"y\n")
    assert session.finish() == 0 and f"updated https://github.com/{NAME}/pull/1 (draft)\n" in session.text
    assert len(state.pulls) == 1


@needs_terminal
@pytest.mark.parametrize("key", [b"n\n", b"\x03", b"\x04"], ids=["no", "Ctrl-C", "end of input"])
def test_anything_but_yes_writes_nothing(server: GitHubServer, tmp_path: Path, key: bytes) -> None:
    """It leaves politely, and the status says that something is left."""
    session = Session("pr", NAME, cwd=tmp_path, width=120, **settings(server))
    session.answer(QUESTION, key)
    assert session.finish() == 1 and session.text.endswith("Nothing is written.\n")
    assert writes(server) == []


@needs_terminal
def test_nothing_is_asked_where_nothing_is_to_be_done(server: GitHubServer, tmp_path: Path) -> None:
    """The reason is told."""
    server.repository.files[f"{WORKFLOWS}/a.yml"] = NO_UPLOAD.encode()
    session = Session("pr", NAME, cwd=tmp_path, **settings(server))
    assert session.finish() == 0
    assert session.text == f"{NAME} skipped: no workflow uploads to PyPI\n"


@pytest.mark.parametrize("words", [[], ["--format", "json"], ["--ready"], ["--close"]])
def test_without_a_terminal_it_refuses(server: GitHubServer, words: list[str]) -> None:
    """It names --yes, and asks nobody, not even GitHub."""
    done = run(server, NAME, *words)
    assert (done.status, done.out, server.asked) == (2, "", [])
    assert done.err.startswith("trustpub: there is no terminal to ask at; use --yes ")


def test_a_dry_run_shows_all_of_it(server: GitHubServer) -> None:
    """The difference, branch, message, title and text; nothing is written."""
    done = run(server, f"https://github.com/{NAME}", "--dry-run")
    assert (done.status, done.err) == (1, "Nothing is written.\n") and writes(server) == []
    assert f"--- a/{WORKFLOWS}/a.yml\n" in done.out and SUMMARY in done.out
    for part in (
        f"\nBranch:\n  {BRANCH}\n\nCommit:\n  Publish to PyPI with Trusted Publishing\n\n",
        "  Trustpub-Change: ",
        "\nTitle:\n  Publish to PyPI with Trusted Publishing\n\nText:\n  > [!IMPORTANT]\n",
    ):
        assert part in done.out


@pytest.mark.parametrize("words", [["--dry-run"], ["--yes"]])
def test_the_document_keeps_its_contract(server: GitHubServer, words: list[str]) -> None:
    """Whatever became of it; the page shows one."""
    for text in (TOKEN_UPLOAD, LEFT_UPLOAD, NO_UPLOAD):
        server.repository.files[f"{WORKFLOWS}/a.yml"] = text.encode()
        done = run(server, NAME, *words, "--format", "json")
        assert complaints("pr", done.out) == [] and done.err == ""
        (repository,) = json.loads(done.out)["repositories"]
        wanted = "planned" if words == ["--dry-run"] else "opened"
        assert repository["state"] == {TOKEN_UPLOAD: wanted, LEFT_UPLOAD: "left", NO_UPLOAD: "skipped"}[text]
        assert done.status == {"planned": 1, "opened": 0, "left": 1, "skipped": 0}[repository["state"]]
    page = (ROOT / "docs" / "pr.md").read_text(encoding="utf-8")
    assert complaints("pr", page.partition("```json\n")[2].partition("```")[0]) == []


def test_markdown_shows_the_same(server: GitHubServer) -> None:
    """For an issue."""
    out = run(server, NAME, "--dry-run", "--format", "markdown").out
    assert out.startswith(f"## `{NAME}`\n") and "### Commit message\n" in out and "```diff\n" in out


def test_status_ready_and_close(server: GitHubServer) -> None:
    """One after the other, without questions; the document keeps its contract."""
    pull = opened(server)
    for words, state, status in (
        (["--status"], "draft", 1),
        (["--ready", "--yes"], "open", 0),
        (["--status"], "open", 1),
        (["--close", "--dry-run"], "open", 1),
        (["--close", "--yes"], "closed", 0),
        (["--status"], "closed", 0),
    ):
        done = run(server, NAME, *words, "--format", "json")
        assert complaints("pr-status", done.out) == []
        (found,) = json.loads(done.out)["repositories"]
        assert (found["state"], done.status) == (state, status)
        assert [publisher["project"] for publisher in found["publishers"]] == ["sampler"]
    assert pull.state == "closed"


@needs_terminal
def test_ready_names_each_publisher(server: GitHubServer, tmp_path: Path) -> None:
    """Only yes marks it ready."""
    pull = opened(server)
    question = f"{NAME}#1: Is sampler on PyPI (a.yml, environment pypi) registered? [y/n/?] "
    for answer, is_draft in ((b"n\n", True), (b"y\n", False)):
        session = Session("pr", "--ready", NAME, cwd=tmp_path, width=120, **settings(server))
        session.answer(question, answer)
        assert session.finish() == int(is_draft) and pull.draft is is_draft
    assert "Not to be merged yet" not in (pull.body or "")


@needs_terminal
def test_close_asks(server: GitHubServer, tmp_path: Path) -> None:
    """And says what becomes of the branch that others pushed to."""
    pull = opened(server)
    session = Session("pr", "--close", NAME, cwd=tmp_path, width=120, **settings(server))
    session.answer(f"Close {NAME}#1? [y/n/?] ", b"\x04")  # its commit is not what its message says
    assert session.finish() == 1 and pull.state == "open"


def test_status_for_people(server: GitHubServer) -> None:
    """What each draft waits for, field by field; what cannot be seen is told, with status 2."""
    opened(server)
    done = run(server, "--status", NAME, "octo-org/nothing")
    assert done.status == 2 and f"{NAME}#1 a draft that waits for its publishers; others pushed to its" in done.out
    assert "    Workflow name    a.yml\n" in done.out and "octo-org/nothing: GitHub does not show it" in done.out
    out = run(server, "--status", NAME, "--format", "markdown").out
    assert f"| `{NAME}` | [\\#1](https://github.com/{NAME}/pull/1) | a draft" in out.replace("#&#8203;1", "#1")
    assert "- [ ] sampler on PyPI" in out


HOSTILE = {
    "index": "pypi",
    "project": "x\x1b[2J\n<img src=x>",
    "owner": "octo-org",
    "repository": "sampler",
    "workflow": "w\u202e\nfake line.yml",
    "environment": "e\x9b31m",
}


@pytest.mark.parametrize(
    ("form", "change"),
    [
        ("text", {}),
        ("markdown", {}),
        ("json", {}),
        ("text", {"index": "evil.example"}),
        ("text", {"owner": "o\x1b]0;evil.example\x07"}),
        ("text", {"repository": "evil.example"}),
        ("text", {"owner": None}),
    ],
)
def test_what_others_wrote_into_a_text_does_no_harm(
    server: GitHubServer, form: str, change: dict[str, str | None]
) -> None:
    """Control characters are shown as such, and a publisher that is another repository's is not told."""
    facts = json.dumps({"digest": "0", "publishers": [{**HOSTILE, **change}]})
    safe = facts.replace("<", "\\u003c").replace(">", "\\u003e")
    opened(server, f"Hello\x1b[2J\n\n<!-- trustpub: v1 {safe} -->\n")
    done = run(server, "--status", NAME, "--format", form)
    assert done.status == 1 and not set("\x1b\x07\x9b\u202e") & set(done.out)
    assert "\nfake line" not in done.out and (form != "markdown" or "<img" not in done.out)
    assert "evil.example" not in done.out and ("environment" in done.out.lower()) is (not change)


@pytest.fixture
def checkout(server: GitHubServer, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A clone, and the variables with which git finds github.com on this machine."""
    config = tmp_path / "gitconfig"
    address = server.url.replace("http://", f"http://octocat:{SECRET}@")
    config.write_text(f'[url "{address}/"]\n\tinsteadOf = https://github.com/\n', encoding="utf-8")
    variables = {"HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_NOSYSTEM": "1"}
    git(tmp_path, "clone", "--quiet", f"https://github.com/{NAME}.git", "checkout", data=None, **variables)
    folder = tmp_path / "checkout"
    git(folder, "config", "user.name", "Maintainer")
    git(folder, "config", "user.email", "maintainer@example.org")
    return folder, variables


def test_from_a_checkout(server: GitHubServer, checkout: tuple[Path, dict[str, str]]) -> None:
    """Git pushes, the API opens; what is being edited is told; the next run finds it."""
    folder, variables = checkout
    (folder / WORKFLOWS / "a.yml").write_text("# being edited\n", encoding="utf-8")
    done = run(server, folder, "--yes", "--signoff", **variables)
    assert done.status == 0, done.err
    (pull,) = server.repository.pulls
    assert f"committed {pull.head[:10]}\npushed to the branch {BRANCH} of {NAME}\nopened https://" in done.out
    assert f"Note: {WORKFLOWS}/a.yml has changes here that are not committed; they are no part" in done.out
    message = server.repository.objects.read_commit(pull.head).message
    assert message.rstrip().endswith("Signed-off-by: Maintainer <maintainer@example.org>")
    assert git(folder, "status", "--porcelain") == f" M {WORKFLOWS}/a.yml"
    before = len(writes(server))
    assert run(server, folder, "--status", **variables).out.startswith(f"{NAME}#1 a draft that waits for its publi")
    assert run(server, folder, "--yes", **variables).out == f"up to date https://github.com/{NAME}/pull/1 (draft)\n"
    assert len(writes(server)) == before


@pytest.mark.parametrize(
    ("words", "changes", "sentence"),
    [
        ([NAME], {"GH_TOKEN": "", "PATH": ""}, f"cannot open a pull request in {NAME}: there is no GitHub token; set"),
        ([NAME], {"GH_TOKEN": "ghp_wrong"}, "GitHub does not accept the token from GH_TOKEN (Bad credentials); it may"),
        (
            [NAME],
            {"GITHUB_API_URL": "", "GH_HOST": "ghe.corp.example"},
            "PyPI trusts GitHub Actions of github.com only",
        ),
        (["https://ghe.corp.example/a/b"], {}, "ghe.corp.example, and PyPI trusts GitHub Actions of github.com only"),
        (["octo-org/nothing"], {}, "GitHub does not show octo-org/nothing"),
        (["a b"], {}, "'a b' is neither a folder nor a repository on GitHub; name a checkout, or OWNER/NAME"),
        (["\x1b[2J"], {}, "'\\x1b[2J' is neither a folder nor"),
        ([NAME, "a/b"], {}, "name one repository, or list several in a file and use --from FILE"),
        ([NAME, "--org", "x"], {}, "name repositories, or use --org, --user or --from; not both"),
        ([NAME, "--signoff"], {}, "--signoff needs --author 'NAME <EMAIL>'"),
        ([NAME, "--author", "me"], {}, "'me' names no author; write it as 'NAME <EMAIL>'"),
        ([NAME, "--template", "/nonexistent"], {}, "/nonexistent: cannot be read: no such file or directory"),
    ],
)
def test_what_it_cannot_do_is_one_sentence(
    server: GitHubServer, words: list[str], changes: dict[str, str], sentence: str
) -> None:
    """With status 2, and nothing written."""
    done = run(server, *words, "--yes", **changes)
    assert (done.status, done.out) == (2, "") and sentence in done.err and len(done.err.splitlines()) == 1
    assert writes(server) == []


def test_a_missing_scope_is_named(server: GitHubServer) -> None:
    """Before anything is written."""
    server.scopes = "repo"
    done = run(server, NAME, "--yes")
    assert done.status == 2 and "the token from GH_TOKEN lacks the scope workflow (it has repo)" in done.err
    assert writes(server) == []


def test_a_step_that_fails_is_status_2(server: GitHubServer) -> None:
    """What GitHub says is told, and not the token."""
    server.fail(Answer(403, {"message": f"no, {SECRET}\x1b[2J"}), "/git/refs")
    done = run(server, NAME, "--yes")
    assert done.status == 2 and f"trustpub: cannot make the branch {BRANCH} of {NAME}: GitHub refuses it" in done.err
    assert "\x1b" not in done.out + done.err and server.repository.pulls == []


def test_what_is_left_is_said(server: GitHubServer) -> None:
    """With what a person can do, and status 1."""
    server.repository.files[f"{WORKFLOWS}/a.yml"] = LEFT_UPLOAD.encode()
    done = run(server, NAME, "--yes")
    assert done.status == 1 and done.out.startswith(f"{NAME} left to you: its one upload with a token has to be")
    assert "Left to you:\n" in done.out


@pytest.mark.parametrize(
    "words", [["--dry-run"], ["--yes"], ["--yes", "--format", "json"], ["--yes", "--format", "markdown"]]
)
def test_a_file_that_cannot_be_read_is_named(server: GitHubServer, words: list[str]) -> None:
    """The others are done, and this one is left to a person; a second run says so too."""
    server.repository.files[f"{WORKFLOWS}/b.yml"] = b"on: push\njobs: [ twine upload\n"
    for _ in range(2):
        done = run(server, NAME, *words)
        assert done.status == 1 and done.err.count(f"trustpub: {NAME}/{WORKFLOWS}/b.yml") == 1


def test_a_template_of_ones_own(server: GitHubServer, tmp_path: Path) -> None:
    """Its text, or its fault with the line."""
    template = tmp_path / "body.md.j2"
    template.write_text("For {{ owner }}.\n", encoding="utf-8")
    assert "\nText:\n  For octo-org.\n" in run(server, NAME, "--dry-run", "--template", template).out
    template.write_text("ok\n{% if %}\n", encoding="utf-8")
    done = run(server, NAME, "--dry-run", "--template", template)
    assert done.status == 2 and done.err.startswith(f"trustpub: {template}:2: ")


def test_a_checkout_elsewhere(server: GitHubServer, tmp_path: Path) -> None:
    """A remote that is not on github.com, and a single file."""
    folder = new_checkout(tmp_path / "other")
    add(folder, {f"{WORKFLOWS}/a.yml": TOKEN_UPLOAD.encode()})
    git(folder, "remote", "add", "origin", f"https://me:{SECRET}@ghe.corp.example/a/b.git")
    done = run(server, folder, "--yes")
    assert done.status == 2 and "PyPI trusts GitHub Actions of github.com only" in done.err
    done = run(server, folder / WORKFLOWS / "a.yml", "--yes")
    assert done.status == 2 and "name its folder, not a single file" in done.err and server.asked == []


def test_the_page_names_every_option() -> None:
    """docs/pr.md has the options of the command, and no other."""
    assert told_options("pr") == helped_options("pr")
