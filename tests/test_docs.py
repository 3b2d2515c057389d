"""The documentation holds together: links lead somewhere, every rule has its page, and the examples are true."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from tests.cli.checkouts import trustpub
from tests.cli.contract import complaints
from tests.cli.terminal import screen
from tests.corpus import ROOT
from tests.judges.oracles import actionlint, tool
from trustpub.cli.demo import write_example

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RULE_PAGES = sorted(path for path in (ROOT / "docs" / "rules").glob("*.md") if path.name != "README.md")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
OUTPUT = re.compile(r"^<!-- output -->\n```console\n\$ trustpub ([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """The links of a page to files or headings that do not exist; links to the web are not looked at."""
    broken = []
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


def example(page: Path, heading: str) -> str:
    """The YAML under a heading of a rule's page."""
    match = re.search(
        rf"^## {heading}\n\n```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert match, f"{page.name} has no example under {heading}"
    # A token long enough to be one would set off the secret scanners that watch this repository.
    return match[1].replace("EXAMPLE", "EXAMPLE" * 20)


def rule_names() -> set[str]:
    """The names of the rules that the package has."""
    rules = pytest.importorskip("trustpub.rules")
    return {rule.name for rule in rules.RULES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_documentation_resolve(page: Path) -> None:
    """Every relative link leads to a file, and every anchor to a heading."""
    assert broken_links(page) == []


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    """The pages are the rules of the package, no more and no less."""
    assert {page.stem for page in RULE_PAGES} == rule_names()


def test_the_list_of_rules_names_every_page() -> None:
    """docs/rules/README.md links to each rule's page."""
    text = (ROOT / "docs" / "rules" / "README.md").read_text(encoding="utf-8")
    assert [page.stem for page in RULE_PAGES if f"[{page.stem}]({page.name})" not in text] == []


@pytest.mark.parametrize("page", RULE_PAGES, ids=lambda page: page.stem)
def test_a_rule_finds_its_own_example_and_is_content_with_the_remedy(page: Path) -> None:
    """`trustpub scan` reports the rule on the example before, and not on the one after."""
    pytest.importorskip("trustpub.cli.main")
    assert page.stem in rules_found(example(page, "Before"))
    assert page.stem not in rules_found(example(page, "After"))


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_the_outputs_in_the_readme_are_what_the_commands_print(tmp_path: Path) -> None:
    """Every block that is marked as output is what the command prints on the demo's example, one after the other.

    A line of three dots stands for any lines.
    """
    write_example(str(tmp_path))
    outputs = OUTPUT.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [words.split()[0] for words, _ in outputs] == ["scan", "diff", "migrate"]
    for words, expected in outputs:
        _, printed = screen(*words.split(), cwd=tmp_path, width=100, NO_COLOR="1")
        parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)]
        assert re.fullmatch("(?:.*\n)*?".join(parts), printed), printed


@pytest.mark.usefixtures("oracles")
def test_the_examples_are_valid_workflows(tmp_path: Path) -> None:
    """actionlint has nothing against any example, but for what is wrong with it on purpose."""
    files = []
    for page in RULE_PAGES:
        for heading in ("Before", "After"):
            file = tmp_path / f"{page.stem}-{heading.lower()}.yml"
            file.write_text(example(page, heading), encoding="utf-8")
            files.append(file)
    complaints = {file.name: messages for file, messages in actionlint(files).items() if messages}
    assert complaints == {}


@pytest.mark.parametrize(("name", "position"), [("scan", 0), ("migrate", 1)])
def test_the_json_examples_are_what_the_schemas_say(name: str, position: int) -> None:
    """The documents in docs/json-contract.md are valid, and hold nothing that the schema does not know."""
    text = (ROOT / "docs" / "json-contract.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    assert complaints(name, blocks[position]) == []


def test_every_schema_is_linked() -> None:
    """Some page leads to each file in docs/schema."""
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    names = [path.name for path in sorted((ROOT / "docs" / "schema").iterdir())]
    assert [name for name in names if f"schema/{name})" not in text] == []


@pytest.mark.parametrize("name", ["retire", "prove"])
def test_the_examples_of_the_pages_are_what_the_schemas_say(name: str) -> None:
    """The document on a command's own page is valid."""
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert complaints(name, block) == []


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/api.md's example works on a checkout."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    match = re.search(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert match
    write_example(str(tmp_path / "path" / "to" / "checkout"))
    monkeypatch.chdir(tmp_path)
    exec(match[1], {})
    assert json.loads(trustpub("scan", "--format", "json", "path/to/checkout", cwd=tmp_path).out)["repositories"]


def test_the_options_in_the_documentation_are_those_of_the_commands() -> None:
    """docs/scan.md and docs/migrate.md name every option, and no other."""
    for page, commands in (("scan", ["scan"]), ("migrate", ["diff", "migrate"])):
        text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
        told = set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
        helped = {option for name in commands for option in re.findall(r"--[a-z-]+", trustpub(name, "--help").out)}
        assert told == helped - {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_yaml_blocks_parse(page: Path) -> None:
    """Every block that is marked as YAML is YAML."""
    for block in re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        yaml.safe_load(block)


@pytest.mark.parametrize("ending", ["&& trustpub demo", "&& python -m pytest"])
def test_the_readme_has_the_commands_that_ci_runs(ending: str) -> None:
    """`.ci/run` takes two commands from the README by how they end."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.endswith(ending)]) == 1


def rules_found(workflow: str) -> set[str]:
    """The rules that `trustpub scan` reports about a workflow on standard input."""
    command = [tool("trustpub"), "scan", "--format", "json", "--exit-zero", "-"]
    done = subprocess.run(command, input=workflow, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    document: Any = json.loads(done.stdout)
    return {finding["rule"] for repository in document["repositories"] for finding in repository["findings"]}
