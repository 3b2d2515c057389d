"""What flows into a value, and which texts it can have."""

from __future__ import annotations

import pytest

from trustpub.workflow.flow import Flow
from trustpub.workflow.matrix import matrix_values
from trustpub.workflow.model import Workflow, read_workflow
from trustpub.workflow.scope import Binding, Scope
from trustpub.yamlcst import parse

TEXT = """\
on: push
env:
  TOP: ${{ secrets.TOP }}
  PLAIN: text
jobs:
  first:
    outputs:
      token: ${{ steps.say.outputs.token }}
      unknown: ${{ steps.act.outputs.x }}
    steps:
      - id: say
        run: echo "token=${{ secrets.FIRST }}" >> $GITHUB_OUTPUT
      - id: act
        uses: some/action@v1
  main:
    needs: first
    env:
      JOB: ${{ secrets.JOB }}
      TOP_AGAIN: ${{ env.TOP }}
    strategy:
      matrix:
        target: [pypi, testpypi]
        include:
          - {target: other, token: "${{ secrets.IN_MATRIX }}", deep: {er: 1}}
    steps:
      - run: |
          echo "WRITTEN=${{ secrets.WRITTEN }}" >> $GITHUB_ENV
          echo "INDIRECT=$JOB" >> "$GITHUB_ENV"
          echo "COMPUTED=$(date)" >> $GITHUB_ENV
      - if: github.ref == 'x'
        run: echo "PLAIN=other" >> $GITHUB_ENV
      - id: old
        run: echo "::set-output name=token::${{ secrets.OLD }}"
      - run: x
        env:
          STEP: ${{ secrets.STEP }}
          JOB: mine
"""


@pytest.fixture
def scope() -> Scope:
    """The scope of the last step of `main`."""
    workflow = read(TEXT)
    job = workflow.jobs["main"]
    return Scope(workflow, job, job.steps[-1])


def read(text: str, path: str = ".github/workflows/a.yml") -> Workflow:
    """The workflow in a text."""
    return read_workflow(path, parse(text, fast=True))


FLOWS = (
    pytest.param("text", Flow(literal="text"), id="literal"),
    pytest.param("", Flow(), id="nothing"),
    pytest.param("${{ secrets.A }}", Flow(("A",)), id="secret"),
    pytest.param("${{ Secrets['A'] }}", Flow(("A",)), id="secret-in-brackets-and-any-case"),
    pytest.param("${{ secrets.A || secrets.B }}", Flow(("A", "B")), id="either-of-two"),
    pytest.param("a${{ secrets.A }}b${{ secrets.A }}", Flow(("A",), literal="ab"), id="with-text-around"),
    pytest.param("${{ secrets.GITHUB_TOKEN }}", Flow(opaque=True), id="github-token-is-no-secret"),
    pytest.param(
        "${{ secrets[format('A_{0}', matrix.target)] }}", Flow(opaque=True, literal="pypitestpypiother"), id="computed"
    ),
    pytest.param("${{ env.TOP }}", Flow(("TOP",)), id="workflow-environment"),
    pytest.param("${{ env.TOP_AGAIN }}", Flow(("TOP",)), id="environment-of-environment"),
    pytest.param("${{ env.STEP }}", Flow(("STEP",)), id="step-environment"),
    pytest.param("${{ env.JOB }}", Flow(literal="mine"), id="step-wins-over-job"),
    pytest.param("${{ env.WRITTEN }}", Flow(("WRITTEN",)), id="github-env"),
    pytest.param("${{ env.INDIRECT }}", Flow(("JOB",)), id="github-env-from-a-variable"),
    pytest.param("${{ env.COMPUTED }}", Flow(opaque=True), id="github-env-from-a-command"),
    pytest.param("${{ env.NOWHERE }}", Flow(opaque=True), id="environment-that-something-else-sets"),
    pytest.param("${{ steps.old.outputs.token }}", Flow(("OLD",)), id="step-output"),
    pytest.param("${{ steps.OLD.Outputs.token }}", Flow(("OLD",)), id="step-output-in-any-case"),
    pytest.param("${{ steps.gone.outputs.token }}", Flow(opaque=True), id="output-of-a-missing-step"),
    pytest.param("${{ needs.first.outputs.token }}", Flow(("FIRST",)), id="job-output"),
    pytest.param("${{ needs.first.outputs.unknown }}", Flow(opaque=True), id="job-output-of-an-action"),
    pytest.param("${{ needs.gone.outputs.token }}", Flow(opaque=True), id="output-of-a-missing-job"),
    pytest.param("${{ matrix.token }}", Flow(("IN_MATRIX",)), id="matrix"),
    pytest.param("${{ matrix.target }}", Flow(literal="pypitestpypiother"), id="literals-of-a-matrix"),
    pytest.param("${{ vars.A }}", Flow(opaque=True), id="variable-of-the-repository"),
    pytest.param("${{ inputs.a }}", Flow(opaque=True), id="unbound-input"),
    pytest.param("${{ 'fixed' }}", Flow(literal="fixed"), id="literal-expression"),
    pytest.param("${{ false && secrets.A }}", Flow(("A",)), id="even-where-it-is-not-chosen"),
    pytest.param("${{ broken secrets.A ( }}", Flow(("A",)), id="broken-expression"),
)


@pytest.mark.parametrize(("text", "expected"), FLOWS)
def test_flow(scope: Scope, text: str, expected: Flow) -> None:
    """Every reference is followed to the secrets behind it; what only a run can tell is opaque."""
    assert scope.flow(text) == expected
    assert scope.flow(text) == expected, "what is remembered is the same"


def test_empty_flow() -> None:
    """A value is certainly empty only without secrets, unknowns and text."""
    assert Flow().is_empty and Flow(literal="  ").is_empty
    assert not Flow(("A",)).is_empty and not Flow(opaque=True).is_empty and not Flow(literal="x").is_empty


def test_earlier_steps_do_not_see_later_ones(scope: Scope) -> None:
    """What a step writes to the environment is there for later steps only."""
    first = scope.at(scope.job.steps[0])
    assert "WRITTEN" not in first.env and "STEP" not in first.env
    assert "WRITTEN" in scope.at(scope.job.steps[1]).env


def test_places_of_variables(scope: Scope) -> None:
    """A variable knows the key path where it is set, unless a script sets it."""
    paths = {name: scope.env[name].path for name in ("TOP", "TOP_AGAIN", "STEP", "WRITTEN")}
    assert paths == {
        "TOP": ("env", "TOP"),
        "TOP_AGAIN": ("jobs", "main", "env", "TOP_AGAIN"),
        "STEP": ("jobs", "main", "steps", 3, "env", "STEP"),
        "WRITTEN": None,
    }


def test_texts(scope: Scope) -> None:
    """A text is told with all it can be: one value, the choices of a matrix, of an expression, or of a script."""
    assert scope.texts("a${{ 'b' }}") == ["ab"]
    assert scope.texts("${{ matrix.target }}") == ["pypi", "testpypi", "other"]
    assert scope.texts("${{ matrix.deep.er }}") == ["1"]
    assert scope.texts("${{ github.ref == 'x' && 'a' || 'b' }}") == ["a", "b"]
    assert scope.texts("${{ env.PLAIN }}") == ["text", "other"]
    assert scope.texts("${{ env.NOWHERE }}") is None
    assert scope.texts("x-${{ matrix.target }}") == ["x-pypi", "x-testpypi", "x-other"]
    assert scope.texts("${{ matrix.target }}/${{ matrix.target }}") == ["pypi/pypi", "testpypi/testpypi", "other/other"]
    assert scope.texts("${{ matrix.target }}-${{ env.PLAIN }}") is None
    assert scope.texts("${{ secrets.A }}") is None


def test_may_run(scope: Scope) -> None:
    """Only a condition that is certainly false keeps a step from running."""
    assert scope.may_run(None) and scope.may_run("always()") and scope.may_run("github.ref == 'x'")
    assert scope.may_run("${{ env.JOB == 'mine' }}") and scope.may_run("not an expression")
    assert not scope.may_run("false") and not scope.may_run("${{ env.JOB != 'MINE' }}")


def bound(text: str, inputs: dict[str, str], secrets: dict[str, str], inherit: bool = False) -> Scope:
    """The scope of the first step of a called workflow, whose caller is the last step of `main`."""
    workflow = read(TEXT)
    caller = Scope(workflow, workflow.jobs["main"], workflow.jobs["main"].steps[-1])
    called = read(text, ".github/workflows/b.yml")
    job = next(iter(called.jobs.values()))
    return Scope(called, job, job.steps[0], Binding(caller, inputs, secrets, inherit))


CALLED = """\
on:
  workflow_call:
    inputs:
      index: {default: pypi}
      dry: {type: boolean}
jobs:
  up:
    steps:
      - run: x
"""


def test_bound_inputs_and_secrets() -> None:
    """In a called workflow inputs and secrets are what the caller hands over, else their defaults, else nothing."""
    called = bound(CALLED, {"token": "${{ env.STEP }}"}, {"pypi": "${{ secrets.MINE }}"})
    assert called.flow("${{ inputs.token }}") == Flow(("STEP",))
    assert called.flow("${{ secrets.PyPI }}") == Flow(("MINE",))
    assert called.flow("${{ secrets.OTHER }}").is_empty
    assert called.text("${{ inputs.index }}") == "pypi"
    assert called.text("${{ inputs.gone }}") == ""
    assert not called.may_run("inputs.dry") and called.may_run("!inputs.dry")
    assert bound(CALLED, {"dry": "true"}, {}).may_run("inputs.dry")
    assert bound(CALLED, {"dry": "${{ github.event_name == 'x' }}"}, {}).may_run("inputs.dry")


def test_inherited_secrets() -> None:
    """With ``secrets: inherit`` a called workflow's secrets are the caller's, by their own names."""
    assert bound(CALLED, {}, {}, inherit=True).flow("${{ secrets.ANY }}") == Flow(("ANY",))


GRANTED = "permissions: {id-token: write}\n"


@pytest.mark.parametrize(
    ("caller", "called", "expected"),
    [("", "", False), (GRANTED, "", True), ("", GRANTED, False), (GRANTED, GRANTED, True)],
)
def test_rights_of_a_called_workflow(caller: str, called: str, expected: bool) -> None:
    """A called job may mint when both it and its caller may; what it does not declare it has from its caller."""
    outer = read(caller + "jobs:\n  a:\n    uses: ./.github/workflows/b.yml\n")
    inner = read(called + "jobs:\n  b:\n    steps: []\n")
    binding = Binding(Scope(outer, outer.jobs["a"], None), {}, {}, False)
    assert Scope(inner, inner.jobs["b"], None, binding).can_mint is expected


def test_composite_action_sees_its_callers_environment() -> None:
    """A composite action's steps see the caller's variables, and the secrets in them are the caller's."""
    action = "runs:\n  steps:\n    - run: x\n      env: {OWN: y}\n"
    workflow = read(TEXT)
    caller = Scope(workflow, workflow.jobs["main"], workflow.jobs["main"].steps[-1])
    inner = read(action, ".github/actions/a/action.yml")
    inside = Scope(inner, inner.jobs[""], inner.jobs[""].steps[0], Binding(caller, {}, {}, False))
    assert inside.flow("${{ env.STEP }}") == Flow(("STEP",))
    assert inside.flow("${{ env.OWN }}") == Flow(literal="y")


def test_skipped_needs() -> None:
    """The result of a job whose condition is certainly false is known."""
    text = "jobs:\n  a:\n    if: false\n    steps: []\n  b:\n    needs: a\n    steps: [{run: x}]\n"
    workflow = read(text)
    scope = Scope(workflow, workflow.jobs["b"], workflow.jobs["b"].steps[0])
    assert not scope.may_run("needs.a.result == 'success'") and scope.may_run("needs.b.result == 'success'")


def test_matrix_values() -> None:
    """Values come from the list and from ``include``, each once; a matrix that an expression makes tells nothing."""
    text = "jobs:\n  a:\n    strategy:\n      matrix: {x: [1, 2, 1, {y: 3}], include: [{x: 4}, {z: 5}, text]}\n  b:\n"
    matrix = read(text + "    strategy: {matrix: '${{ fromJSON(x) }}'}\n").jobs
    assert matrix_values(matrix["a"].matrix, ("x",)) == ["1", "2", "4"]
    assert matrix_values(matrix["a"].matrix, ("x", "y")) == ["3"]
    assert matrix_values(matrix["a"].matrix, ("gone",)) == []
    assert matrix_values(matrix["b"].matrix, ("x",)) == [] and matrix_values(None, ("x",)) == []
