"""Errors as they stand in the logs of jobs, and the claims that tools print beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustpub.pypi.diagnosis import Diagnosis, diagnose
from trustpub.pypi.errors import known_errors
from trustpub.pypi.log import joined, plain, read_claims
from trustpub.pypi.matching import Match, Mismatch, RegisteredPublisher

REFUSED = "Token request failed: the server refused the request for the following reasons:\n\n"

MESSAGES = {
    "invalid-publisher": [
        REFUSED
        + "* `invalid-publisher`: valid token, but no corresponding publisher (All lookup strategies exhausted)\n",
        'Response: {"errors":[{"code":"invalid-publisher","description":"valid"}],"message":"Token request failed"}',
        "* invalid-publisher: valid token, but no corresponding publisher (Publisher with matching\n claims",
    ],
    "invalid-pending-publisher": [REFUSED + "* `invalid-pending-publisher`: valid token, but project already exists"],
    "invalid-reuse-token": ["* `invalid-reuse-token`: OIDC token already used"],
    "invalid-token": ["* `invalid-token`: malformed or invalid token"],
    "invalid-payload": ["* `invalid-payload`: payload is not valid", '{"code": "invalid-payload"}'],
    "not-enabled": [
        "* `not-enabled`: GitHub-based trusted publishing functionality not enabled",
        "audience retrieval failed: repository at pypi.org has trusted publishing disabled",
    ],
    "no-support": ["audience retrieval failed: repository at example.org does not indicate trusted publishing support"],
    "id-token-missing": [
        "OpenID Connect token retrieval failed: GitHub: missing or insufficient OIDC token permissions, the\n"
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset\n",
        "OIDC token retrieval failed: GitHub: missing or insufficient OIDC token permissions",
        "Failed to obtain OIDC token: is the `id-token: write` permission missing?",
        "Environment variable ACTIONS_ID_TOKEN_REQUEST_TOKEN not set, is the `id-token: write` permission missing?",
        "Error: Error message: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable",
    ],
    "reusable-workflow": ["Reusable workflows are **not currently supported** by PyPI's Trusted Publishing"],
    "attestation-mismatch": [
        "ERROR    HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/        \n"
        "         Invalid attestations supplied during upload: Unknown error while trying\n",
        "Certificate's Build Config URI (b'...') does not match expected Trusted Publisher (release.yml @ o/r)",
    ],
    "attestations-exist": [
        "Attestation generation failure: /dist/a-1.tar.gz already has a publish attestation: /dist/a-1.attestation",
        "The following distributions already have publish attestations:\n* /dist/a-1-py3-none-any.whl",
    ],
    "attestations-need-trusted-publishing": ["Attestations are currently only supported when using Trusted Publishing"],
    "new-project": ["400 Non-user identities cannot create new projects."],
    "other-project": [
        "Invalid API Token: OIDC scoped token is not valid for project 'a', project-scoped token is not valid for\n"
        "         project: 'a'",
    ],
    "not-allowed": ["403 The user 'somebody' isn't allowed to upload to project 'a'."],
    "invalid-auth": [
        "ERROR    HTTPError: 403 Forbidden from https://upload.pypi.org/legacy/          \n"
        "         Invalid or non-existent authentication information. See                \n",
        "Invalid API Token: token with user restriction without a user",
        "403 Username/Password authentication is no longer supported.",
        "maturin failed\n  Caused by: Username or password are incorrect",
    ],
    "no-credentials": [
        "Caused by: Missing credentials for https://upload.test.pypi.org/legacy/",
        "ERROR    NonInteractive: Credential not found for API token.",
        "Caused by: Credentials not found and non-interactive mode is enabled",
        "[PdmUsageError]: Username and password are required",
    ],
    "exchange-failed": [
        "Getting PyPI token via OIDC...\nFailed to get PyPI token via OIDC\n",
        "Failed to get PyPI token via GitHub Actions OIDC",
        "\u26a0\ufe0f Warning: Failed to resolve PyPI token via OIDC: https://upload.pypi.org/: status code 422",
    ],
    "too-late": ["<h1>400 Uploading new files to releases older than 14 days is not allowed.</h1>"],
    "no-reason": [
        "ERROR    HTTPError: 400 Bad Request from https://test.pypi.org/legacy/          \n         Bad Request    \n"
    ],
    "file-exists": [
        "         File already exists ('a-1.0-py3-none-any.whl', with        \n         blake2_256 hash\n",
        "This filename has already been used, use a different version.",
        'A file named "a-1.0.tar.gz" already exists for a-1.0.',
    ],
    "environment-refused": ['Tag "v1.0" is not allowed to deploy to pypi due to environment protection rules.'],
    "needs-linux": ["Error: Container action is only supported on Linux"],
    "token-still-used": [
        "A new Trusted Publisher for the currently running publishing workflow can be created by accessing"
    ],
    "index-trouble": [
        "Token request failed: the index produced an unexpected\n502 response.",
        "ERROR    TrustedPublishingFailure: The token-minting request returned invalid JSON",
        "403 New uploads are temporarily disabled. See https://pypi.org/help/#admin-intervention",
    ],
}


@pytest.mark.parametrize("code", MESSAGES)
def test_messages_are_recognised(code: str) -> None:
    """Whatever a tool wraps around them; with the cause and what to do."""
    for message in MESSAGES[code]:
        for text in (message, _stamped(message), message.replace("\n", "%0A"), f"\x1b[31m{message}\x1b[0m"):
            errors = diagnose(text).errors
            assert code in [error.code for error in errors], text
            assert all(error.title and error.cause and error.remedies and error.seen for error in errors)


def test_a_token_for_other_projects_is_no_wrong_password() -> None:
    """A token that Trusted Publishing minted is none that somebody gave, so nobody is sent to look for one."""
    text = "Invalid API Token: OIDC scoped token is not valid for project 'a', project-scoped token is not valid"
    assert [error.code for error in diagnose(text).errors] == ["other-project"]


def test_pypi_s_own_word_on_the_file_of_the_job() -> None:
    """Where the publisher matched but for the place of the file, PyPI names both; tools that show no claims too."""
    text = (
        "* `invalid-publisher`: valid token, but no corresponding publisher (The job_workflow_ref claim does not\n"
        "match, expecting one of ['o/r/.github/workflows/a.yml@refs/heads/main', 'o/r/.github/workflows/a.yml@1234'], "
        "got 'o/shared/.github/workflows/a.yml@refs/heads/main')"
    )
    (hint,) = diagnose(text).hints
    assert "the job stands in o/shared/.github/workflows/a.yml@refs/heads/main" in hint and "@1234" in hint


def test_of_several_environments_one_is_advised() -> None:
    """All that are registered are named, and what to write into the workflow is one of them."""
    given = [RegisteredPublisher("octo-org", "sampler", "release.yml", name) for name in ("prod", "stage")]
    found = diagnose(pypa(environment="pypi"), given)
    assert isinstance(found.outcome, Mismatch) and "'prod' or 'stage'" in found.outcome.sentence
    assert found.hints[-1].endswith("give the job 'environment: prod'")


@pytest.mark.parametrize("code", ["invalid-publisher", "exchange-failed"])
def test_without_claims_the_publishers_are_named(code: str) -> None:
    """twine, pdm and maturin show none: then what the workflows need is looked for on PyPI, or --repo is advised."""
    publishers = [RegisteredPublisher("octo-org", "sampler", "release.yml", "pypi")]
    (hint,) = diagnose(MESSAGES[code][0], publishers).hints
    assert "octo-org/sampler:release.yml:pypi" in hint
    (hint,) = diagnose(MESSAGES[code][0]).hints
    assert "give --repo" in hint


def test_a_reason_beside_the_status_is_the_reason() -> None:
    """A refusal is only called one without a reason where there is none."""
    text = "HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/\n  File already exists ('a-1.tar.gz')"
    assert [error.code for error in diagnose(text).errors] == ["file-exists"]


def test_every_known_error_has_a_message_here() -> None:
    """And no two share a code."""
    codes = [error.code for error in known_errors()]
    assert len(set(codes)) == len(codes) and set(codes) == set(MESSAGES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Uploading distributions to https://upload.pypi.org/legacy/\nView at:\nhttps://pypi.org/project/a/1.0/\n",
        "permissions:\n  id-token: write\n",
        "error: invalid-token-count",
        "the publisher of this book",
        "##[group]Run actions/checkout@v4\n  repository: octo-org/sampler\n  ref: refs/tags/v1\n",
    ],
)
def test_what_is_no_error_of_publishing(text: str) -> None:
    """Nothing is recognised in it, and no claims are read from it."""
    assert diagnose(text) == Diagnosis((), None, None, (), ())


def _stamped(text: str) -> str:
    """A text as GitHub's logs have it."""
    return "".join(f"2026-05-01T10:00:00.1234567Z {line}\n" for line in text.split("\n"))


CLAIMS = {
    "sub": "repo:octo-org/sampler:environment:pypi",
    "repository": "octo-org/sampler",
    "repository_owner": "octo-org",
    "repository_owner_id": "65",
    "workflow_ref": "octo-org/sampler/.github/workflows/release.yml@refs/tags/v1",
    "job_workflow_ref": "octo-org/sampler/.github/workflows/release.yml@refs/tags/v1",
    "ref": "refs/tags/v1",
    "environment": "pypi",
}
PUBLISHER = RegisteredPublisher("octo-org", "sampler", "release.yml", "pypi", "65")


def pypa(**changes: str) -> str:
    """The list of claims that the PyPA action prints."""
    told = "".join(f"* `{name}`: `{value}`\n" for name, value in (CLAIMS | changes).items())
    return (
        f"{REFUSED}* `invalid-publisher`: valid token, but no corresponding publisher\n\n"
        "The claims rendered below are **for debugging purposes only**.\n"
        f"If a claim is not present in the claim set, then it is rendered as `MISSING`.\n\n{told}"
    )


def uv(environment: str) -> str:
    """What uv prints."""
    told = "".join(f'        {n}: "{v}",\n' for n, v in CLAIMS.items() if n not in ("environment", "workflow_ref"))
    return (
        "Token claims, which must match the publisher configuration: GitHub(\n    GitHubTokenClaims {\n"
        f"{told}        environment: {environment},\n    }},\n)\n"
    )


SOURCES = {
    "the PyPA action": pypa(),
    "as GitHub's log has it": _stamped(pypa()),
    "as an annotation": "::error::" + pypa().replace("\n", "%0A"),
    "quoted in an issue": "".join(f"> {line}\n" for line in pypa().splitlines()),
    "without backticks": pypa().replace("`", "").replace("* ", ""),
    "on one line": pypa().replace("\n", " "),
    "with the links that GitHub puts in": pypa(
        repository_owner_id="6[5](https://github.com/o/r/actions/runs/1#step:2:3)"
    ),
    "uv": uv('Some(\n            "pypi",\n        )'),
    "JSON": str(CLAIMS).replace("'", '"').replace('"65"', "65"),
    "a whole log": "2026-05-01T10:00:00Z   repository: other/thing\n2026-05-01T10:00:00Z   ref: main\n"
    + _stamped(pypa()),
}


@pytest.mark.parametrize("source", SOURCES)
def test_the_claims_that_tools_print(source: str) -> None:
    """Every claim, from every form in which they were seen."""
    told = read_claims(plain(SOURCES[source]))
    assert told is not None and told.environment_known
    for name in ("repository", "repository_owner", "repository_owner_id", "job_workflow_ref", "ref", "environment"):
        assert getattr(told.claims, name) == CLAIMS[name]
    outcome = diagnose(SOURCES[source], [PUBLISHER]).outcome
    assert outcome == Match(PUBLISHER)


@pytest.mark.parametrize(
    ("text", "environment", "known"),
    [
        (pypa(environment="MISSING"), None, True),
        (uv("None"), None, True),
        (pypa().replace("* `environment`: `pypi`\n", ""), "pypi", True),
        (pypa(sub="repo:octo-org/sampler:ref:refs/tags/v1").replace("* `environment`: `pypi`\n", ""), None, True),
        (pypa(sub="repo:octo-org/sampler:environment:a%3Ab").replace("* `environment`: `pypi`\n", ""), "a:b", True),
        (pypa(sub="repository_id:1").replace("* `environment`: `pypi`\n", ""), None, False),
    ],
)
def test_the_environment_in_a_log(text: str, environment: str | None, known: bool) -> None:
    """Told by itself, by the subject, or not at all."""
    told = read_claims(plain(text))
    assert told is not None and (told.claims.environment, told.environment_known) == (environment, known)


@pytest.mark.parametrize(
    ("changes", "field", "remedy"),
    [
        ({"environment": "release"}, "environment", "register a publisher with the environment 'release'"),
        ({"environment": "MISSING"}, "environment", "add 'environment: pypi' to the publishing job"),
        (
            {"job_workflow_ref": CLAIMS["job_workflow_ref"].replace("release", "publish")},
            "job_workflow_ref",
            "register a publisher with the workflow name publish.yml",
        ),
        ({"repository": "octo-org/renamed"}, "repository", "register a publisher anew for octo-org/renamed"),
        ({"repository": "x/sampler", "repository_owner": "x"}, "repository_owner", "anew for x/sampler"),
        ({"repository_owner_id": "66"}, "repository_owner_id", "account that was created again"),
        ({"event_name": "pull_request_target"}, "event_name", "from another event"),
    ],
)
def test_the_differing_field_is_named(changes: dict[str, str], field: str, remedy: str) -> None:
    """With the publisher's value and the token's, and what to change."""
    diagnosis = diagnose(pypa(**changes), [PUBLISHER])
    assert isinstance(diagnosis.outcome, Mismatch) and diagnosis.outcome.field == field
    assert any(remedy in hint for hint in diagnosis.hints)


def test_what_else_the_claims_tell() -> None:
    """A reusable workflow, another repository, PyPI's own word on the claim, and that all is equal."""
    called = pypa(workflow_ref=CLAIMS["workflow_ref"].replace("release", "caller"))
    assert "reusable workflow (release.yml)" in diagnose(called).hints[0]
    assert "renamed or moved" in diagnose(pypa(), [PUBLISHER], "octo-org/new").hints[0]
    assert "January 2026" in diagnose("Check failed for required claim 'sub'").hints[0]
    assert "pull_request_target" in diagnose("Check failed for required claim 'event_name'").hints[0]
    assert "job_workflow_ref" in diagnose("Missing claim 'job_workflow_ref'").hints[0]
    assert "the token fits octo-org/sampler:release.yml:pypi" in diagnose(pypa(), [PUBLISHER]).hints[0]
    assert "https://test.pypi.org/manage/" in diagnose("https://test.pypi.org/legacy/\n" + pypa()).hints[0]


def test_an_environment_that_the_log_does_not_tell_is_no_difference() -> None:
    """It cannot be compared, and the answer says so."""
    text = pypa(sub="repository_id:1").replace("* `environment`: `pypi`\n", "")
    diagnosis = diagnose(text, [PUBLISHER])
    assert isinstance(diagnosis.outcome, Mismatch) and not diagnosis.outcome.certain
    assert "does not tell" in diagnosis.hints[-1]
    assert [field.equal for field in diagnosis.fields if field.name == "environment"] == [None]


@given(st.text(max_size=300), st.sampled_from([*SOURCES.values(), ""]))
def test_no_text_is_too_strange(text: str, source: str) -> None:
    """Whatever stands around or inside of it."""
    half = len(source) // 2
    for whole in (text + source, source + text, source[:half] + text + source[half:]):
        assert isinstance(diagnose(whole, [PUBLISHER]), Diagnosis)


def test_a_long_line_is_read_in_reasonable_time() -> None:
    """Megabytes without a line break, of what the patterns begin with."""
    for piece in (
        "A file named ",
        "Build Config URI ",
        "Branch x is not allowed to deploy to ",
        "[a](https://",
        "* `sub`: ",
    ):
        diagnose(piece * (500_000 // len(piece)))
    assert joined("a\n\t b") == "a b"
