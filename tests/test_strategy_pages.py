"""The pages on strategies tell what the tool does: their examples are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.corpus import ROOT
from tests.judges.oracles import actionlint
from tests.migration.repositories import MemoryRepository
from trustpub.migration.planner import plan
from trustpub.scanning import scan

FOLDER = ROOT / "docs" / "strategies"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
STRATEGIES = ["in-place", "inline", "left", "split", "swap"]
REWRITTEN = [name for name in STRATEGIES if name != "left"]
_FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"# (\.github/workflows/[\w.-]+)\n")


def section(name: str, heading: str) -> str:
    """What stands below a heading of a page."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    match = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"{name}.md has no section {heading}"
    return match[1]


def files(name: str, heading: str) -> dict[str, bytes]:
    """The workflows of an example by their paths: what a comment in the first line says, or release.yml."""
    found = {}
    for text in _FENCE.findall(section(name, heading)):
        path = _PATH.match(text)
        found[path[1] if path else ".github/workflows/release.yml"] = text.encode()
    return found


def repository(name: str, heading: str) -> MemoryRepository:
    """An example as a repository of the project `sampler`."""
    return MemoryRepository({**files(name, heading), "pyproject.toml": b'[project]\nname = "sampler"\n'})


def test_every_strategy_has_a_page() -> None:
    """The pages are the strategies, no more and no less, and the list names each."""
    assert [path.stem for path in PAGES] == STRATEGIES
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in STRATEGIES if f"[{name}]({name}.md)" not in text] == []


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_page_answers_the_same_questions(name: str) -> None:
    """When it is chosen, what it changes, what it never does, and an example."""
    for heading in ("When it is chosen", "What it changes", "What it never does", "Before", "After"):
        assert section(name, heading).strip()


@pytest.mark.parametrize("name", REWRITTEN)
def test_the_tool_makes_of_the_example_what_the_page_says(name: str) -> None:
    """The files that change become those below After, by the strategy that the page is about."""
    before = repository(name, "Before")
    made = plan(before)
    after = before.after(made)
    assert {file.path: after.files[file.path].decode() for file in made.files} == {
        path: text.decode() for path, text in files(name, "After").items()
    }
    assert {done.strategy for done in made.migrated} == {name}


def test_the_tool_leaves_the_example_of_what_is_left() -> None:
    """Nothing changes, the reason is the one that the page tells, and its remedy needs no token."""
    made = plan(repository("left", "Before"))
    assert made.files == () and made.migrated == () and len(made.left) == 1
    assert made.left[0].reason in " ".join(section("left", "Before").split())
    remedy = scan(repository("left", "After"))
    assert [(upload.index, upload.auth) for upload in remedy.uploads] == [("pypi", "oidc")] and remedy.findings == ()


@pytest.mark.usefixtures("oracles")
def test_the_examples_are_valid_workflows(tmp_path: Path) -> None:
    """actionlint has nothing against any of them."""
    paths = []
    for name in STRATEGIES:
        for heading in ("Before", "After"):
            for path, text in files(name, heading).items():
                paths.append(tmp_path / f"{name}-{heading}-{path.rpartition('/')[2]}")
                paths[-1].write_bytes(text)
    assert {path.name: messages for path, messages in actionlint(paths).items() if messages} == {}
