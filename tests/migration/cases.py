"""The tables of `cases/*.md`: a workflow, the options, and exactly what becomes of it.

Each section of such a file is one case. Its heading is the id, the text says why, and an `Options:` line may hold
arguments of `trustpub migrate`. The first fence holds the workflow: `yaml` as a whole, `yaml job` the body of a job
`deploy` that runs on a release, `yaml steps` the steps behind the checkout of a job that may mint already. Further
fences with a path in their first line are other files of the repository, whose project is named `sample`. What follows
`Becomes:` is the result, a unified diff and facts about the plan, and is compared as text.

`python -m tests.migration.cases` writes the results anew; whoever does so reads the difference.
"""

from __future__ import annotations

import argparse
import difflib
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.migration.repositories import MemoryRepository
from trustpub.migration.planner import plan
from trustpub.migration.types import PINS, STRATEGIES, Options, Plan

FOLDER = Path(__file__).with_name("cases")
WORKFLOW = ".github/workflows/release.yml"
_JOB = """\
on:
  release:
    types: [published]

jobs:
  deploy:
"""
_STEPS = """\
    runs-on: ubuntu-latest
    environment: pypi
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: actions/checkout@v7
"""
_FENCE = re.compile(r"^```(?P<language>\w+) ?(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_BECOMES = "Becomes:\n"


@dataclass(frozen=True)
class Case:
    """One section: where it stands, its files, the options and the expected result as text."""

    table: str
    name: str
    files: dict[str, bytes]
    options: Options
    expected: str

    @property
    def repository(self) -> MemoryRepository:
        """The repository that the case describes."""
        return MemoryRepository(self.files)


def cases(table: str | None = None) -> list[Case]:
    """The cases of one table, or of all."""
    names = sorted(path.stem for path in FOLDER.glob("*.md")) if table is None else [table]
    return [case for name in names for case in _read(name)]


def result_of(found: Plan) -> str:
    """What a plan does, as the tables write it."""
    lines: list[str] = []
    for file in found.files:
        before, after = (data.decode().splitlines(keepends=True) for data in (file.before, file.after))
        lines += ["```diff\n", *_visible(difflib.unified_diff(before, after, file.path, file.path, n=2)), "```\n"]
    lines += [f"- {done.upload.job} step {done.upload.step}: {done.strategy}\n" for done in found.migrated]
    for left in found.left:
        lines.append(f"- left {left.upload.job} step {left.upload.step}: {left.reason}\n")
    for publisher in found.publishers:
        environment = publisher.environment or "any environment"
        lines.append(f"- register {publisher.project} on {publisher.index}: {publisher.workflow}, {environment}\n")
    if found.unused_secrets:
        lines.append(f"- unused secrets: {', '.join(found.unused_secrets)}\n")
    lines += [f"- note: {note}\n" for note in found.notes]
    lines += [f"- cannot read {problem.path}: {problem.message}\n" for problem in found.errors]
    return "".join(lines) or "- nothing\n"


def options_of(arguments: str) -> Options:
    """The options that arguments of `trustpub migrate` mean."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--strategy", choices=STRATEGIES)
    parser.add_argument("--environment")
    parser.add_argument("--no-environment", dest="use_environment", action="store_false")
    parser.add_argument("--pin", choices=PINS, default="sha")
    return Options(**vars(parser.parse_args(arguments.split())))


def _visible(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _read(table: str) -> Iterator[Case]:
    for section in re.split(r"^## ", (FOLDER / f"{table}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        given, _, expected = section.partition(_BECOMES)
        options = re.search(r"^Options: (.*)$", given, re.MULTILINE)
        yield Case(
            table,
            section.split("\n", 1)[0].strip(),
            {"pyproject.toml": b'[project]\nname = "sample"\n'} | dict(_files(given)),
            options_of(options[1] if options else ""),
            expected.strip("\n") + "\n",
        )


def _files(given: str) -> Iterator[tuple[str, bytes]]:
    for number, fence in enumerate(_FENCE.finditer(given)):
        text, info = fence["text"], fence["info"]
        if info in ("job", "steps"):
            body = textwrap.indent(text, " " * 4) if info == "job" else _STEPS + textwrap.indent(text, " " * 6)
            text = _JOB + body
        path = WORKFLOW if number == 0 else info
        yield path, text.encode()


def _update() -> None:
    for path in sorted(FOLDER.glob("*.md")):
        parts = re.split(r"^(?=## )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for position, case in enumerate(_read(path.stem), 1):
            given = parts[position].partition(_BECOMES)[0].rstrip("\n")
            result = result_of(plan(case.repository, case.options))
            end = "\n" if position + 1 < len(parts) else ""
            parts[position] = f"{given}\n\n{_BECOMES}\n{result}{end}"
        path.write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    _update()
