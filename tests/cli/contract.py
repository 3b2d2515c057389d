"""The documents that programs read, held to the schemas in docs/schema."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from tests.corpus import ROOT


def validator(name: str) -> Draft202012Validator:
    """The schema of one command, which is itself valid, and closed: unknown keys are errors here."""
    schema = json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for part in (schema, *schema.get("$defs", {}).values()):
        if "properties" in part:
            assert set(part["required"]) == set(part["properties"])
            part["additionalProperties"] = False
    return Draft202012Validator(schema)


def complaints(name: str, text: str) -> list[str]:
    """What the schema has against a document."""
    document: Any = json.loads(text)
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(document)]
