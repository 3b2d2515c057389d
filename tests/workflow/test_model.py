"""The model of workflows and actions: every key in its spellings, and every place in the file."""

from __future__ import annotations

import pytest

from trustpub.errors import InputError
from trustpub.workflow.model import Job, Workflow, read_workflow
from trustpub.workflow.permissions import covers
from trustpub.yamlcst import at, parse

PATH = ".github/workflows/release.yml"


def workflow(text: str, path: str = PATH) -> Workflow:
    """The workflow in a text."""
    return read_workflow(path, parse(text, fast=True))


def job(text: str, head: str = "") -> Job:
    """The job `a` with these keys."""
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return workflow(f"{head}jobs:\n  a:\n{lines}    name: a\n").jobs["a"]


TRIGGERS = (
    pytest.param("on: push\n", {"push": False}, id="a-name"),
    pytest.param("on: [push, release]\n", {"push": False, "release": False}, id="a-list"),
    pytest.param("on:\n  push:\n  release:\n    types: [x]\n", {"push": True, "release": True}, id="a-mapping"),
    pytest.param("'on': push\n", {"push": False}, id="quoted-key"),
    pytest.param("true: push\n", {"push": False}, id="written-as-true"),
    pytest.param("on:\n", {}, id="nothing"),
    pytest.param("on: [push, [x], {a: b}]\n", {"push": False}, id="list-with-other-things"),
    pytest.param("name: x\n", {}, id="missing"),
)


@pytest.mark.parametrize(("text", "expected"), TRIGGERS)
def test_triggers(text: str, expected: dict[str, bool]) -> None:
    """The events are read from all three spellings; only a mapping gives them settings."""
    triggers = workflow(text + "jobs: {}\n").triggers
    assert {name: trigger.settings is not None for name, trigger in triggers.items()} == expected


PERMISSIONS = (
    pytest.param("", None, id="not-declared"),
    pytest.param("permissions: {}\n", "none", id="empty"),
    pytest.param("permissions: read-all\n", "none", id="read-all-has-no-id-token"),
    pytest.param("permissions: write-all\n", "write", id="write-all"),
    pytest.param("permissions:\n  id-token: write\n", "write", id="mapping"),
    pytest.param("permissions:\n  contents: read\n", "none", id="mapping-without-it"),
    pytest.param("permissions: &p {id-token: write}\n", "write", id="anchor"),
    pytest.param("permissions: nonsense\n", None, id="nonsense"),
    pytest.param("permissions: [a]\n", None, id="list"),
)


@pytest.mark.parametrize(("text", "expected"), PERMISSIONS)
def test_permissions(text: str, expected: str | None) -> None:
    """Every form of ``permissions`` says what the token may; a block replaces all defaults."""
    for permissions in (job(text).permissions, workflow(text + "jobs: {}\n").permissions):
        assert (None if permissions is None else permissions.level("id-token")) == expected


def test_permissions_of_a_job_replace_those_of_the_workflow() -> None:
    """A job without permissions has those of the workflow, a job with a block has only that."""
    head = "permissions:\n  id-token: write\n"
    assert job("env: {}\n", head).can_mint
    assert not job("permissions:\n  contents: read\n", head).can_mint
    assert not job("permissions: {}\n", head).can_mint


def test_levels_cover_each_other() -> None:
    """Write includes read, which includes none; an unknown level grants nothing."""
    assert covers("write", "read") and covers("read", "none") and not covers("read", "write")
    assert not covers("admin", "read")


def test_environment() -> None:
    """An environment is a name, or a mapping with a name and an address."""
    by_name, by_mapping = job("environment: pypi\n").environment, job("environment: {name: p, url: u}\n").environment
    assert by_name is not None and (by_name.name, by_name.url) == ("pypi", None)
    assert by_mapping is not None and (by_mapping.name, by_mapping.url) == ("p", "u")
    assert job("environment:\n").environment is None
    assert job("environment: [a]\n").environment is None


RUNNERS: tuple[tuple[str, list[str]], ...] = (
    ("runs-on: ubuntu-latest", ["ubuntu-latest"]),
    ("runs-on: [self-hosted, linux]", ["self-hosted", "linux"]),
    ("runs-on: {group: g}", ["g"]),
    ("runs-on: {group: g, labels: [a, b]}", ["a", "b"]),
    ("runs-on: ${{ matrix.os }}", ["${{ matrix.os }}"]),
    ("name: x", []),
)


@pytest.mark.parametrize(("text", "expected"), RUNNERS)
def test_runner(text: str, expected: list[str]) -> None:
    """The labels of a runner are read from all its spellings, expressions as written."""
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    assert workflow(f"jobs:\n  a:\n{lines}").jobs["a"].runs_on == expected


def test_matrix_and_needs() -> None:
    """The matrix is a node, or missing; needs are one name or a list."""
    assert job("strategy:\n  matrix:\n    os: [a]\n").matrix is not None
    assert job("strategy: x\n").matrix is None and job("env: {}\n").matrix is None
    assert job("needs: build\n").needs == ["build"]
    assert job("needs: [build, test]\n").needs == ["build", "test"]


def test_defaults() -> None:
    """A default comes from the job, else from the workflow; a step's own setting is left to the step."""
    head = "defaults:\n  run:\n    shell: pwsh\n    working-directory: w\n"
    found = job("defaults: {run: {shell: bash}}\nsteps: [{run: x}]\n", head)
    assert (found.default("shell"), found.default("working-directory")) == ("bash", "w")
    assert found.steps[0].working_directory == "w"
    assert job("defaults: x\n").default("shell") is None


def test_reusable_call() -> None:
    """A call has inputs, and secrets by name or by inheritance."""
    call = job("uses: ./.github/workflows/x.yml\nwith: {a: 1}\nsecrets: {b: c}\n")
    assert call.uses == "./.github/workflows/x.yml"
    assert {name: node.value for name, node in call.inputs.items()} == {"a": "1"}
    assert {name: node.value for name, node in call.secrets.items()} == {"b": "c"} and not call.secrets_inherit
    inheriting = job("uses: o/r/.github/workflows/x.yml@v1\nsecrets: inherit\n")
    assert inheriting.secrets_inherit and inheriting.secrets == {}


def test_input_defaults() -> None:
    """Inputs of calls and of manual runs have defaults; a boolean without one is false, any other empty."""
    text = (
        "on:\n  workflow_call:\n    inputs:\n      A: {default: x}\n      flag: {type: boolean}\n"
        "  workflow_dispatch:\n    inputs:\n      b: {type: string}\n      broken:\njobs: {}\n"
    )
    called = workflow(text)
    assert called.is_reusable
    assert called.inputs.defaults() == {"a": "x", "flag": "false", "b": ""}


def test_composite_action() -> None:
    """An action's metadata is one job without a name, whose steps stand below ``runs``."""
    text = "inputs:\n  a: {default: d}\nruns:\n  using: composite\n  steps:\n    - run: x\n      shell: bash\n"
    action = workflow(text, "action.yml")
    assert action.is_action and action.inputs.defaults() == {"a": "d"} and action.triggers == {}
    step = action.jobs[""].steps[0]
    assert step.path == ("runs", "steps", 0) and step.run is not None and step.run.value == "x"
    assert workflow("name: x\n", "sub/action.yaml").jobs == {}


def test_step() -> None:
    """A step knows its index, its place, its line, and its action in lower case; inputs ignore case."""
    text = (
        "jobs:\n  a:\n    steps:\n      - run: x\n      - name: n\n        id: I\n        uses: PyPA/Action/Sub@V1\n"
        "        with: {Token: t}\n        env: {E: e}\n        if: always()\n      - just text\n      - uses: docker://x\n"
    )
    read = workflow(text)
    steps = read.jobs["a"].steps
    assert [step.index for step in steps] == [0, 1, 3]
    step = steps[1]
    assert at(read.root, step.path) is step.node and step.line == 5
    assert step.action == ("pypa/action/sub", "V1") and steps[0].action is None and steps[2].action is None
    given = step.input("token")
    assert given is not None and given[0] == "Token" and step.input("other") is None
    assert read.jobs["a"].step("i") is step and read.jobs["a"].step("none") is None
    assert (step.condition, {name: node.value for name, node in step.env.items()}) == ("always()", {"E": "e"})


def test_environment_at_three_levels() -> None:
    """Variables are kept at the level that declares them; what is no scalar is left out, null is empty."""
    text = (
        "env: {A: 1, B: [x]}\njobs:\n  a:\n    env: {C: }\n    steps:\n      - env: {D: {x: y}, E: e}\n        run: x\n"
    )
    read = workflow(text)
    names = [list(env) for env in (read.env, read.jobs["a"].env, read.jobs["a"].steps[0].env)]
    assert names == [["A"], ["C"], ["E"]]


ERRORS = (
    pytest.param("", "the file is empty", None, id="empty"),
    pytest.param("- a\n", "the file is a list", 1, id="list"),
    pytest.param("\n\nhello\n", "the file is a single value", 3, id="text"),
    pytest.param("name: x\non: push\n", "no 'jobs'", 1, id="no-jobs"),
    pytest.param("name: x\njobs:\n", "'jobs' is not a mapping", 2, id="null-jobs"),
    pytest.param("jobs: [a]\n", "'jobs' is not a mapping", 1, id="list-of-jobs"),
    pytest.param("jobs:\n  a:\n    x: y\n  b: text\n", "the job 'b' is not a mapping", 4, id="job-that-is-text"),
    pytest.param("jobs:\n  a:\n", "the job 'a' is not a mapping", 2, id="null-job"),
    pytest.param("jobs:\n  a: {x: y\n", "not valid YAML", 3, id="no-yaml"),
    pytest.param("jobs:\n  a: {}\n  a: {}\n", "stands twice", 3, id="duplicate"),
)


@pytest.mark.parametrize(("text", "message", "line"), ERRORS)
def test_errors(text: str, message: str, line: int | None) -> None:
    """What is no workflow is refused with one sentence and the line."""
    with pytest.raises(InputError, match=message) as caught:
        workflow(text)
    assert caught.value.line == line


def test_error_of_an_action() -> None:
    """The sentence says whether an action or a workflow was expected."""
    with pytest.raises(InputError, match="not an action: the file is a list"):
        workflow("- a\n", "action.yml")


def test_steps_of_another_shape_are_no_steps() -> None:
    """Steps that are no list, and items that are no mapping, are left out without an error."""
    assert job("steps: x\n").steps == []
    assert job("steps: {a: b}\n").steps == []
    assert job("steps: [a, [b], null]\n").steps == []
