"""The page on using `trustpub.github` from Python is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.servers.github import GitHubServer
from tests.servers.running import SECRET

PAGE = Path(__file__).parents[2] / "docs" / "github-library.md"
PUBLISH = b"""on: {release: {types: [published]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
        with:
          password: ${{ secrets.PYPI_TOKEN }}
"""


def test_its_examples_run(
    server: GitHubServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, as somebody would type them."""
    monkeypatch.setenv("GITHUB_API_URL", server.url)
    monkeypatch.setenv("GH_TOKEN", SECRET)
    server.repository.files[".github/workflows/publish.yml"] = PUBLISH
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(code, names)
    assert capsys.readouterr().out.splitlines() == [
        "octo-org/sampler 1",
        "1 requests",
        "https://github.com/octo-org/sampler/pull/1",
    ]
    assert [pull.draft for pull in server.repository.pulls] == [True]


def test_the_modules_it_names_are_there() -> None:
    """Each row of its table."""
    package = PAGE.parents[1] / "src" / "trustpub" / "github"
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 6 and [name for name in rows if not (package / f"{name}.py").is_file()] == []
