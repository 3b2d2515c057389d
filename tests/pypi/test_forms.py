"""What PyPI's forms for publishers take, and what they refuse."""

from __future__ import annotations

import pytest

from trustpub.migration.types import Publisher
from trustpub.pypi import forms

GOOD = Publisher("pypi", "sampler", "octo-org", "sampler", "release.yml", "pypi")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("owner", ["octo-org", "Octo", "0", "a-"]),
        ("repository", ["sampler", "a.b_c-d", ".github", "-x"]),
        ("workflow", ["release.yml", "a b.yaml", "x@y.yml"]),
        ("environment", ["pypi", "a b", "Release/PyPI", "x" * 255, "", "µ"]),
        ("project", ["sampler", "A.b-c_d", "x", "7"]),
    ],
)
def test_what_the_form_takes(field: str, values: list[str]) -> None:
    """Each value is one that PyPI accepts."""
    for value in values:
        assert forms.problems_of(_with(field, value)) == ()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("owner", ["-octo", "octo/sampler", "octo_org", "", "ö", "octo\n"]),
        ("repository", ["octo/sampler", "a b", "", "sampler\n"]),
        ("workflow", ["release", "release.yml ", ".github/workflows/release.yml", "release.YML"]),
        ("environment", [" pypi", "pypi ", "it's", 'a"b', "a`b", "a,b", "a;b", "a\\b", "a\tb", "x" * 256]),
        ("project", ["-x", "x-", "a b", "", "x\n", "ß"]),
    ],
)
def test_what_the_form_refuses(field: str, values: list[str]) -> None:
    """The field is named, with its value and the reason."""
    for value in values:
        (problem,) = forms.problems_of(_with(field, value))
        assert (problem.field, problem.value) == (field, value) and problem.reason


def test_a_field_that_is_not_known_is_said_so() -> None:
    """Project, owner and repository may be missing; an environment may be blank."""
    missing = forms.problems_of(Publisher("pypi", None, None, None, "release.yml", None))
    assert [(problem.field, problem.value) for problem in missing] == [
        ("project", None),
        ("owner", None),
        ("repository", None),
    ]


def test_environments_are_stored_in_lower_case() -> None:
    """A blank one is none."""
    assert forms.stored_environment("PyPI") == "pypi"
    assert forms.stored_environment("  ") is None and forms.stored_environment(None) is None


def test_the_pages_for_projects_that_do_not_exist_yet() -> None:
    """Of the account, or of an organization, on the index's own site."""
    assert forms.pending_page("pypi") == "https://pypi.org/manage/account/publishing/"
    assert forms.pending_page("testpypi") == "https://test.pypi.org/manage/account/publishing/"
    assert forms.pending_page("pypi", "octo") == "https://pypi.org/manage/organization/octo/publishing/"
    assert "30 days" in forms.PENDING_LIMITS and "3 at a time" in forms.PENDING_LIMITS


def _with(field: str, value: str) -> Publisher:
    fields = {name: getattr(GOOD, name) for name in GOOD.__dataclass_fields__}
    return Publisher(**(fields | {field: value}))
