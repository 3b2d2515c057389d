"""A state as JSON and back. Literal tokens are cut out on the way in, wherever they stand."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from trustpub.errors import InputError
from trustpub.migration.types import Publisher
from trustpub.redaction import redact_everything
from trustpub.wizard.state import (
    DONE,
    SCHEMA,
    SKIPPED,
    STEPS,
    EnvironmentRecord,
    Key,
    Look,
    LookedUpload,
    ProvenRecord,
    PublisherRecord,
    RetiredRecord,
    State,
    StepRecord,
    Written,
)


class NewerSchema(InputError):  # noqa: N818 - what it is, not that it is wrong
    """The state was written by a later version of trustpub."""


def dump(state: State) -> str:
    """The text of a state, without any literal token."""
    return json.dumps(_cleaned({"schema": SCHEMA, **_plain(state)}), indent=1) + "\n"


def load(data: bytes) -> State:
    """The state in a file's bytes.

    Raises:
        NewerSchema: a later trustpub wrote it.
        InputError: it is damaged.
    """
    try:
        raw = json.loads(data.decode("utf-8"))
        schema = raw["schema"]
        if type(schema) is not int or schema < 1:
            raise ValueError(schema)
        if schema > SCHEMA:
            raise NewerSchema(f"it was written by a later trustpub (schema {schema}, this one knows {SCHEMA})")
        return _state(raw)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError("it is damaged") from error


def _plain(value: object) -> Any:
    """Named tuples and data classes as objects, tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return redact_everything(value)
    if isinstance(value, dict):
        return {redact_everything(name): _cleaned(item) for name, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


def _state(raw: dict[str, Any]) -> State:
    key, look, written = raw["key"], raw["look"], raw["written"]
    records = tuple(_record(item) for item in raw["records"])
    if len({record.name for record in records}) < len(records):
        raise ValueError(records)
    return State(
        Key(_maybe(key["owner"]), _maybe(key["name"]), _maybe(key["checkout"])),
        _text(raw["started"]),
        _text(raw["updated"]),
        tuple(sorted(records, key=lambda record: STEPS.index(record.name))),
        _object(raw["choices"]),
        None if look is None else _look(look),
        tuple(
            PublisherRecord(_publisher(item["publisher"]), _text(item["confirmed"]), _flag(item["is_pending"]))
            for item in raw["publishers"]
        ),
        None if written is None else _written(written),
        tuple(
            EnvironmentRecord(_text(item["name"]), _text(item["when"]), _flag(item["created"]))
            for item in raw["environments"]
        ),
        tuple(ProvenRecord(*(_text(item[name]) for name in ProvenRecord._fields)) for item in raw["proven"]),
        tuple(RetiredRecord(*(_text(item[name]) for name in RetiredRecord._fields)) for item in raw["retired"]),
    )


def _record(item: dict[str, Any]) -> StepRecord:
    if item["name"] not in STEPS or item["status"] not in (DONE, SKIPPED):
        raise ValueError(item)
    return StepRecord(item["name"], item["status"], _text(item["when"]), _object(item["facts"]))


def _look(item: dict[str, Any]) -> Look:
    return Look(
        _text(item["when"]),
        _text(item["digest"]),
        tuple(
            LookedUpload(
                _text(upload["workflow"]),
                _text(upload["job"]),
                None if upload["step"] is None else _number(upload["step"]),
                _text(upload["via"]),
                _text(upload["index"]),
                _text(upload["auth"]),
                tuple(_text(name) for name in upload["secrets"]),
            )
            for upload in item["uploads"]
        ),
        tuple(_publisher(publisher) for publisher in item["publishers"]),
    )


def _publisher(item: dict[str, Any]) -> Publisher:
    return Publisher(
        _text(item["index"]),
        _name(item["project"]),
        _name(item["owner"]),
        _name(item["repository"]),
        _text(item["workflow"]),
        _name(item["environment"]),
    )


def _written(item: dict[str, Any]) -> Written:
    optional = (_maybe(item[name]) for name in ("branch", "commit", "pull_request"))
    return Written(_text(item["where"]), _text(item["when"]), *optional)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _maybe(value: object) -> str | None:
    return None if value is None else _text(value)


def _name(value: object) -> str | None:
    """A text that can stand in an address; unlike a path, it holds no bytes that are no UTF-8."""
    name = _maybe(value)
    if name is not None:
        name.encode()
    return name


def _number(value: object) -> int:
    if type(value) is not int:  # a bool is one by inheritance
        raise TypeError(value)
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value
