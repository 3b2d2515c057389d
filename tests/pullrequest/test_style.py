"""How subjects of a repository are written, and ours among them."""

from __future__ import annotations

import pytest

from trustpub.pullrequest.style import Style, message_style

TEXT = "Publish to PyPI with Trusted Publishing"


@pytest.mark.parametrize(
    ("subjects", "subject"),
    [
        ([], TEXT),
        (["Add a thing", "Fix another", "WIP"], TEXT),
        (["add a thing", "fix another", "typo"], "publish to PyPI with Trusted Publishing"),
        (["Add a thing.", "Fix another."], TEXT + "."),
        (["feat: add", "fix: y", "docs: z"], "ci: publish to PyPI with Trusted Publishing"),
        (["feat: Add", "fix: Mend", "docs: Tell"], f"ci: {TEXT}"),
        (["feat: add", "build: raise x", "build: y"], "build: publish to PyPI with Trusted Publishing"),
        (["feat: add", "chore: x", "chore(ci): y"], "chore(ci): publish to PyPI with Trusted Publishing"),
        (["feat: add", "chore: x", "chore(core): y"], "chore: publish to PyPI with Trusted Publishing"),
        (["ci(release): a", "ci(release): b", "ci: c"], "ci(release): publish to PyPI with Trusted Publishing"),
        (["ci(release): a", "ci: b", "ci: c"], "ci: publish to PyPI with Trusted Publishing"),
        (["feat!: add", "fix(x)!: y"], "ci: publish to PyPI with Trusted Publishing"),
        (["CI: add wheels", "MAINT: x", "DOC: y"], "CI: publish to PyPI with Trusted Publishing"),
        (["ENH: Add", "BUG: Fix", "BLD: Build"], f"BLD: {TEXT}"),
        (["ENH: Add", "BUG: Fix"], f"CI: {TEXT}"),
        (["✨ Add", "🐛 Fix", "📝 Tell"], f"👷 {TEXT}"),
        ([":sparkles: Add", ":bug: Fix"], f":construction_worker: {TEXT}"),
        (["✨ feat: add", "🐛 fix: mend"], "👷 ci: publish to PyPI with Trusted Publishing"),
        (["🐛 Fix", "Add", "Mend"], TEXT),
        (["README: add", "Setup: mend", "core: x"], TEXT),
        (["feat: add", "Mend", "Tell", "Write"], TEXT),
        (["build(deps): bump x from 1 to 2"] * 9 + ["Add a thing"], TEXT),
        (["Bump x from 1 to 2", "[pre-commit.ci] a", "feat: x"], "ci: publish to PyPI with Trusted Publishing"),
        (["feat(`@team`): x", "ci(@all): y", "ci(<b>): z"], "ci: publish to PyPI with Trusted Publishing"),
        (["   ", "", ":", "::", "(x): y"], TEXT),
        (["\U0001f680"], f"👷 {TEXT}"),
    ],
)  # fmt: skip
def test_subjects(subjects: list[str], subject: str) -> None:
    """The form that most subjects have is ours too; what robots write does not count."""
    assert message_style(subjects).subject(TEXT) == subject


def test_plain_is_the_default() -> None:
    """A capital, no prefix, no full stop."""
    assert message_style([]) == Style("", False, False)
