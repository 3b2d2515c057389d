"""Whatever a repository calls things, the text of the pull request says what trustpub means, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.pullrequest.projects import MONOREPO, WORKFLOWS, plan_of
from trustpub.git.trailers import trailers
from trustpub.migration.types import Plan
from trustpub.pullrequest.text import texts_of
from trustpub.scanning import Problem

PLAN = plan_of(MONOREPO)
HOSTS = re.compile(
    r"https://(?:(?:test\.)?pypi\.org/manage/|github\.com/(?:trustpub/trustpub$|octo-org/sampler/settings/)"
    r"|docs\.pypi\.org/trusted-publishers/$|docs\.github\.com/en/actions/)"
)
ACTIVE = re.compile(r"(?<!\w)@(?=[A-Za-z0-9])|#(?=\d)|\bGH-\d|\w://|\bwww\.", re.IGNORECASE)
STEERING = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f\x7f]")
HTML = re.compile(r"</?(?:code|sub)>|<!-- trustpub: v1 \{[^<>]*\} -->")
FRAGMENTS = [
    *("`", "``", "|", "\\", "\n", "\n\n", "\r", "\t", " ", "    ", "*", "_", "~", "[", "](", ")", "<", ">", "&", "#"),
    *("@", "@octocat", "#1", "octo/x#1", "GH-1", "http://x.y", "www.x.y", "a@b.c", "<img src=x>", "<!--", "-->"),
    *("</code>", "![x](y)", "[x](javascript:y)", "- [x] y", "# x", "1. x", "```", "~~~", "***", "---", "> x"),
    *("{{ x }}", "{% x %}", "\u202e", "\u2066", "\x1b[31m", "\x00", "\u200b", "\ufeff", "fixes #1", "&#64;x", ":+1:"),
    *("Signed-off-by: x <a@b.c>", "${{ x }}", "'", '"', "$x$", "\U0001f680", "\u00e9", "pypi-" + "A" * 70),
]
NAMES = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), min_size=1, max_size=6).map("".join).filter(bool)


@st.composite
def hostile_plans(draw: st.DrawFn) -> Plan:
    """A plan in which every text that a repository decides on is hostile."""
    left = PLAN.left[0]
    return replace(
        PLAN,
        publishers=tuple(
            replace(p, project=draw(NAMES), workflow=draw(NAMES), environment=draw(NAMES)) for p in PLAN.publishers
        ),
        unused_secrets=(draw(NAMES), "TEST_PYPI_TOKEN"),
        notes=(draw(NAMES), draw(NAMES)),
        left=(replace(left, reason=draw(NAMES), advice=draw(NAMES)),),
        files=tuple(
            replace(change, path=f"{WORKFLOWS}/{draw(NAMES)}", steps=((draw(NAMES), change.after),))
            for change in PLAN.files
        ),
        errors=(Problem(draw(NAMES), None, draw(NAMES)),),
    )


def tokens_of(body: str) -> list[Token]:
    """The text as Markdown, blocks and what stands in them in one list."""
    found: list[Token] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body):
        found += [token, *(token.children or ())]
    return found


def headings(tokens: list[Token]) -> list[str]:
    """The headings, in order."""
    found = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
    return [heading.replace("Environments", "Environment") for heading in found]  # two may have the same name


@settings(max_examples=100)
@given(hostile_plans())
def test_no_name_becomes_markdown(plan: Plan) -> None:
    """No HTML, image, link, mention, reference, task or heading but trustpub's own."""
    body = texts_of(plan).body
    tokens = tokens_of(body)
    in_code = False  # GitHub links nothing there
    for token in tokens:
        if token.type in ("html_inline", "html_block"):
            assert HTML.fullmatch(token.content.strip()), token.content
            in_code = token.content == "<code>"
        assert token.type not in ("image", "fence", "code_block", "hr", "s_open", "em_open"), token
        if token.type == "link_open":
            assert HOSTS.match(str(token.attrs["href"])), token.attrs
        if token.type == "text" and not in_code:
            assert not ACTIVE.search(token.content), token.content
    assert headings(tokens) == headings(tokens_of(texts_of(plan_with_errors()).body))
    assert not STEERING.search(body)
    assert body.count("- [ ]") == 3 and len(re.findall(r"^\d\. \[ \]", body, re.MULTILINE)) == 6


def plan_with_errors() -> Plan:
    """A harmless plan with all sections that the hostile ones have."""
    return replace(PLAN, notes=("x",), errors=(Problem("x", None, "x"),))


@settings(max_examples=100)
@given(hostile_plans())
def test_no_name_becomes_part_of_the_commit(plan: Plan) -> None:
    """Neither a trailer, nor a paragraph, nor a mention, nor a reference that would close an issue."""
    texts = texts_of(plan)
    assert texts.title == "Publish to PyPI and TestPyPI with Trusted Publishing"
    assert [key for key, _ in trailers(texts.message)] == ["Trustpub-Change"]
    assert texts.message.count("\n\n") == 3
    assert not ACTIVE.search(texts.message) and not STEERING.search(texts.message)
    lines = texts.message.split("\n\n")[2].split("\n")
    assert len(lines) == 4 and all(line.startswith("- ") for line in lines[1:])
