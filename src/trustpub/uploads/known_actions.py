"""The table of third-party actions and reusable workflows that upload (``data/publishing_actions.toml``)."""

from __future__ import annotations

from typing import Any, NamedTuple

from trustpub.data import read_text


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
    """What the table says about one action or reusable workflow; see the table's head for the fields.

    Names of inputs, secrets and variables are in lower case.
    """

    uses: str
    uploads: str
    token_inputs: tuple[str, ...]
    token_env: tuple[str, ...]
    inherited_secrets: tuple[str, ...]
    token_indexes: dict[str, str]
    user_inputs: tuple[str, ...]
    user_env: tuple[str, ...]
    index: str  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    index_inputs: tuple[str, ...]
    index_env: tuple[str, ...]
    condition: Condition | None
    testpypi_when: Condition | None
    uploads_before: str | None
    trusted_publishing: str
    trusted_publishing_input: Condition | None
    does_also: str


_text: str | None = None
_entries: dict[str, KnownAction | None] = {}
_ENTRY = "\n[[action]]\n"


def known_action(name: str) -> KnownAction | None:
    """The entry of ``owner/name[/path]`` (any case), or None. Of the table only that entry is parsed."""
    name = name.lower()
    if name not in _entries:
        _entries[name] = _read_entry(name)
    return _entries[name]


def _read_entry(name: str) -> KnownAction | None:
    global _text
    if _text is None:
        _text = read_text("publishing_actions.toml")
    place = _text.find(f'\nuses = "{name}"\n') if '"' not in name and "\n" not in name else -1
    if place < 0:
        return None
    from trustpub.repository.metadata import loads_toml

    start = _text.rindex(_ENTRY, 0, place + 1)
    end = _text.find(_ENTRY, place)
    rows = loads_toml(_text[start:] if end < 0 else _text[start:end])["action"]
    return _entry(rows[0])


def _entry(row: dict[str, Any]) -> KnownAction:
    def names(key: str) -> tuple[str, ...]:
        return tuple(name.lower() for name in row.get(key, ()))

    return KnownAction(
        uses=row["uses"].lower(),
        uploads=row["uploads"],
        token_inputs=names("token_inputs"),
        token_env=names("token_env"),
        inherited_secrets=tuple(row.get("inherited_secrets", ())),
        token_indexes={name.lower(): index for name, index in row.get("token_indexes", {}).items()},
        user_inputs=names("user_inputs"),
        user_env=names("user_env"),
        index=row.get("index", "pypi"),
        index_inputs=names("index_inputs"),
        index_env=names("index_env"),
        condition=_condition(row.get("condition")),
        testpypi_when=_condition(row.get("testpypi_when")),
        uploads_before=row.get("uploads_before"),
        trusted_publishing=row.get("trusted_publishing", "no"),
        trusted_publishing_input=_condition(row.get("trusted_publishing_input")),
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
