"""The excerpt of GitHub's description is made from it, and by nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from tests.corpus import missing
from tests.servers.excerpt import EXCERPT, excerpt, text_of
from tests.servers.http import Answer, Asked
from tests.servers.openapi import answer_violations, operation_of, request_violations


def test_the_excerpt_is_what_the_script_makes(shared: Path) -> None:
    """Nobody edited it, and the script was run after its list of operations changed."""
    description = shared / "github" / "openapi.json"
    if not description.is_file():
        missing(f"{description} is not there")
    found = json.loads(description.read_text(encoding="utf-8"))
    assert text_of(excerpt(found)) == EXCERPT.read_text(encoding="utf-8")


def test_what_is_not_described_is_noticed() -> None:
    """The local GitHub would not be worth much if it took and gave anything."""
    headers = {
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "trustpub/1",
    }
    path = ("repos", "o", "r", "environments", "e")
    asked = Asked("PUT", path, {"x": "1"}, headers, {"wait_timer": "soon", "colour": "red"})
    operation = operation_of(asked)
    assert operation is not None
    assert len(request_violations(asked, operation)) == 3
    assert answer_violations(Answer(200, {"name": "e"}), operation)
    assert answer_violations(Answer(418), operation)
    assert operation_of(asked._replace(method="PATCH")) is None
