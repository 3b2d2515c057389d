"""Putting another step in the place of one that uploaded, entry by entry, so that name, order and comments stay."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.types import Cannot
from trustpub.shell.surgery import is_inert
from trustpub.workflow.model import Step
from trustpub.yamlcst import Mapping as MappingNode
from trustpub.yamlcst import Scalar, model
from trustpub.yamlcst.edit import Commented, DeleteEntry, Edit, InsertEntry, InsertItem, Plain, SetScalar, Value

_TOOL_VARIABLES = re.compile(
    r"^(TWINE|FLIT|HATCH_INDEX|HATCH_PUBLISH|PDM_PUBLISH|UV_PUBLISH|POETRY_(PYPI|HTTP)|MATURIN)_"
)


def is_tool_variable(name: str) -> bool:
    """Whether a variable is one that an uploading tool reads."""
    return _TOOL_VARIABLES.match(name) is not None


def delete_step(step: Step) -> DeleteEntry:
    """The edit that deletes a step."""
    return DeleteEntry(step.path, expected=model(step.node))


def replace_command(step: Step, scripts: ScriptEdits, new_step: Mapping[str, Value] | None) -> list[Edit]:
    """Edits that put a step where a command of a script was.

    When nothing is left of the script the step itself turns into the new one, and its script edit is dropped from
    ``scripts``; else the new step goes behind it.

    Raises:
        Cannot: the command cannot be taken out of the script.
    """
    edit = scripts.of(step)
    nothing_left = edit.takes_all()
    if nothing_left or is_inert(edit.result()):
        scripts.by_step.pop(step.index)
        return replace_step(step, new_step)
    if new_step is not None:
        require_unasked(step)
        require_repeatable(step)
    return [] if new_step is None else [InsertItem(step.path[:-1], step.index + 1, new_step)]


def is_asked_for(step: Step) -> bool:
    """Whether anything in the job asks for what a step puts out, or for how it ended."""
    if step.id is None:
        return False
    job = step.job
    text = job.workflow.document.text[job.node.start : job.node.end]
    asked = rf"\bsteps\s*(\.\s*{re.escape(step.id)}\b|\[\s*'{re.escape(step.id)}'\s*\])"
    return re.search(asked, text, re.IGNORECASE) is not None


def require_unasked(step: Step) -> None:
    """Return when nothing asks how an uploading step ended.

    Raises:
        Cannot: something does, and would be told how another step ended.
    """
    if step.id is None:
        return
    name = re.escape(step.id)
    asked = rf"\bsteps\s*(\.\s*{name}|\[\s*'{name}'\s*\])\s*\.\s*(outcome|conclusion)\b"
    if re.search(asked, step.job.workflow.document.text[step.job.node.start : step.job.node.end], re.IGNORECASE):
        raise Cannot(f"another step asks how the step {step.id} ended, which would not tell about the upload any more")


def require_repeatable(step: Step) -> None:
    """Return when a step behind another one runs, by the same condition, exactly when that one ran to its end.

    Raises:
        Cannot: it would also run after a failure, or the other step changes what the condition asks.
    """
    tolerant = step.node.get("continue-on-error")
    if tolerant is not None and not (isinstance(tolerant, Scalar) and tolerant.value == "false"):
        raise Cannot("the step may fail without stopping the job, and the upload would then follow all the same")
    condition = step.condition or ""
    if re.search(r"\b(always|failure|cancelled)\s*\(", condition, re.IGNORECASE):
        raise Cannot(f"the step also runs after a failure ({condition}), and the upload would follow its own failure")
    writes = step.run is not None and "GITHUB_ENV" in step.run.value
    if re.search(r"\bhashfiles\s*\(", condition, re.IGNORECASE) or (writes and re.search(r"\benv\b", condition)):
        raise Cannot(f"the step may change what its condition asks for ({condition})")


def replace_step(step: Step, new_step: Mapping[str, Value] | None) -> list[Edit]:
    """Edits that turn a step into another one; None deletes it."""
    if new_step is None:
        return [delete_step(step)]
    edits: list[Edit] = []
    node = step.node
    action = "uses" if node.entry("uses") is not None else "run"
    for key in ("name", "if", "id", "continue-on-error", "timeout-minutes"):
        edits += _entry(step, node, key, new_step.get(key), action)
    uses = new_step["uses"]
    if action == "uses":
        text, comment = (uses.value, uses.comment) if isinstance(uses, Commented) else (uses, "")
        assert isinstance(text, str | Plain)
        edits.append(SetScalar((*step.path, "uses"), text, comment))
        if node.entry("with") is not None:
            edits.append(DeleteEntry((*step.path, "with")))
    else:
        edits.append(InsertEntry(step.path, "uses", uses, before="run"))
        edits += [DeleteEntry((*step.path, key)) for key in ("run", "shell", "working-directory") if node.entry(key)]
    if new_step.get("with"):
        edits.append(InsertEntry(step.path, "with", new_step["with"], after="uses"))
    return edits + _env_edits(step)


def _entry(step: Step, node: MappingNode, key: str, value: Value, action: str) -> list[Edit]:
    """Set, add or delete one entry of a step."""
    path = (*step.path, key)
    old = node.get(key)
    if value is None:
        return [] if old is None else [DeleteEntry(path)]
    if old is None:
        return [InsertEntry(step.path, key, value, before=action)]
    assert isinstance(value, str | Plain)
    same = isinstance(old, Scalar) and old.value == (value.text if isinstance(value, Plain) else value)
    return [] if same else [SetScalar(path, value)]


def tool_variable_edits(step: Step, script: str) -> list[Edit]:
    """Deletions of a tool's variables from a step that no longer uploads with it, unless its new script names them."""
    return [
        DeleteEntry((*step.path, "env", name))
        for name in step.env
        if _TOOL_VARIABLES.match(name) and name not in script
    ]


def _env_edits(step: Step) -> list[Edit]:
    """Variables of a tool that no longer runs go; others stay."""
    tools = [name for name in step.env if _TOOL_VARIABLES.match(name)]
    if step.run is not None or set(tools) == set(step.env):
        return [DeleteEntry((*step.path, "env"))] if step.env else []
    return [DeleteEntry((*step.path, "env", name)) for name in tools]
