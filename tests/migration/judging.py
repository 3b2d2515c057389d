"""Holding rewritten workflows before the judges, as shared/tools/score_migrate.py does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.judges.oracles import actionlint, github_parser, new_messages, schema, zizmor
from trustpub.migration.types import INLINE, Plan

_OUTDATED = re.compile(r'unknown permission scope "(attestations|models)"')
"""What actionlint 2.0.6 says although GitHub knows better."""


class Bench:
    """Files as they were and as they are, written below a folder, each pair judged once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pairs: dict[tuple[str, bytes], tuple[Path, Path]] = {}
        self.names: dict[Path, str] = {}
        self.clean: set[Path] = set()
        self.ignored: dict[Path, str] = {}

    def add(self, plan: Plan, name: str, pin: str = "sha") -> None:
        """Put the changed files of a plan on the bench.

        ``name`` says where they come from when one is found wrong, ``pin`` is the option with which they were made.
        """
        for file in plan.files:
            key = (file.path, file.after)
            if key in self.pairs or not file.path.startswith(".github/workflows/"):
                continue
            places = tuple(self.root / when / f"{len(self.pairs):04}" / file.path for when in ("before", "after"))
            for place, data in zip(places, (file.before, file.after), strict=True):
                place.parent.mkdir(parents=True)
                place.write_bytes(data)
            self.pairs[key] = (places[1], places[0])
            inlined = any(done.strategy == INLINE for done in plan.migrated)
            if pin != "sha" or inlined:  # tags were asked for, or came along from the called workflow
                self.ignored[places[1]] = "unpinned-uses"
            self.names[places[1]] = f"{name} {file.path}"
            if not any(left.upload.workflow == file.path for left in plan.left):
                self.clean.add(places[1])

    def complaints(self) -> list[str]:
        """What the judges say about the rewritten files and did not say about the originals."""
        pairs = list(self.pairs.values())
        judges: list[Callable[[Iterable[Path]], dict[Path, list[str]]]] = [actionlint, github_parser, schema]
        found: list[str] = []
        for judge in judges:
            worse = new_messages(judge([old for _, old in pairs]), judge([new for new, _ in pairs]), pairs)
            for path, messages in worse.items():
                serious = [message for message in messages if not _OUTDATED.search(message)]
                found += [f"{self.names[path]}: {judge.__name__}: {serious}"] if serious else []
        return found + self._zizmor(pairs)

    def _zizmor(self, pairs: list[tuple[Path, Path]]) -> list[str]:
        before, after = zizmor(self.root / "before"), zizmor(self.root / "after")
        found: list[str] = []
        for new, old in pairs:
            found_before, found_after = before.get(old, []), after.get(new, [])
            more = Counter(map(_finding, found_after)) - Counter(map(_finding, found_before))
            worse = [
                name for name in more.elements() if re.match("Medium|High", name) and "cache-poisoning" not in name
            ]
            if self.ignored.get(new):
                worse = [name for name in worse if self.ignored[new] not in name]
            if new in self.clean:
                tokens = [
                    sum("use-trusted-publishing" in text for text in each) for each in (found_before, found_after)
                ]
                worse += ["use-trusted-publishing"] if tokens[1] > max(0, tokens[0] - 1) else []
            if worse:
                found.append(f"{self.names[new]}: zizmor: {worse}")
        return found


def _finding(message: str) -> str:
    return message.split(":")[0]
