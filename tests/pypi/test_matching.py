"""PyPI's matching, rule by rule, each both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustpub.pypi.claims import Claims, Decided
from trustpub.pypi.matching import Match, Mismatch, RegisteredPublisher, match

CLAIMS = Claims(
    repository="octo-org/sampler",
    repository_owner="octo-org",
    repository_owner_id="65",
    job_workflow_ref="octo-org/sampler/.github/workflows/release.yml@refs/tags/v1",
    workflow_ref="octo-org/sampler/.github/workflows/release.yml@refs/tags/v1",
    environment="pypi",
    ref="refs/tags/v1",
    sha="1f2e3d",
    event_name="release",
    runner_environment="github-hosted",
)
PLAIN = RegisteredPublisher("octo-org", "sampler", "release.yml", "pypi", "65")
BLANK = PLAIN._replace(environment=None)
FILE = "octo-org/sampler/.github/workflows/release.yml"

MATCHING: dict[str, tuple[Claims, list[RegisteredPublisher], RegisteredPublisher]] = {
    "every field is equal": (CLAIMS, [PLAIN], PLAIN),
    "a blank environment matches any job": (CLAIMS, [BLANK], BLANK),
    "a blank environment matches a job without one": (CLAIMS._replace(environment=None), [BLANK], BLANK),
    "the job's environment wins over a blank one": (CLAIMS, [BLANK, PLAIN], PLAIN),
    "a blank one serves where no environment is equal": (CLAIMS._replace(environment="x"), [PLAIN, BLANK], BLANK),
    "a blank one serves where the job has none": (CLAIMS._replace(environment=None), [PLAIN, BLANK], BLANK),
    "environments ignore case": (CLAIMS._replace(environment="PyPI"), [PLAIN], PLAIN),
    "and so do registered ones": (CLAIMS, [PLAIN._replace(environment="PYPI")], PLAIN._replace(environment="PYPI")),
    "PyPI stores the owner as GitHub spells it": (
        CLAIMS,
        [PLAIN._replace(owner="Octo-Org")],
        PLAIN._replace(owner="Octo-Org"),
    ),
    "one of several publishers": (CLAIMS, [PLAIN._replace(workflow="other.yml"), PLAIN], PLAIN),
    "the file is taken from the run's commit": (
        CLAIMS._replace(job_workflow_ref=f"{FILE}@1f2e3d"),
        [PLAIN],
        PLAIN,
    ),
    "a deployment of a commit has no ref": (
        CLAIMS._replace(ref=None, job_workflow_ref=f"{FILE}@1f2e3d"),
        [PLAIN],
        PLAIN,
    ),
    "the called file is what counts": (
        CLAIMS._replace(workflow_ref="octo-org/sampler/.github/workflows/caller.yml@refs/tags/v1"),
        [PLAIN],
        PLAIN,
    ),
    "any event but one": (CLAIMS._replace(event_name="pull_request"), [PLAIN], PLAIN),
    "a self-hosted runner": (CLAIMS._replace(runner_environment="self-hosted"), [PLAIN], PLAIN),
    "an owner's number that is not known here": (
        CLAIMS,
        [PLAIN._replace(owner_id=None)],
        PLAIN._replace(owner_id=None),
    ),
    "an environment that a run decides, with a blank one": (
        CLAIMS._replace(environment=Decided("${{ inputs.to }}")),
        [PLAIN, BLANK],
        BLANK,
    ),
    "a name with dots and an at sign": (
        CLAIMS._replace(
            repository="octo-org/a.b_c", job_workflow_ref="octo-org/a.b_c/.github/workflows/x@y.yaml@refs/tags/v1"
        ),
        [PLAIN._replace(repository="a.b_c", workflow="x@y.yaml")],
        PLAIN._replace(repository="a.b_c", workflow="x@y.yaml"),
    ),
}

DIFFERING: dict[str, tuple[Claims, list[RegisteredPublisher], str]] = {
    "no publisher at all": (CLAIMS, [], "publisher"),
    "another owner": (CLAIMS, [PLAIN._replace(owner="other")], "repository_owner"),
    "another repository": (CLAIMS, [PLAIN._replace(repository="other")], "repository"),
    "the repository in another case": (CLAIMS, [PLAIN._replace(repository="Sampler")], "repository"),
    "an account that took over the name": (CLAIMS, [PLAIN._replace(owner_id="66")], "repository_owner_id"),
    "another file": (CLAIMS, [PLAIN._replace(workflow="publish.yml")], "job_workflow_ref"),
    "the file in another case": (CLAIMS, [PLAIN._replace(workflow="Release.yml")], "job_workflow_ref"),
    "the other ending": (CLAIMS, [PLAIN._replace(workflow="release.yaml")], "job_workflow_ref"),
    "a file that is only the end of the name": (CLAIMS, [PLAIN._replace(workflow="ease.yml")], "job_workflow_ref"),
    "another environment": (CLAIMS, [PLAIN._replace(environment="release")], "environment"),
    "a job without the environment": (CLAIMS._replace(environment=None), [PLAIN], "environment"),
    "an empty environment is none": (CLAIMS._replace(environment=""), [PLAIN], "environment"),
    "the caller is registered, not the called file": (
        CLAIMS._replace(job_workflow_ref="octo-org/sampler/.github/workflows/called.yml@refs/tags/v1"),
        [PLAIN],
        "job_workflow_ref",
    ),
    "the called file lies in another repository": (
        CLAIMS._replace(job_workflow_ref="octo-org/tools/.github/workflows/release.yml@refs/tags/v1"),
        [PLAIN],
        "job_workflow_ref",
    ),
    "the file is taken from another ref": (
        CLAIMS._replace(job_workflow_ref=f"{FILE}@refs/heads/main"),
        [PLAIN],
        "job_workflow_ref",
    ),
    "the file lies elsewhere": (
        CLAIMS._replace(job_workflow_ref="octo-org/sampler/other/release.yml@refs/tags/v1"),
        [PLAIN],
        "job_workflow_ref",
    ),
    "a workflow reference without a file": (
        CLAIMS._replace(job_workflow_ref="dynamic/x@y"),
        [PLAIN],
        "job_workflow_ref",
    ),
    "pull_request_target": (CLAIMS._replace(event_name="pull_request_target"), [PLAIN, BLANK], "event_name"),
    "neither ref nor commit": (CLAIMS._replace(ref=None, sha=None), [PLAIN], "ref"),
    "a repository that was renamed": (CLAIMS._replace(repository="octo-org/renamed"), [PLAIN], "repository"),
    "a fork": (
        CLAIMS._replace(repository="forker/sampler", repository_owner="forker"),
        [PLAIN],
        "repository_owner",
    ),
}


@pytest.mark.parametrize("rule", MATCHING)
def test_what_pypi_matches(rule: str) -> None:
    """The publisher that PyPI would choose is found."""
    claims, publishers, expected = MATCHING[rule]
    assert match(claims, publishers) == Match(expected)


@pytest.mark.parametrize("rule", DIFFERING)
def test_what_pypi_refuses(rule: str) -> None:
    """The claim that differs is named, with both values, in a sentence."""
    claims, publishers, field = DIFFERING[rule]
    outcome = match(claims, publishers)
    assert isinstance(outcome, Mismatch) and outcome.certain
    assert outcome.field == field and outcome.expected != outcome.found
    assert outcome.sentence


def test_what_is_unknown_is_not_compared() -> None:
    """A checkout without a remote can still be checked for its file and its environment."""
    claims = CLAIMS._replace(
        repository=None,
        repository_owner=None,
        job_workflow_ref="<owner>/<repository>/.github/workflows/release.yml@refs/tags/v1",
    )
    assert match(claims, [PLAIN]) == Match(PLAIN)
    anywhere = PLAIN._replace(owner=None, repository=None)
    assert match(CLAIMS, [anywhere]) == Match(anywhere)
    assert isinstance(match(claims, [PLAIN._replace(workflow="x.yml")]), Mismatch)


def test_an_environment_that_a_run_decides_is_no_certain_mismatch() -> None:
    """The sentence names the expression, and the outcome says that some of its values could match."""
    outcome = match(CLAIMS._replace(environment=Decided("${{ inputs.to }}")), [PLAIN])
    assert isinstance(outcome, Mismatch) and not outcome.certain
    assert outcome.field == "environment" and "${{ inputs.to }}" in outcome.sentence


def test_the_nearest_publisher_is_named() -> None:
    """With several, the mismatch is the one of the publisher that differs least, and first in case only."""
    far = RegisteredPublisher("other", "thing", "x.yml", None, "1")
    near = PLAIN._replace(workflow="old.yml")
    cased = PLAIN._replace(workflow="RELEASE.yml")
    assert (match(CLAIMS, [far, near]), match(CLAIMS, [near, far])) == (match(CLAIMS, [near]),) * 2
    outcome = match(CLAIMS, [near, cased])
    assert isinstance(outcome, Mismatch) and outcome.expected == "RELEASE.yml" and "case" in outcome.sentence


NAMES = st.text("abAB-", min_size=1, max_size=4)
PUBLISHERS = st.builds(
    RegisteredPublisher,
    NAMES,
    NAMES,
    st.sampled_from(["a.yml", "b.yml", "a.yaml"]),
    st.none() | NAMES,
    st.none() | st.sampled_from(["1", "2"]),
)


@st.composite
def claims_for(draw: st.DrawFn) -> tuple[Claims, RegisteredPublisher]:
    """A publisher, and the claims of a job that it was registered for."""
    publisher = draw(PUBLISHERS)
    ref = draw(st.sampled_from(["refs/heads/main", "refs/tags/v1@x.yml", "abc"]))
    repository = f"{publisher.owner}/{publisher.repository}"
    place = f"{repository}/.github/workflows/{publisher.workflow}@{ref}"
    environment = publisher.environment or draw(st.none() | NAMES)
    event = draw(st.sampled_from(["push", "release", "workflow_dispatch", "schedule"]))
    owner_id = publisher.owner_id or "3"
    return (
        Claims(repository, publisher.owner, owner_id, place, place, environment, ref, "abc", event),
        publisher,
    )


@given(claims_for(), st.lists(PUBLISHERS, max_size=3))
def test_the_registered_job_always_matches(
    pair: tuple[Claims, RegisteredPublisher], others: list[RegisteredPublisher]
) -> None:
    """Whatever else is registered, and in whatever order: some publisher of this file matches."""
    claims, publisher = pair
    for publishers in ([publisher, *others], [*others, publisher]):
        outcome = match(claims, publishers)
        assert isinstance(outcome, Match)
        assert outcome.publisher.workflow == publisher.workflow
        chosen = outcome.publisher.environment
        assert chosen is None or chosen.lower() == str(claims.environment).lower()


@given(claims_for(), st.lists(PUBLISHERS, max_size=4))
def test_the_order_of_publishers_does_not_decide(
    pair: tuple[Claims, RegisteredPublisher], publishers: list[RegisteredPublisher]
) -> None:
    """Matching is a question of the set: in reverse order they give the same kind of outcome."""
    claims, _ = pair
    outcomes = [match(claims, publishers), match(claims, list(reversed(publishers)))]
    assert len({type(outcome) for outcome in outcomes}) == 1


@given(claims_for(), st.sampled_from(["repository_owner_id", "job_workflow_ref", "event_name"]))
def test_one_wrong_claim_is_enough(pair: tuple[Claims, RegisteredPublisher], field: str) -> None:
    """A single differing claim is refused and is the one that is named."""
    claims, publisher = pair
    publisher = publisher._replace(owner_id="7")
    claims = claims._replace(repository_owner_id="7")
    wrong = {
        "repository_owner_id": "8",
        "job_workflow_ref": str(claims.job_workflow_ref).replace(publisher.workflow, "other.yml", 1),
        "event_name": "pull_request_target",
    }
    outcome = match(claims._replace(**{field: wrong[field]}), [publisher])
    assert isinstance(outcome, Mismatch) and outcome.field == field
