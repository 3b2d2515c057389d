"""`trustpub explain`, as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.checkouts import trustpub
from tests.cli.terminal import screen
from tests.corpus import ROOT
from trustpub.documentation.pages import documentation_folder, pages
from trustpub.report.page_text import page_text
from trustpub.report.terminal import Paint
from trustpub.rules import RULES

NAMES = [page.name for page in pages()]


def test_there_is_a_page_for_every_rule() -> None:
    """What a scan can remark can be explained."""
    assert {rule.name for rule in RULES} == {page.name for page in pages() if page.kind == "rule"}


@pytest.mark.parametrize("name", NAMES)
def test_prints_every_page(name: str) -> None:
    """The whole page, without the marks of Markdown around headings, code, links and tables."""
    done = trustpub("explain", name)
    assert done.status == 0 and done.err == "" and done.out.startswith(f"{name}\n\n")
    assert not [line for line in done.out.splitlines() if line.startswith(("#", "```", "|")) or "](" in line]
    assert "\nBefore\n\n    name: " in done.out or "\nBefore\n\n    # .github/workflows/" in done.out


def test_lists_what_can_be_explained(tmp_path: Path) -> None:
    """Without a name, a line for each rule and each strategy, from any folder."""
    done = trustpub("explain", cwd=tmp_path)
    lines = done.out.splitlines()
    assert done.status == 0 and lines[0] == "Rules" and "Strategies" in lines
    assert [line.split()[0] for line in lines if line.startswith("  ")] == NAMES


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("no-enviroment", "there is no rule or strategy named no-enviroment; did you mean no-environment?"),
        ("token", "token-too-visible"),
        ("xyzzy", "there is no rule or strategy named xyzzy; trustpub explain lists them all"),
        ("../../README", "there is no rule or strategy named ../../README"),
        ("README", "there is no rule or strategy named README"),
        ("", "there is no rule or strategy named"),
        ("a\x1b[31mb\nc", "named a\\x1b[31mb\\nc;"),
    ],
)
def test_an_unknown_name_is_told_in_one_line(word: str, says: str) -> None:
    """The nearest names are offered; what was typed never steers the terminal, and never names a file."""
    done = trustpub("explain", word)
    assert done.status == 2 and done.out == "" and len(done.err.splitlines()) == 1 and says in done.err


@pytest.mark.parametrize("word", ["No-Environment", "no_environment", "IN PLACE", "in-place"])
def test_takes_names_as_people_type_them(word: str) -> None:
    """In any case, and with other marks between the words."""
    assert trustpub("explain", word).status == 0


def test_fits_the_terminal(tmp_path: Path) -> None:
    """Paragraphs are wrapped, headings are bold; code is never broken."""
    status, text = screen("explain", "no-environment", cwd=tmp_path, width=60)
    lines = text.splitlines()
    assert status == 0 and max(len(line) for line in lines if not line.startswith("    ")) <= 60 + len("documentation")
    assert any(len(line) > 60 for line in lines if line.startswith("    "))
    coloured = trustpub("explain", "no-environment", FORCE_COLOR="1").out
    assert coloured.startswith("\033[1mno-environment\033[0m\n")


def test_renders_what_pages_hold() -> None:
    """Headings, paragraphs, lists, tables, code with blank lines, links, and what looks like marks but is none."""
    text = """\
# Title

One *two* **three** `a_b * c * d`,
[web](https://example.org/x) [page](other.md#part).

- first
  goes on
- second
1. third

| a | bb |
|---|:--:|
| `long` | x |

```yaml
key: |

  # no heading
```
"""
    assert page_text(text, Paint(False)) == (
        "Title\n\nOne two three `a_b * c * d`, web (https://example.org/x) page.\n\n"
        "  - first goes on\n  - second\n  1. third\n\n"
        "  a       bb\n  `long`  x\n\n"
        "    key: |\n\n      # no heading\n"
    )


def test_the_pages_are_shipped() -> None:
    """The package's build puts both folders where an installed trustpub looks for them."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for folder in ("rules", "strategies"):
        assert f'"docs/{folder}" = "trustpub/docs/{folder}"' in text
    assert Path(documentation_folder()).is_dir()
