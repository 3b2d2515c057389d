"""Markdown for issues and job summaries: what stands in it, and that nothing foreign breaks out of its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.checkouts import LEFT_UPLOAD, NO_UPLOAD, TOKEN_UPLOAD, checkout, trustpub
from trustpub.report.markdown import code, fence, link, table, text

TOKEN = f"pypi-AgEIcHlwaS5vcmc{'A' * 150}"
HOSTILE = st.lists(
    st.sampled_from(
        [*"`|\\*_[]()<>!#&;@~$-+=.:/ \n\t\r1aw\"'{}^", "http://", "www.", "&#", "](x)", "<b>", "```", "GH-1"]
    ),
    max_size=14,
).map("".join)


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("plain words, as usual (with a remark)", "plain words, as usual (with a remark)"),
        ("a_b `c` *d* ~e~ $f$", r"a\_b \`c\` \*d\* \~e\~ \$f\$"),
        ("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"),
        ("[x](http://evil.example)", r"\[x\](http:&#8203;//evil.example)"),
        ("![x](y)", r"!\[x\](y)"),
        ("a | b", r"a \| b"),
        ("a\nb\x1b[31m", r"a\\nb\\x1b\[31m"),
        ("@octocat and me@example.org", "@&#8203;octocat and me@&#8203;example.org"),
        ("fixes #12, octo/sampler#3 and GH-4", r"fixes \#&#8203;12, octo/sampler\#&#8203;3 and GH-&#8203;4"),
        ("www.evil.example", "www&#8203;.evil.example"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("=== rule", r"\=== rule"),
        ("\u202egnp.exe", r"\\u202egnp.exe"),
        (f"the token {TOKEN}", r"the token pypi-\*\*\*(170 characters)"),
        ("", ""),
    ],
)
def test_text_is_only_text(foreign: str, shown: str) -> None:
    """Marks are escaped, links and mentions cut, control characters made visible, tokens redacted."""
    assert text(foreign) == shown


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        (".github/workflows/release.yml:3", "`.github/workflows/release.yml:3`"),
        ("<b>@octocat #1</b>", "`<b>@octocat #1</b>`"),
        ("a`b", "<code>a&#96;b</code>"),
        ("a|b", "<code>a&#124;b</code>"),
        ("a\\|b", "<code>a&#92;&#124;b</code>"),
        ("`</code><b>", "<code>&#96;&#60;&#47;code&#62;&#60;b&#62;</code>"),
        ("|@octocat", "<code>&#124;&#64;&#8203;octocat</code>"),
        ("two\nlines", "<code>two&#92;nlines</code>"),
        (" edge ", "<code> edge </code>"),
        ("", ""),
    ],
)
def test_code_is_only_code(foreign: str, shown: str) -> None:
    """A span where it can hold the text, also in a table; HTML with entities only where it cannot."""
    assert code(foreign) == shown


@given(HOSTILE)
def test_nothing_ends_a_line_or_a_cell(foreign: str) -> None:
    """Whatever comes, a row keeps its cells: no line feed, and no bar that is not escaped."""
    row = table(["a", "b"], [[text(foreign), code(foreign)]]).splitlines()
    assert len(row) == 3
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row[2])) == 3


@given(HOSTILE)
def test_no_mark_of_a_text_stays_without_an_escape(foreign: str) -> None:
    """Behind an even number of backslashes there is none of the characters that Markdown reads."""
    shown = text(foreign)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]|~$<>]", shown)
    assert not re.search(r"@(?!&#8203;|$)|#\d|://", shown.replace("&#8203;", "\u200b").replace("@\u200b", ""))


@given(HOSTILE)
def test_no_line_inside_a_fence_ends_it(foreign: str) -> None:
    """The fence is longer than any run of backticks in it."""
    first, *lines, last = fence(foreign, "diff").splitlines()
    assert first == f"{last}diff" and set(last) == {"`"}
    assert not [line for line in lines if last in line]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://pypi.org/p/x?a=b&c=%20", "[x](https://pypi.org/p/x?a=b&c=%20)"),
        ("https://pypi.org/p/x) [y](z", "[x](https://pypi.org/p/x%29%20%5By%5D%28z)"),
        ("https://pypi.org/p/<b>\n\\", "[x](https://pypi.org/p/%3Cb%3E%0A%5C)"),
    ],
)
def test_nothing_ends_an_address(address: str, shown: str) -> None:
    """What could is percent-encoded; what is already, stays."""
    assert link("x", address) == shown


def test_a_scan_lists_uploads_and_findings(tmp_path: Path) -> None:
    """A sentence, a table of uploads, a table of findings with links to their pages."""
    project = checkout(tmp_path / "sampler", {"release.yml": TOKEN_UPLOAD})
    done = trustpub("scan", "--format", "markdown", cwd=project)
    assert done.status == 1 and done.err == ""
    lines = done.out.splitlines()
    assert lines[0] == "## `octo-org/sampler`" and lines[2].startswith("**1 upload uses a long-lived token.**")
    row = (
        "| `.github/workflows/release.yml:11`<br>job `publish`, step 3 (Upload) | gh-action-pypi-publish | PyPI | "
        "**token**: `PYPI_TOKEN` |"
    )
    assert row in lines
    assert any(
        line.startswith("| high | `.github/workflows/release.yml:11` | [long-lived-token](https://") for line in lines
    )
    assert lines.index("### Uploads") < lines.index("### Findings")


def test_a_scan_without_uploads_says_so(tmp_path: Path) -> None:
    """No empty table, and the status of nothing to do."""
    project = checkout(tmp_path / "sampler", {"test.yml": NO_UPLOAD})
    done = trustpub("scan", "--format", "markdown", cwd=project)
    assert done.status == 0 and done.out == "## `octo-org/sampler`\n\nNo upload to a package index in 1 workflow.\n"


def test_a_diff_lists_the_change_and_the_tasks(tmp_path: Path) -> None:
    """The difference in a fence with its reasons, the publisher as a task with its link, then what comes after."""
    project = checkout(tmp_path / "sampler", {"release.yml": TOKEN_UPLOAD})
    done = trustpub("diff", "--format", "markdown", cwd=project)
    assert done.status == 1 and done.err == ""
    for part in (
        "```diff\n--- a/.github/workflows/release.yml\n",
        "without a password the action asks PyPI for a short-lived token",
        "- [ ] Register the publisher on PyPI, as an owner of project `sampler`: owner `octo-org`, repository ",
        "([open the form](https://pypi.org/manage/project/sampler/settings/publishing/?provider=github&owner=octo-org&",
        "- [ ] Delete `PYPI_TOKEN`, which no workflow uses any more",
        "- [ ] Revoke the token itself on [PyPI](https://pypi.org/manage/account/)",
    ):
        assert part in done.out
    order = [
        done.out.index(f"### {title}\n") for title in ("Change", "Before the merge", "After the merge, in this order")
    ]
    assert order == sorted(order)


def test_a_diff_says_what_is_left_and_what_is_unknown(tmp_path: Path) -> None:
    """What is left with its reason, and fields to fill in where the repository on GitHub is not known."""
    project = checkout(tmp_path / "sampler", {"a.yml": LEFT_UPLOAD, "b.yml": TOKEN_UPLOAD}, remote=None)
    done = trustpub("diff", "--format", "markdown", cwd=project)
    assert done.status == 1
    assert "### Left to you\n\n- `.github/workflows/a.yml:" in done.out and "owner *(fill in)*" in done.out
    nothing = checkout(tmp_path / "other", {"test.yml": NO_UPLOAD})
    assert "Nothing to change" in trustpub("diff", "--format", "markdown", cwd=nothing).out


def test_migrate_has_no_such_format(tmp_path: Path) -> None:
    """It is for showing; what was written is told as text or JSON."""
    project = checkout(tmp_path / "sampler", {"release.yml": TOKEN_UPLOAD})
    assert trustpub("migrate", "--yes", "--format", "markdown", cwd=project).status == 2


def test_problems_are_listed_and_told(tmp_path: Path) -> None:
    """In the document for those who read it, and on standard error for those at the terminal."""
    project = checkout(tmp_path / "sampler", {"broken.yml": TOKEN_UPLOAD + "jobs: ["})
    for command in ("scan", "diff"):
        done = trustpub(command, "--format", "markdown", cwd=project)
        assert done.status == 2 and len(done.complaints) == 1
        assert "### Could not be read\n\n- `.github/workflows/broken.yml:" in done.out


def test_hostile_names_stay_where_they_are(tmp_path: Path) -> None:
    """Names of steps, secrets, files and projects, and lines of the difference, that try to break out of the report."""
    workflow = TOKEN_UPLOAD.replace(
        "name: Upload", 'name: "| x | <img src=x> @octocat\\n# heading [a](http://e.example)"'
    )
    workflow = workflow.replace("      - run: python -m build\n", f"      - run: make\n      # {TOKEN}\n      # ````\n")
    project = checkout(tmp_path / "sampler", {"re`lease|@octocat.yml": workflow})
    (project / "pyproject.toml").write_text('[project]\nname = "x](http://e.example) <b> `c` | @octocat"\n')
    for command in ("scan", "diff"):
        out = trustpub(command, "--format", "markdown", cwd=project).out
        outside = re.sub(r"^(`{3,})diff\n.*?^\1$", "", out, flags=re.MULTILINE | re.DOTALL)
        prose = re.sub(r"`[^`\n]*`|<code>[^<\n]*</code>|<br>", "", outside)
        assert TOKEN not in out and "<img" not in prose and "<b>" not in prose and "@octocat" not in prose
        assert "http://e.example" not in prose and not re.search(r"^# heading", out, re.MULTILINE)
        assert {line.count(" | ") for line in out.splitlines() if line.startswith("| ")} <= {3}
    assert "`````diff\n" in out
