"""The table of third-party actions and reusable workflows that upload (``data/publishing_actions.toml``)."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

from trustpub.data import read_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Condition(NamedTuple):
    """An input on which it depends whether an action uploads; ``default`` is for when it is not given."""

    input: str
    equals: str | None
    not_equals: str | None
    default: bool

    def holds(self, value: str | None) -> bool:
        """Whether it holds for a value of the input (None when only a run tells, which may hold)."""
        if value is None:
            return True
        if self.equals is not None:
            return value.strip().lower() == self.equals
        return value.strip().lower() != self.not_equals


class KnownAction(NamedTuple):
    """What the table says about one action or reusable workflow; see the table's head for the fields."""

    uses: str
    uploads: str
    token_inputs: tuple[str, ...]
    user_inputs: tuple[str, ...]
    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    index_inputs: tuple[str, ...]
    condition: Condition | None
    uploads_before: str | None
    trusted_publishing: str
    does_also: str


_text: str | None = None
_table: dict[str, KnownAction] | None = None


def known_action(name: str) -> KnownAction | None:
    """The entry of ``owner/name[/path]`` (any case), or None. The table is only parsed when the name is in it."""
    global _text, _table
    name = name.lower()
    if _text is None:
        _text = read_text("publishing_actions.toml")
    if f'"{name}"' not in _text:
        return None
    if _table is None:
        _table = {row["uses"].lower(): _entry(row) for row in tomllib.loads(_text)["action"]}
    return _table.get(name)


def _entry(row: dict[str, Any]) -> KnownAction:
    return KnownAction(
        uses=row["uses"].lower(),
        uploads=row["uploads"],
        token_inputs=tuple(name.lower() for name in row.get("token_inputs", ())),
        user_inputs=tuple(name.lower() for name in row.get("user_inputs", ())),
        index=row.get("index", "pypi"),
        index_inputs=tuple(name.lower() for name in row.get("index_inputs", ())),
        condition=_condition(row.get("condition")),
        uploads_before=row.get("uploads_before"),
        trusted_publishing=row.get("trusted_publishing", "no"),
        does_also=row.get("does_also", ""),
    )


def _condition(row: dict[str, Any] | None) -> Condition | None:
    if row is None:
        return None
    equals, not_equals = row.get("equals"), row.get("not_equals")
    return Condition(
        row["input"].lower(),
        None if equals is None else str(equals).lower(),
        None if not_equals is None else str(not_equals).lower(),
        bool(row.get("default", False)),
    )
