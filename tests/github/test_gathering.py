"""Work on many snapshots: it ends with what a checkout would have given, for a fraction of a request each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.servers.github import GitHubServer, RepositoryState
from tests.servers.http import Answer, Cut
from trustpub.errors import InputError, TrustpubError
from trustpub.github.client import GitHub
from trustpub.github.gathering import gather
from trustpub.github.listing import owned_by
from trustpub.github.snapshot import Snapshot
from trustpub.http.errors import HttpError
from trustpub.migration.planner import plan
from trustpub.migration.types import Plan
from trustpub.repository.local import LocalRepository

T = TypeVar("T")

CI = b"""on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pytest
"""
ACTION = b"""on: {release: {types: [published]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: python -m build
      - uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.PYPI_TOKEN }}
"""
MAKE = b"""on: {release: {types: [published]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make release
        env:
          TWINE_USERNAME: __token__
          TWINE_PASSWORD: ${{ secrets.PYPI_TOKEN }}
"""
KINDS: dict[str, dict[str, bytes]] = {
    "plain": {".github/workflows/ci.yml": CI, "README.md": b"x"},
    "none": {"README.md": b"x"},
    "action": {
        ".github/workflows/ci.yml": CI,
        ".github/workflows/publish.yml": ACTION,
        "pyproject.toml": b"[project]\nname = 'sampler'\n",
    },
    "make": {
        ".github/workflows/publish.yml": MAKE,
        "Makefile": b"include mk/release.mk\n",
        "mk/release.mk": b"release:\n\t./tools/release.sh\n",
        "tools/release.sh": b"python -m build\ntwine upload dist/*\n",
        "setup.cfg": b"[metadata]\nname = sampler\n",
    },
    "tox": {
        ".github/workflows/publish.yml": MAKE.replace(b"make release", b"tox -e release"),
        "tox.ini": b"[testenv:release]\ncommands =\n    twine upload dist/*\n",
    },
    "local action": {
        ".github/workflows/publish.yml": ACTION.replace(
            b"pypa/gh-action-pypi-publish@release/v1", b"./.github/actions/publish"
        ),
        ".github/actions/publish/action.yml": b"runs:\n  using: composite\n  steps:\n    - run: twine upload dist/*\n",
    },
    "latin-1": {".github/workflows/ci.yml": CI + "# caf\u00e9\n".encode("latin-1")},
    "byte order mark": {".github/workflows/publish.yml": b"\xef\xbb\xbf" + ACTION},
    "carriage returns": {".github/workflows/publish.yml": ACTION.replace(b"\n", b"\r\n")},
    "binary": {".github/workflows/ci.yml": b"\0\1\2" * 100},
    "long": {".github/workflows/publish.yml": ACTION + b"# " + b"x" * 600_000 + b"\n"},
    "empty file": {".github/workflows/ci.yml": b""},
}


def plans(github: GitHub) -> dict[str, Plan]:
    """The plan for each repository of the organization."""
    found = {}
    for page in owned_by(github, "octo-org"):
        for snapshot, made in gather(github, [one.snapshot for one in page], plan):
            found[snapshot.listed.name] = made
    return found


def write(folder: Path, files: dict[str, bytes]) -> LocalRepository:
    """The same files in a checkout."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return LocalRepository(str(folder))


def told(made: Plan) -> object:
    """What a plan says, but for whose it is."""
    return (
        [(change.path, change.before, change.after) for change in made.files],
        [(left.upload.workflow, left.upload.job, left.reason) for left in made.left],
        [(found.project, found.workflow, found.environment) for found in made.publishers],
        (made.uploads, made.unused_secrets, made.notes, made.errors),
    )


def test_plans_are_those_of_a_checkout(server: GitHubServer, github: GitHub, tmp_path: Path) -> None:
    """Whatever a repository holds, it makes no difference whether it was cloned."""
    server.repositories[:] = [
        RepositoryState(name=kind.replace(" ", "-"), files=dict(files)) for kind, files in KINDS.items()
    ]
    found = plans(github)
    for kind, files in KINDS.items():
        local = plan(write(tmp_path / kind, files))
        assert told(found[kind.replace(" ", "-")]) == told(local), kind
    assert found["make"].files and found["tox"].files and found["local-action"].uploads == 2


def test_requests_for_three_hundred_repositories(server: GitHubServer, github: GitHub) -> None:
    """At most a tenth of a request for each where none needs anything, and little more where one in five does."""
    server.repositories[:] = [
        RepositoryState(name=f"r{number:03}", files=dict(KINDS["plain"])) for number in range(300)
    ]
    assert len(plans(github)) == 300
    assert github.requests <= 30
    before = github.requests
    for number, state in enumerate(server.repositories):
        state.files.update(KINDS[("make", "action", "plain", "none", "plain")[number % 5]])
    found = plans(github)
    assert sum(bool(made.files) for made in found.values()) == 120
    assert github.requests - before <= 30


def work_of(*paths: str) -> Callable[[Snapshot], list[bytes | str | None]]:
    """Work that reads files."""

    def work(snapshot: Snapshot) -> list[bytes | str | None]:
        found: list[bytes | str | None] = []
        for path in paths:
            try:
                found.append(snapshot.read(path))
            except InputError as error:
                found.append(str(error))
        return found

    return work


def gathered(github: GitHub, work: Callable[[Snapshot], T]) -> list[T]:
    """What work makes of each repository of the organization."""
    snapshots = [one.snapshot for page in owned_by(github, "octo-org") for one in page]
    return [result for _, result in gather(github, snapshots, work)]


def test_links_are_followed(server: GitHubServer, github: GitHub) -> None:
    """Through folders, and not out of the repository."""
    state = server.repository
    state.files |= {"real/file": b"x", "link": b"real/file", "folder": b"real", "out": b"../../etc/passwd"}
    state.modes |= {"link": "120000", "folder": "120000", "out": "120000"}
    ((one, other, out),) = gathered(github, work_of("link", "folder/file", "out"))
    assert (one, other) == (b"x", b"x")
    assert out == "out: it leads out of the repository (a symbolic link or '..'), so it is not read"


def test_a_file_that_is_too_large_is_not_fetched(server: GitHubServer, github: GitHub) -> None:
    """One that a query cuts is fetched as bytes, up to the bound that a checkout has too."""
    server.repository.files |= {"big": b"x" * 600_000, "huge": b"x" * 5_000_001}
    ((big, huge),) = gathered(github, work_of("big", "huge"))
    assert big == b"x" * 600_000
    assert huge == "huge: the file has 5 MB; files over 5 MB are not read"
    assert len([line for line in server.lines() if "/git/blobs/" in line]) == 1


def test_names_that_no_query_can_hold(server: GitHubServer, github: GitHub) -> None:
    """Quotes, line breaks, and what would be a revision to git."""
    paths = ['a"b/c\n{d}', "$x/@{-1}", "-x:y/^z", "\u202etxt/\u00fc"]
    server.repository.files |= {path: path.encode() for path in paths}
    assert gathered(github, work_of(*paths)) == [[path.encode() for path in paths]]


def test_work_that_never_ends_is_ended(server: GitHubServer, github: GitHub) -> None:
    """A chain of files that lead to one another is followed for a while; then the rest is an error, and no absence."""
    server.repository.files |= {f"f{number}/next": f"f{number + 1}/next".encode() for number in range(50)}

    def follow(snapshot: Snapshot) -> str:
        path = "f0/next"
        while True:
            try:
                data = snapshot.read(path)
            except InputError as error:
                return str(error)
            if data is None:
                return "ended"
            path = data.decode()

    ((found),) = gathered(github, follow)
    assert "it is not read: too many files lead to one another" in found
    assert github.requests < 20


def test_what_vanishes_is_no_absence(server: GitHubServer, github: GitHub) -> None:
    """A repository that is gone by the time its files are fetched has files that cannot be read."""
    server.repository.files["Makefile"] = b"x"
    snapshots = [one.snapshot for page in owned_by(github, "octo-org") for one in page]
    server.repository.permissions = {}
    (((_, found)),) = list(gather(github, snapshots, work_of("Makefile")))
    assert found == ["Makefile: GitHub does not hand it out; try again, or use a checkout"]


def test_each_file_is_fetched_from_the_commit_that_was_listed(server: GitHubServer, github: GitHub) -> None:
    """A push in between does not mix two commits."""
    server.repository.files |= {"Makefile": b"old", "mk/x": b"old"}
    snapshots = [one.snapshot for page in owned_by(github, "octo-org") for one in page]
    server.repository.files |= {"Makefile": b"new", "mk/x": b"new"}
    (((_, found)),) = list(gather(github, snapshots, work_of("Makefile", "mk/x")))
    assert found == [b"old", b"old"]


@pytest.mark.parametrize("fault", [Answer(502), Cut(after=5)], ids=["502", "cut"])
def test_files_that_are_too_much_are_asked_for_in_halves(
    server: GitHubServer, github: GitHub, fault: Answer | Cut
) -> None:
    """As pages are."""
    server.repositories[:] = [RepositoryState(name=f"r{n}", files={"Makefile": b"%d" % n}) for n in range(9)]
    snapshots = [one.snapshot for page in owned_by(github, "octo-org") for one in page]
    server.fail(fault, "graphql", times=2)
    results = {snapshot.listed.name: found for snapshot, found in gather(github, snapshots, work_of("Makefile"))}
    assert results == {f"r{n}": [b"%d" % n] for n in range(9)}


def test_the_order_is_kept(server: GitHubServer, github: GitHub) -> None:
    """Whoever has to wait for files does not come after those who have not."""
    server.repositories[:] = [RepositoryState(name=f"r{n:03}", files={f"f{n}": b"x"}) for n in range(250)]
    snapshots = [one.snapshot for page in owned_by(github, "octo-org") for one in page]
    found = [snapshot.listed.name for snapshot, _ in gather(github, snapshots, lambda one: one.read("f7"))]
    assert found == [f"r{n:03}" for n in range(250)]


def test_errors_of_the_work_are_its_own(server: GitHubServer, github: GitHub) -> None:
    """One over files that are not known yet is preliminary; one over known files is raised."""
    server.repository.files["Makefile"] = b"x"

    def picky(snapshot: Snapshot) -> bytes:
        data = snapshot.read("Makefile")
        if data is None:
            raise TrustpubError("there is no Makefile")
        return data

    assert gathered(github, picky) == [b"x"]
    del server.repository.files["Makefile"]
    server.repository.files["README"] = b"x"
    with pytest.raises(TrustpubError, match="there is no Makefile"):
        gathered(github, picky)


def test_a_server_that_keeps_failing_is_given_up(server: GitHubServer, github: GitHub) -> None:
    """With the repository that it was about."""
    server.repository.files["Makefile"] = b"x"
    snapshots = [one.snapshot for page in owned_by(github, "octo-org") for one in page]
    server.fail(Answer(502), "graphql", times=100)
    with pytest.raises(HttpError, match=r"^cannot read files of octo-org/sampler: GitHub has trouble \(502\)"):
        list(gather(github, snapshots, work_of("Makefile")))
