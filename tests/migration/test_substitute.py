"""What a caller hands over never becomes anything but a value, and means to expressions what it meant before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.migration.cases import WORKFLOW
from tests.migration.properties import load
from tests.migration.repositories import MemoryRepository
from trustpub.migration.planner import plan
from trustpub.migration.types import Options
from trustpub.workflow.expressions import Operation, parse_expression

CALLED = ".github/workflows/publish.yml"
ACTION = ".github/actions/publish/action.yml"
CALL = f"""\
    uses: ./{CALLED}
    with:
      text: TEXT
    secrets:
      token: ${{{{ secrets.PYPI_TOKEN }}}}
"""
USE = """\
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/publish
        with:
          text: TEXT
          token: ${{ secrets.PYPI_TOKEN }}
"""
WORKFLOW_FILE = """\
on:
  workflow_call:
    inputs:
      text:
        type: string
    secrets:
      token:
        required: true
jobs:
  publish:
    runs-on: ubuntu-latest
    steps: STEPS
"""
ACTION_FILE = """\
name: Publish
description: Builds and uploads
inputs:
  text:
    description: a text
  token:
    description: the token
runs:
  using: composite
  steps: STEPS
"""
BUILD = {
    "run": "python -m build",
    "shell": "bash",
    "env": {"TEXT": "${{ inputs.text }}", "MORE": "<${{ inputs.text }}>"},
}
PUBLISH = {"uses": "pypa/gh-action-pypi-publish@release/v1", "if": "inputs.text != 'no such text'"}
HOSTILE = (
    *("'", "''", '"', "}}", "{0}", "{{", "#", " # x", ": ", "- a", "a: b", "*x", "&x", "!!bool true", "%TAG", "@x"),
    *("`x`", "|", ">-", "\n", "a\n", "\na\n\n", "a\n- run: evil\n", "\t", "  lead", "trail  ", "~", "null", "true"),
    *("on", "3.10", "0x1f", "1e3", ".inf", "2026-11-24", "<<", "=", "$(id)", "\\n", "\u2028x", "\x07", "\x85"),
)
TEXTS = st.sampled_from(HOSTILE) | st.text(st.characters(max_codepoint=0xD7FF), max_size=40)


def written_out(value: str, use: str) -> dict[str, Any] | None:
    """The publishing job once what it calls and gives a text stands in it; None if it is left."""
    caller, called, path = (CALL, WORKFLOW_FILE, CALLED) if use == "call" else (USE, ACTION_FILE, ACTION)
    token = "${{ secrets.token }}" if use == "call" else "${{ inputs.token }}"
    steps = json.dumps([BUILD, {**PUBLISH, "with": {"password": token}}])
    workflow = "on:\n  release:\n    types: [published]\njobs:\n  deploy:\n" + caller.replace("TEXT", json.dumps(value))
    files = {WORKFLOW: workflow.encode(), path: called.replace("STEPS", steps).encode()}
    found = plan(MemoryRepository(files), Options())
    for change in found.files:
        if change.path == WORKFLOW:
            job: dict[str, Any] = load(change.after)["jobs"]["deploy"]
            return job
    assert any(left.upload.workflow == WORKFLOW and left.reason for left in found.left)
    return None


@pytest.mark.parametrize("use", ["call", "action"])
@given(value=TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_text_stays_a_text(use: str, value: str) -> None:
    """Whatever the text, it stands where the input stood, the steps are the same, and the condition compares it."""
    job = written_out(value, use) if "${{" not in value else None
    if job is None:
        return
    build, publish = job["steps"]
    assert build == {**BUILD, "env": {"TEXT": value, "MORE": f"<{value}>"}}
    assert set(publish) == {"uses", "if"}
    tree = parse_expression(publish["if"])
    assert isinstance(tree, Operation)
    assert [getattr(operand, "value", None) for operand in tree.operands] == [value, "no such text"]


@pytest.mark.parametrize("use", ["call", "action"])
@pytest.mark.parametrize("value", ["plain", "it's", 'a: "b" # c', "a\nb\n", "}}", "true", "3.10"])
def test_common_texts_are_written_out(use: str, value: str) -> None:
    """None of these is a reason to leave the upload."""
    assert written_out(value, use) is not None
