"""An organization of many repositories, of every kind that a campaign meets, each with the state that it is to end in.

The workflows are written for these tests after the kinds that public repositories have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD
from tests.servers.github.state import PullState, RepositoryState
from trustpub.github.listed import BRANCH
from trustpub.pullrequest.outcome import LEFT, OPENED, SKIPPED

OWNER = "octo-org"
WORKFLOWS = ".github/workflows"

TWINE = """\
on:
  push:
    tags: ['*']
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          python -m build
          twine check dist/*
          twine upload dist/*
        env:
          TWINE_USERNAME: __token__
          TWINE_PASSWORD: ${{ secrets.PYPI_API_TOKEN }}
"""
POETRY = """\
on: {release: {types: [published]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pipx install poetry
      - run: poetry build
      - run: poetry publish
        env:
          POETRY_PYPI_TOKEN_PYPI: ${{ secrets.PYPI_TOKEN }}
"""
MATRIX = """\
on: {release: {types: [published]}}
jobs:
  wheels:
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
    runs-on: ${{ matrix.os }}
    steps:
      - uses: actions/checkout@v4
      - run: python -m build --wheel
      - run: twine upload dist/*
        env:
          TWINE_USERNAME: __token__
          TWINE_PASSWORD: ${{ secrets.PYPI_API_TOKEN }}
"""
CALLER = """\
on: {release: {types: [published]}}
jobs:
  publish:
    uses: ./.github/workflows/publish.yml
    secrets: inherit
"""
CALLED = TOKEN_UPLOAD.replace("release:\n    types: [published]", "workflow_call:")
OIDC = TOKEN_UPLOAD.replace("        with:\n          password: ${{ secrets.PYPI_TOKEN }}\n", "").replace(
    "    runs-on", "    permissions:\n      id-token: write\n    runs-on"
)
PRIVATE_INDEX = TOKEN_UPLOAD.replace(
    "          password", "          repository-url: https://pypi.corp.example/\n          password"
)
TESTPYPI = TOKEN_UPLOAD.replace(
    "          password", "          repository-url: https://test.pypi.org/legacy/\n          password"
)
HOSTILE_WORKFLOW = TOKEN_UPLOAD.replace(
    "name: Release", 'name: "</details> @everyone `x` | [a](http://evil.example) \\e[2J \\n ${{ secrets.X }}"'
)
PLANTED = "pypi-AgEIcHlwaS5vcmc" + "B" * 80
"""What looks like a token that somebody wrote into a workflow; it is to be found nowhere but there."""
LITERAL = TOKEN_UPLOAD.replace("${{ secrets.PYPI_TOKEN }}", PLANTED)


class Kind(NamedTuple):
    """One kind of repository.

    Attributes:
        name: what its repositories' names begin with.
        files: texts by path; the workflows by their names alone.
        state: which state they end in.
        reason: what the reason begins with; None for none.
        change: done to each one's state on the server.
    """

    name: str
    files: dict[str, str]
    state: str
    reason: str | None = None
    change: Callable[[RepositoryState], None] | None = None


def _set(**values: object) -> Callable[[RepositoryState], None]:
    def change(state: RepositoryState) -> None:
        for name, value in values.items():
            setattr(state, name, value)

    return change


def _declined(state: RepositoryState) -> None:
    """A pull request of ours that somebody closed; its branch is deleted."""
    pull = PullState(1, "Publish with Trusted Publishing", "", OWNER, state, BRANCH, str(state.head), "main", "octocat")
    pull.state = "closed"
    state.pulls.append(pull)


def _taken(state: RepositoryState) -> None:
    """Our branch is there, with a commit of somebody else."""
    state.commit(BRANCH, {**state.files, "README.md": b"mine\n"}, "My own work")


def _reader(state: RepositoryState) -> None:
    state.permissions = {"admin": False, "push": False, "pull": True}


def _reader_without_forks(state: RepositoryState) -> None:
    _reader(state)
    state.allows_forks = False


def _fork(state: RepositoryState) -> None:
    state.parent = RepositoryState("elsewhere", state.name)


def _link(state: RepositoryState) -> None:
    """The workflow is a symbolic link to a file elsewhere in the repository."""
    state.files["ci/release.yml"] = state.files.pop(f"{WORKFLOWS}/a.yml")
    state.files[f"{WORKFLOWS}/a.yml"] = b"../../ci/release.yml"
    state.modes[f"{WORKFLOWS}/a.yml"] = "120000"


KINDS = (
    Kind("action", {"a.yml": TOKEN_UPLOAD}, OPENED),
    Kind("none", {"ci.yml": NO_UPLOAD}, SKIPPED, "no workflow uploads to PyPI"),
    Kind("twine", {"release.yml": TWINE, "ci.yml": NO_UPLOAD}, OPENED),
    Kind("plain", {}, SKIPPED, "no workflow uploads to PyPI"),
    Kind("poetry", {"release.yaml": POETRY}, OPENED),
    Kind("oidc", {"a.yml": OIDC}, SKIPPED, "no upload to PyPI uses a long-lived token"),
    Kind("matrix", {"wheels.yml": MATRIX}, OPENED),
    Kind("tests", {"ci.yml": NO_UPLOAD, "lint.yml": NO_UPLOAD}, SKIPPED, "no workflow uploads to PyPI"),
    Kind("reusable", {"release.yml": CALLER, "publish.yml": CALLED}, OPENED),
    Kind("make", {"a.yml": LEFT_UPLOAD}, LEFT, "its one upload with a token has to be migrated by hand: "),
    Kind("both", {"a.yml": TOKEN_UPLOAD, "b.yml": LEFT_UPLOAD}, OPENED),
    Kind("private-index", {"a.yml": PRIVATE_INDEX}, SKIPPED, "no upload to PyPI uses a long-lived token"),
    Kind("two-indexes", {"a.yml": TOKEN_UPLOAD, "test.yml": TESTPYPI}, OPENED),
    Kind("archived", {"a.yml": TOKEN_UPLOAD}, SKIPPED, "it is archived", _set(archived=True)),
    Kind("disabled", {"a.yml": TOKEN_UPLOAD}, SKIPPED, "GitHub disabled it", _set(disabled=True)),
    Kind("locked", {"a.yml": TOKEN_UPLOAD}, SKIPPED, "it is locked", _set(locked=True)),
    Kind("fork", {"a.yml": TOKEN_UPLOAD}, SKIPPED, "it is a fork", _fork),
    Kind("topic", {"a.yml": TOKEN_UPLOAD}, SKIPPED, "it has the topic no-trustpub", _set(topics=["no-trustpub"])),
    Kind("file", {"a.yml": TOKEN_UPLOAD, ".github/no-trustpub": ""}, SKIPPED, "it has the file .github/no-trustpub"),
    Kind("declined", {"a.yml": TOKEN_UPLOAD}, SKIPPED, "#1 was closed without being merged", _declined),
    Kind("taken", {"a.yml": TOKEN_UPLOAD}, LEFT, "its branch trustpub/trusted-publishing holds commits", _taken),
    Kind("reader", {"a.yml": TOKEN_UPLOAD}, OPENED, None, _reader),
    Kind("no-forks", {"a.yml": TOKEN_UPLOAD}, LEFT, "the token's owner may not push to it", _reader_without_forks),
    Kind("protected", {"a.yml": TWINE}, OPENED, None, _set(is_protected=True)),
    Kind("hostile", {"a.yml": HOSTILE_WORKFLOW}, OPENED),
    Kind("literal", {"a.yml": LITERAL}, OPENED),
    Kind("broken", {"a.yml": "pypi: ["}, LEFT, ".github/workflows/a.yml cannot be read: "),
    Kind("link", {"a.yml": TOKEN_UPLOAD}, OPENED, None, _link),
    Kind(
        "no-drafts",
        {"a.yml": TOKEN_UPLOAD},
        LEFT,
        "its owner's plan has no drafts",
        _set(private=True, allows_drafts=False),
    ),
    Kind("windows", {"a.yml": TOKEN_UPLOAD.replace("\n", "\r\n")}, OPENED),
)
"""All kinds."""

EMPTY = Kind("empty", {}, SKIPPED, "it is empty")


def repository_of(kind: Kind, number: int = 0) -> RepositoryState:
    """A repository of a kind."""
    name = f"{kind.name}-{number:03}"
    files = {
        path if "/" in path else f"{WORKFLOWS}/{path}": text.encode(errors="surrogateescape")
        for path, text in kind.files.items()
    }
    if kind is not EMPTY:
        files |= {"pyproject.toml": f'[project]\nname = "{name}"\n'.encode(), "README.md": f"# {name}\n".encode()}
    state = RepositoryState(OWNER, name, files=files)
    if kind.change is not None:
        kind.change(state)
    return state


def organization(count: int) -> list[RepositoryState]:
    """So many repositories, of all kinds in turn."""
    kinds = (*KINDS, EMPTY)
    return [repository_of(kinds[number % len(kinds)], number) for number in range(count)]


def kind_of(name: str) -> Kind:
    """The kind of a repository, by its name."""
    return next(kind for kind in (*KINDS, EMPTY) if kind.name == name.rpartition("-")[0])


def kept(state: RepositoryState) -> object:
    """All that a campaign may change of a repository, but for what hangs on the time."""
    state.settle()
    branches = {
        ref: (state.texts(ref.removeprefix("refs/heads/")), state.objects.read_commit(commit).message)
        for ref, commit in sorted(state.refs.items())
        if ref.startswith("refs/heads/")
    }
    pulls = [
        (
            pull.number,
            pull.title,
            pull.body,
            pull.state,
            pull.draft,
            pull.head_owner,
            pull.head_branch,
            pull.base_branch,
        )
        for pull in state.pulls
    ]
    return branches, pulls
