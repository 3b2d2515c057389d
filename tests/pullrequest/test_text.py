"""The texts of a pull request, whole, and what they must say in each case."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpus import ROOT
from tests.pullrequest.projects import MONOREPO, SIMPLE, WORKFLOWS, plan_of
from trustpub.errors import InputError
from trustpub.git.identity import Identity
from trustpub.git.trailers import trailers
from trustpub.migration.types import Options, Plan
from trustpub.pullrequest.body import text_digest
from trustpub.pullrequest.escape import check_template
from trustpub.pullrequest.marker import digest_of, is_ours, read_marker
from trustpub.pullrequest.text import MOST_CHARACTERS, texts_of
from trustpub.pullrequest.view import view

BODIES = Path(__file__).parent / "bodies"
CASES = {
    "simple": (plan_of(SIMPLE), False),
    "registered": (plan_of(SIMPLE), True),
    "monorepo": (plan_of(MONOREPO), False),
    "unknown": (plan_of({key: data for key, data in SIMPLE.items() if key != "pyproject.toml"}, owner=None), False),
    "no-environment": (plan_of(SIMPLE, options=Options(use_environment=False)), False),
}


@pytest.mark.parametrize("case", CASES)
def test_the_whole_text(case: str) -> None:
    """Title, commit message and body are those of the file, which is there to be read."""
    plan, registered = CASES[case]
    texts = texts_of(plan, registered=registered)
    digest = digest_of({change.path: change.after for change in plan.files})
    whole = f"{texts.title}\n\n----\n{texts.message}\n----\n{texts.body}"
    for changing in (digest, text_digest(texts.body)):
        whole = whole.replace(changing, "DIGEST")
    assert whole == (BODIES / f"{case}.md").read_text(encoding="utf-8")


def test_the_branch_is_always_the_same() -> None:
    """By it the pull request is found again."""
    assert texts_of(CASES["simple"][0]).branch == "trustpub/trusted-publishing"


def test_the_steps_stand_in_the_order_in_which_no_release_breaks() -> None:
    """Register, set up, merge, release, and only then delete and revoke."""
    body = texts_of(CASES["monorepo"][0]).body
    order = ["Not to be merged yet", "register the publishers", "Set up", "and merge it", "Make a release"]
    order += ["Only then delete", "Revoke the token", "How to go back"]
    places = [body.index(words) for words in order]
    assert places == sorted(places)


def test_a_secret_that_is_still_used_is_not_to_be_deleted() -> None:
    """Another workflow would break; the text says that it stays, and revokes the token of the other index only."""
    body = texts_of(CASES["monorepo"][0]).body
    assert "Only then delete `TEST_PYPI_TOKEN`, which" in body
    assert "(`TEST_PYPI_TOKEN`) in [the account on TestPyPI]" in body and "[the account on PyPI]" not in body
    assert "`PYPI_TOKEN` stays: a workflow still uses it, or may do so." in body


def test_registered_publishers_make_no_draft() -> None:
    """There is no warning, and the step is ticked off."""
    body = texts_of(CASES["simple"][0], registered=True).body
    assert "Not to be merged" not in body and "1. [x] Register the publisher on PyPI" in body
    assert "ready" not in body


def test_titles_name_the_indexes() -> None:
    """TestPyPI alone, PyPI alone, or both."""
    plan = CASES["monorepo"][0]
    assert texts_of(plan).title == "Publish to PyPI and TestPyPI with Trusted Publishing"
    test = replace(plan, publishers=tuple(p for p in plan.publishers if p.index == "testpypi"))
    assert texts_of(test).title == "Publish to TestPyPI with Trusted Publishing"


def test_the_subject_is_in_the_repository_s_manner() -> None:
    """The title of the pull request is the subject of the commit."""
    texts = texts_of(CASES["simple"][0], subjects=["feat: add x", "ci: pin actions", "fix(core): y"])
    assert texts.title == "ci: publish to PyPI with Trusted Publishing"
    assert texts.message.startswith("ci: publish to PyPI with Trusted Publishing\n\nThe uploads")


def test_the_commit_carries_its_digest_and_sign_off() -> None:
    """By the digest an amended commit is told from ours."""
    plan = CASES["simple"][0]
    message = texts_of(plan, sign_off=Identity("Ada", "ada@example.org")).message
    after = {change.path: change.after for change in plan.files}
    assert trailers(message) == [("Trustpub-Change", digest_of(after)), ("Signed-off-by", "Ada <ada@example.org>")]
    assert is_ours(message, after)
    assert not is_ours(message, {path: data + b"\n" for path, data in after.items()})
    assert not is_ours(message.replace("Trustpub", "Other"), after)
    assert all(len(line) <= 90 for line in message.split("\n"))


def test_the_body_tells_the_publishers_again() -> None:
    """What is needed to see whether they are registered is read from the pull request itself."""
    for plan, registered in CASES.values():
        marker = read_marker(texts_of(plan, registered=registered).body)
        assert marker is not None and marker.publishers == plan.publishers


def many(count: int) -> Plan:
    """A plan with a great many of everything."""
    plan = CASES["monorepo"][0]
    publisher = plan.publishers[0]
    return replace(
        plan,
        publishers=tuple(replace(publisher, project=f"project-{n}", workflow=f"w{n % 7}.yml") for n in range(count)),
        notes=tuple(f"{WORKFLOWS}/w{n}.yml: {'something to know ' * 8}" for n in range(count)),
        left=plan.left * count,
        unused_secrets=tuple(f"TOKEN_{n}" for n in range(count)),
    )


@pytest.mark.parametrize("count", [1, 30, 300, 3000])
def test_a_text_that_is_too_long_is_shortened(count: int) -> None:
    """GitHub refuses more; what is left out is said, and the marker stays."""
    texts = texts_of(many(count))
    assert len(texts.body) <= MOST_CHARACTERS
    assert read_marker(texts.body) is not None
    assert bool(re.search(r"and \d+ more", texts.body)) == (count >= 300)
    assert "### How to go back" in texts.body
    assert len(texts.message) < 3000


@pytest.mark.parametrize("filler", ["x", "x\n", "x\n\n", "\U0001f680"])
def test_a_template_that_writes_too_much_is_cut(filler: str) -> None:
    """At the end of a paragraph where there is one, with a remark."""
    body = texts_of(CASES["simple"][0], template="{% for n in range(99000) %}" + filler + "{% endfor %}").body
    assert len(body.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert "*The rest is left out, since GitHub takes no more." in body
    assert read_marker(body) is not None


def test_a_template_of_the_user() -> None:
    """It sees the variables, foreign text is escaped by itself, and the marker is added."""
    plan = replace(CASES["simple"][0], notes=("<b>*x*</b> @team #1",))
    template = "{% for note in notes['items'] %}{{ note }}|{{ note|code }}|{{ note ~ '*' }}{% endfor %} {{ owner }}\n"
    body = texts_of(plan, template=template).body
    text = "&lt;b&gt;\\*x\\*&lt;/b&gt; @&#8203;team \\#&#8203;1"
    assert body.startswith(f"{text}|`<b>*x*</b> @team #1`|{text}* octo-org\n\n")
    assert read_marker(body) is not None


def test_a_template_of_the_user_can_build_on_trustpub_s() -> None:
    """Blocks are replaced one by one."""
    template = '{% extends "trustpub/body.md.j2" %}{% block made_by %}{{ super() }} Ask in #releases.{% endblock %}'
    body = texts_of(CASES["simple"][0], template=template).body
    assert "### Steps, in this order" in body
    assert ">trustpub</a>" not in body and "[trustpub](https://github.com/trustpub/trustpub).</sub>" in body
    assert "Ask in #releases." in body


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("a\n{{ projekt }}", "the template:2: 'projekt' is undefined; correct the template"),
        ("{{ owner.nose }}", "the template:1: .* has no attribute 'nose'"),
        ("a\nb\n{% if %}", "the template:3: Expected an expression"),
        ("{% for x in files %}", "the template:1: Unexpected end of template"),
        ("\n{% include '/etc/passwd' %}", "the template:2: there is no template '/etc/passwd'; trustpub's own is"),
        ("{% include 'trustpub/../../pyproject.toml' %}", "the template:1: there is no template"),
        ("{{ owner.__class__.__mro__ }}", "the template:1: access to attribute '__class__' of 'Foreign' object is"),
        ("\n\n{{ 1 / 0 }}", "the template:3: division by zero"),
        ("{{ range(10**9) }}", "the template:1: Range too big"),
        ("{{ files.items.x }}", "the template:1: "),
        ("{{ owner|nofilter }}", "the template:1: No filter named 'nofilter'"),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", "the template:[12]: maximum recursion depth exceeded"),
        ("{{ none + 1 }}", "the template:1: unsupported operand"),
        ("a\n{{ 'a' * 10**18 }}", "the template:2: it takes more memory than there is"),
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
            "the template: it writes more than any pull request can hold; correct the template",
        ),
    ],
)
def test_a_template_that_fails(template: str, sentence: str) -> None:
    """One sentence with the line; nothing of the machine or of Python is reached."""
    with pytest.raises(InputError, match=sentence):
        texts_of(CASES["simple"][0], template=template)


def test_an_empty_template_is_one() -> None:
    """The text is the comment alone then."""
    check_template("")
    assert texts_of(CASES["simple"][0], template="").body.startswith("\n\n<!-- trustpub: ")


def test_templates_are_checked_beforehand() -> None:
    """What can be told without a repository is told before any is asked for."""
    check_template('{% extends "trustpub/body.md.j2" %}')
    with pytest.raises(InputError, match="the template:2: Encountered unknown tag 'nonsense'"):
        check_template("\n{% nonsense %}")


def test_the_documented_template_and_variables_are_true() -> None:
    """The example of the page renders, and its table names every variable and block that there is."""
    page = (ROOT / "docs" / "pr-template.md").read_text(encoding="utf-8")
    example = re.search(r"^```jinja\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert example is not None
    body = texts_of(CASES["simple"][0], template=example[1]).body
    assert "Questions go to the release team, in [its room](https://chat.example.org/releases)." in body
    assert "Not to be merged yet" in body and "Made with" not in body
    rows = [row.split("|")[1] for row in page.split("\n") if row.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(view(CASES["simple"][0], False))
    own = (ROOT / "templates" / "pull-request" / "body.md.j2").read_text(encoding="utf-8")
    blocks = re.findall(r"{% block (\w+) %}", own)
    told = page.partition("The blocks, in their order:")[2].partition("\n\n")[0]
    assert re.findall(r"`(\w+)`", told) == blocks
