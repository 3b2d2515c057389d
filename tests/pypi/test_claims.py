"""The claims that are predicted from a workflow, for every way in which it can start."""

from __future__ import annotations

import pytest

from tests.pypi.repositories import MemoryRepository, workflow
from trustpub.pypi.claims import Claims, Decided, filename_in
from trustpub.pypi.publishing import Publishing, publishings, uses_trusted_publishing

HEAD, TAG, PULL = "refs/heads/<branch>", "refs/tags/<tag>", "refs/pull/<number>/merge"


def found(*files: str, **more: str) -> list[Publishing]:
    """What is found in a repository with these workflows: the first named release.yml, keywords naming others."""
    named = dict(zip(("release.yml",), files, strict=False)) | {f"{name}.yml": text for name, text in more.items()}
    return list(publishings(MemoryRepository(named)).found)


def runs(*files: str, **more: str) -> list[tuple[str | None, str | None]]:
    """The event and the ref of every run that publishes."""
    return [(run.claims.event_name, run.claims.ref) for run in found(*files, **more)]


def test_every_claim_of_a_release() -> None:
    """The file that holds the job, at the run's ref, and all the rest."""
    (run,) = found(workflow("{release: {types: [published]}}", job="environment: pypi"))
    place = f"octo-org/sampler/.github/workflows/release.yml@{TAG}"
    assert run.claims == Claims(
        repository="octo-org/sampler",
        repository_owner="octo-org",
        repository_owner_id=None,
        job_workflow_ref=place,
        workflow_ref=place,
        environment="pypi",
        ref=TAG,
        sha="<commit>",
        event_name="release",
        runner_environment="github-hosted",
    )
    assert run.callers == () and not run.claims.is_called


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("push", [("push", HEAD), ("push", TAG)]),
        ("{push: {tags: ['v*']}}", [("push", TAG)]),
        ("{push: {tags-ignore: ['x']}}", [("push", TAG)]),
        ("{push: {branches: [main]}}", [("push", HEAD)]),
        ("{push: {branches: [main], tags: ['v*']}}", [("push", HEAD), ("push", TAG)]),
        ("{push: {paths: ['src/**']}}", [("push", HEAD), ("push", TAG)]),
        ("release", [("release", TAG)]),
        ("workflow_dispatch", [("workflow_dispatch", HEAD), ("workflow_dispatch", TAG)]),
        ("{schedule: [{cron: '0 0 * * *'}]}", [("schedule", HEAD)]),
        ("{workflow_run: {workflows: [x]}}", [("workflow_run", HEAD)]),
        ("repository_dispatch", [("repository_dispatch", HEAD)]),
        ("pull_request", [("pull_request", PULL)]),
        ("pull_request_target", [("pull_request_target", HEAD)]),
        ("issue_comment", [("issue_comment", HEAD)]),
        ("create", [("create", HEAD), ("create", TAG)]),
        ("deployment", [("deployment", HEAD), ("deployment", TAG), ("deployment", None)]),
        ("[release, push]", [("release", TAG), ("push", HEAD), ("push", TAG)]),
        ("workflow_call", []),
    ],
)
def test_the_ref_of_every_event(on: str, expected: list[tuple[str, str | None]]) -> None:
    """An event that can come with a branch or a tag counts twice."""
    assert runs(workflow(on)) == expected


@pytest.mark.parametrize(
    ("condition", "refs"),
    [
        ("startsWith(github.ref, 'refs/tags')", [TAG]),
        ("startsWith(github.ref, 'refs/tags/v')", [TAG]),
        ("${{ contains(github.ref, 'refs/tags') }}", [HEAD, TAG]),
        ("github.ref_type == 'tag'", [TAG]),
        ("github.ref == 'refs/heads/main'", [HEAD]),
        ("github.ref != 'refs/heads/main'", [HEAD, TAG]),
        ("github.event_name == 'release'", []),
        ("github.event_name == 'push' && github.ref_type == 'branch'", [HEAD]),
        ("github.repository == 'octo-org/sampler'", [HEAD, TAG]),
        ("github.repository == 'someone/else'", []),
        ("github.repository_owner == 'OCTO-ORG'", [HEAD, TAG]),
        ("vars.RELEASE == 'yes'", [HEAD, TAG]),
        ("github.ref == format('refs/heads/{0}', vars.X)", [HEAD, TAG]),
        ("this is no expression", [HEAD, TAG]),
    ],
)
def test_a_condition_leaves_out_what_it_certainly_forbids(condition: str, refs: list[str]) -> None:
    """On the job, on its step, and on a job that it needs; what a run decides may be true."""
    quoted = f'"{condition}"'
    assert [ref for _, ref in runs(workflow("push", job=f"if: {quoted}"))] == refs
    steps = f"      - uses: pypa/gh-action-pypi-publish@release/v1\n        if: {quoted}\n"
    assert [ref for _, ref in runs(workflow("push", steps=steps))] == refs
    before = f"  build:\n    if: {quoted}\n    runs-on: ubuntu-latest\n    steps: [{{run: make}}]\n"
    assert [ref for _, ref in runs(workflow("push", job="needs: build", before=before))] == refs


def test_a_job_that_always_runs_does_not_heed_what_it_needs() -> None:
    """`always()` runs also where a needed job was skipped; jobs that need each other end."""
    before = (
        "  build:\n    if: github.ref_type == 'tag'\n    needs: publish\n"
        "    runs-on: ubuntu-latest\n    steps: [{run: make}]\n"
    )
    assert len(runs(workflow("push", job="needs: build\nif: always()", before=before))) == 2
    assert len(runs(workflow("push", job="needs: build", before=before))) == 1


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("environment: pypi", ["pypi", "pypi"]),
        ("environment: {name: PyPI, url: 'https://pypi.org/p/x'}", ["PyPI", "PyPI"]),
        ("", [None, None]),
        ("environment: ''", [None, None]),
        ("environment: ${{ github.ref_type == 'tag' && 'pypi' || 'testpypi' }}", ["testpypi", "pypi"]),
        ("environment: ${{ startsWith(github.ref, 'refs/tags/') && 'pypi' || '' }}", [None, "pypi"]),
        ("environment: ${{ vars.X == 'a' && 'pypi' || 'testpypi' }}", ["pypi", "testpypi"] * 2),
        ("environment: ${{ vars.ENVIRONMENT }}", [Decided("${{ vars.ENVIRONMENT }}")] * 2),
        (
            "strategy: {matrix: {to: [pypi, testpypi]}}\nenvironment: ${{ matrix.to }}",
            ["pypi", "testpypi"] * 2,
        ),
    ],
)
def test_the_environment_of_a_job(environment: str, expected: list[str | Decided | None]) -> None:
    """None, fixed, one of several, or decided by a run; for a push of a branch and of a tag."""
    assert [run.claims.environment for run in found(workflow("push", job=environment))] == expected


TO_CHOOSE = (
    "\n  release:\n  workflow_dispatch:\n    inputs:\n"
    "      to: {type: choice, options: [pypi, testpypi], default: testpypi}\n"
    "      dry: {type: boolean}\n      name: {type: string, default: pypi}\n"
    "      named: {type: environment}\n"
)
"""Triggers: a release, on which no input has a value, and a person who gives some."""


@pytest.mark.parametrize(
    ("environment", "on_release", "by_hand"),
    [
        ("${{ inputs.to }}", [None], ["pypi", "testpypi"]),
        ("${{ inputs.to || 'pypi' }}", ["pypi"], ["pypi", "testpypi"]),
        ("${{ inputs.TO || 'release' }}", ["release"], ["pypi", "testpypi"]),
        ("${{ github.event.inputs.to || 'pypi' }}", ["pypi"], ["pypi", "testpypi"]),
        ("release-${{ inputs.to }}", ["release-"], ["release-pypi", "release-testpypi"]),
        ("${{ inputs.dry && 'none' || inputs.to || 'pypi' }}", ["pypi"], ["none", "pypi", "testpypi"]),
        ("${{ github.event.inputs.dry == 'true' && 'none' || 'pypi' }}", ["pypi"], ["none", "pypi"]),
        ("${{ inputs.name || 'pypi' }}", ["pypi"], [Decided("${{ inputs.name || 'pypi' }}")]),
        ("${{ inputs.named || 'pypi' }}", ["pypi"], [Decided("${{ inputs.named || 'pypi' }}")]),
        ("${{ inputs.unknown || 'pypi' }}", ["pypi"], [Decided("${{ inputs.unknown || 'pypi' }}")]),
    ],
)
def test_the_environment_that_inputs_choose(
    environment: str, on_release: list[str | None], by_hand: list[str | Decided | None]
) -> None:
    """Choices and booleans have each of their values, typed ones any; for other events every input is empty."""
    events = [
        (run.event.name, run.claims.environment)
        for run in found(workflow(TO_CHOOSE, job=f"environment: {environment}"))
        if run.event.ref_type != "branch"
    ]
    assert [name for event, name in events if event == "release"] == on_release
    assert [name for event, name in events if event == "workflow_dispatch"] == by_hand


def test_a_condition_on_an_input_leaves_out_what_was_not_chosen() -> None:
    """On a release the input is empty; by hand, the condition and the environment see the same choice."""
    job = "if: inputs.to == 'pypi'\nenvironment: ${{ inputs.to }}"
    assert {(run.event.name, run.claims.environment) for run in found(workflow(TO_CHOOSE, job=job))} == {
        ("workflow_dispatch", "pypi")
    }


def test_inputs_are_handed_on_to_a_called_workflow() -> None:
    """What the caller makes of its own inputs is the called job's environment."""
    called = workflow("\n  workflow_call:\n    inputs: {env: {type: string}}\n", job="environment: ${{ inputs.env }}")
    caller = (
        f"on: {TO_CHOOSE}jobs:\n  call:\n    uses: ./.github/workflows/called.yml\n"
        "    with: {env: \"${{ inputs.to || 'pypi' }}\"}\n"
    )
    runs = publishings(MemoryRepository({"called.yml": called, "caller.yml": caller})).found
    assert {(run.event.name, run.claims.environment) for run in runs} == {
        ("release", "pypi"),
        ("workflow_dispatch", "pypi"),
        ("workflow_dispatch", "testpypi"),
    }


def test_more_choices_than_can_be_looked_at_stay_open() -> None:
    """Inputs that would make too many combinations are as those that are typed."""
    names = [f"i{number}" for number in range(30)]
    inputs = "".join(f"      {name}: {{type: boolean}}\n" for name in names)
    text = " || ".join(f"inputs.{name} && '{name}'" for name in names)
    on = f"\n  workflow_dispatch:\n    inputs:\n{inputs}"
    runs = found(workflow(on, job=f"environment: ${{{{ {text} || 'pypi' }}}}"))
    assert {"pypi", "i0", "i29"} <= {run.claims.environment for run in runs}


def test_a_called_job_has_its_own_file_and_its_caller_s_event() -> None:
    """`job_workflow_ref` names the called file, `workflow_ref` and `event_name` the run; inputs are bound."""
    called = workflow(
        "{workflow_call: {inputs: {to: {type: string}}}}", job="environment: ${{ inputs.to }}", permissions=False
    )
    caller = (
        "on: release\njobs:\n  call:\n    permissions: {id-token: write}\n"
        "    uses: ./.github/workflows/called.yml\n    with: {to: pypi}\n"
    )
    (run,) = found(caller, called=called)
    assert run.claims.job_workflow_ref == f"octo-org/sampler/.github/workflows/called.yml@{TAG}"
    assert run.claims.workflow_ref == f"octo-org/sampler/.github/workflows/release.yml@{TAG}"
    assert (run.claims.event_name, run.claims.environment, run.claims.is_called) == ("release", "pypi", True)
    assert (run.upload.auth, run.callers) == ("oidc", (".github/workflows/release.yml",))


def test_calls_of_calls_are_followed_and_circles_end() -> None:
    """The file that the event starts is the one in `workflow_ref`; a file that calls itself is no way to start."""
    middle = (
        "on: workflow_call\njobs:\n  call:\n    permissions: {id-token: write}\n"
        "    uses: ./.github/workflows/called.yml\n"
    )
    caller = middle.replace("workflow_call", "release").replace("called.yml", "middle.yml")
    called = workflow("workflow_call", permissions=False) + "  again:\n    uses: ./.github/workflows/called.yml\n"
    (run,) = found(caller, middle=middle, called=called)
    assert run.callers == (".github/workflows/release.yml", ".github/workflows/middle.yml")
    assert run.claims.workflow_ref == f"octo-org/sampler/.github/workflows/release.yml@{TAG}"


def test_a_caller_that_cannot_run_is_no_caller() -> None:
    """The condition of the calling job counts."""
    caller = "on: push\njobs:\n  call:\n    if: github.ref_type == 'tag'\n    uses: ./.github/workflows/called.yml\n"
    assert runs(caller, called=workflow("workflow_call")) == [("push", TAG)]


def test_a_workflow_of_another_repository_is_named_as_it_is_called() -> None:
    """Its own repository stands in `job_workflow_ref`, with the ref that the caller asks for."""
    text = (
        "on: release\njobs:\n  call:\n    permissions: {id-token: write}\n"
        "    uses: octo-org/tools/.github/workflows/publish-pypi.yml@v2\n"
    )
    (run,) = found(text)
    assert run.claims.job_workflow_ref == "octo-org/tools/.github/workflows/publish-pypi.yml@v2"
    assert run.claims.repository == "octo-org/sampler"


def test_an_at_sign_in_a_file_s_name_is_no_ref() -> None:
    """The file lies in the repository, and PyPI reads its name up to the last ``.yml`` before an at sign."""
    (run,) = publishings(MemoryRepository({"a@b.yml": workflow("release")})).found
    assert run.claims.job_workflow_ref == f"octo-org/sampler/.github/workflows/a@b.yml@{TAG}"
    assert (run.claims.filename, run.claims.is_called) == ("a@b.yml", False)


def test_a_reusable_workflow_that_nothing_calls_is_told() -> None:
    """Its upload is kept apart, since no run of this repository leads to it."""
    result = publishings(MemoryRepository({"called.yml": workflow("workflow_call")}))
    assert not result.found and [upload.job for upload in result.uncalled] == ["publish"]


def test_the_runner_is_told_where_it_can_be() -> None:
    """GitHub's own, self-hosted, or decided by a run."""
    text = workflow("release")
    for label, expected in (
        ("ubuntu-latest", "github-hosted"),
        ("[self-hosted, linux]", "self-hosted"),
        ("${{ vars.RUNNER }}", None),
    ):
        (run,) = found(text.replace("ubuntu-latest", label))
        assert run.claims.runner_environment == expected


def test_without_a_remote_the_repository_is_a_placeholder() -> None:
    """The file and the ref are known all the same."""
    (run,) = publishings(MemoryRepository({"release.yml": workflow("release")}, (None, None))).found
    assert run.claims.repository is None
    assert run.claims.job_workflow_ref == f"<owner>/<repository>/.github/workflows/release.yml@{TAG}"


def test_files_that_cannot_be_read_do_not_stop_the_others() -> None:
    """Each is named, with its line."""
    result = publishings(MemoryRepository({"a.yml": "pypi: [", "b.yml": workflow("release")}))
    assert len(result.found) == 1 and [error.path for error in result.errors] == [".github/workflows/a.yml"]


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("o/r/.github/workflows/a.yml@refs/heads/main", "a.yml"),
        ("o/r/.github/workflows/a@b.yaml@refs/heads/x.yml", "a@b.yaml"),
        ("o/r/.github/workflows/a.yml@refs/heads/b.yml@c", "a.yml"),
        ("o/r/.github/workflows/a.txt@refs/heads/main", None),
        ("a.yml", None),
        (None, None),
    ],
)
def test_the_file_in_a_workflow_reference(reference: str | None, name: str | None) -> None:
    """What stands before the first `@` that follows .yml or .yaml; refs may look like files."""
    assert filename_in(reference) == name


def test_a_password_that_is_empty_in_a_run_is_no_trusted_publishing() -> None:
    """A reusable workflow that is handed no secret is meant for a token all the same."""
    called = workflow("workflow_call", permissions=False)
    given = called + "        with:\n          password: ${{ secrets.token }}\n"
    caller = "on: release\njobs:\n  call:\n    uses: ./.github/workflows/called.yml\n"
    for text, expected in ((called, True), (given, False)):
        (run,) = found(caller, called=text)
        assert run.upload.auth == "unclear" and uses_trusted_publishing(run.upload) is expected


def test_hostile_repositories_end() -> None:
    """Jobs that need each other in layers, and workflows that all call each other from many jobs."""
    jobs = "".join(
        f"  {side}{layer}:\n    needs: [a{layer + 1}, b{layer + 1}]\n    runs-on: x\n    steps: [{{run: make}}]\n"
        for layer in range(60)
        for side in "ab"
    )
    assert len(found(workflow("release", job="needs: [a0, b0]", before=jobs))) == 1
    names = [f"w{number}" for number in range(12)]
    calls = "".join(
        f"  c{number}-{name}:\n    uses: ./.github/workflows/{name}.yml\n" for name in names for number in range(20)
    )
    text = workflow("[workflow_call, release]", before=calls)
    assert len(found(**dict.fromkeys(names, text))) <= 12 * 200
    assert found(**dict.fromkeys(names, workflow("workflow_call", before=calls))) == []
