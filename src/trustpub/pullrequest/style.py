"""How a repository writes the subjects of its commits, and a subject written so.

Sources: https://www.conventionalcommits.org/en/v1.0.0/ (type, scope, colon), https://gitmoji.dev (an emoji first), and
https://numpy.org/doc/stable/dev/development_workflow.html (types in capitals).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_TYPES = frozenset(
    (
        "api",
        "bench",
        "bld",
        "bug",
        "build",
        "chore",
        "ci",
        "dep",
        "deps",
        "dev",
        "doc",
        "docs",
        "enh",
        "feat",
        "fix",
        "maint",
        "mnt",
        "perf",
        "refactor",
        "rel",
        "release",
        "revert",
        "security",
        "sty",
        "style",
        "test",
        "tests",
        "tst",
        "typ",
        "types",
        "typing",
        "wip",
    )
)
_PREFERRED = ("ci", "build", "bld", "chore", "maint", "mnt")
_SCOPES = frozenset(
    (
        "action",
        "actions",
        "cd",
        "ci",
        "deploy",
        "deployment",
        "gha",
        "github",
        "github-actions",
        "pypi",
        "publish",
        "publishing",
        "release",
        "releases",
        "workflow",
        "workflows",
    )
)
_CONVENTIONAL = re.compile(r"(?P<type>[A-Za-z]+)(?:\((?P<scope>[^()]*)\))?!?: +(?P<text>\S.*)")
_SHORTCODE = re.compile(r":[a-z0-9_+-]+: *")
_BY_ROBOTS = re.compile(r"\(deps(?:-dev)?\)|^\[pre-commit\.ci\]|\bbump\b.* from .* to |^revert |^merge ", re.IGNORECASE)


class Style(NamedTuple):
    """The form of a repository's subjects.

    Attributes:
        prefix: what goes before the text: an emoji, a type with its scope, or "".
        is_lower: whether the text begins with a small letter.
        ends_with_dot: whether it ends with a full stop.
    """

    prefix: str = ""
    is_lower: bool = False
    ends_with_dot: bool = False

    def subject(self, text: str) -> str:
        """A subject in this form, from a sentence in the imperative, without its full stop."""
        first = text[:1].lower() if self.is_lower else text[:1].upper()
        return f"{self.prefix}{first}{text[1:]}{'.' if self.ends_with_dot else ''}"


def message_style(subjects: Iterable[str]) -> Style:
    """The form that most of a repository's last subjects have.

    What robots write (updates of dependencies, merges) does not count. With no subject it is plain: a capital, no dot.
    """
    texts = [subject.strip() for subject in subjects if subject.strip() and not _BY_ROBOTS.search(subject)]
    emoji, texts = _emoji(texts)
    matches = [match for match in map(_CONVENTIONAL.fullmatch, texts) if match and match["type"].lower() in _TYPES]
    is_conventional = bool(matches) and 2 * len(matches) >= len(texts)
    bodies = [match["text"] for match in matches] if is_conventional else texts
    return Style(
        emoji + (_type(matches) if is_conventional else ""),
        _most([body[:1].islower() for body in bodies if body[:1].isalpha()]),
        _most([body.endswith(".") for body in bodies]),
    )


def _most(answers: Sequence[bool]) -> bool:
    return 2 * sum(answers) > len(answers)


def _emoji(texts: list[str]) -> tuple[str, list[str]]:
    """The emoji for work on CI, when most subjects begin with one, in their spelling; and the subjects without theirs.

    Source: https://gitmoji.dev: "Add or update CI build system".
    """
    shortcodes = sum(_SHORTCODE.match(text) is not None for text in texts)
    signs = sum(_is_emoji(text[0]) for text in texts)
    if not texts or 2 * (shortcodes + signs) < len(texts):
        return "", texts
    return ":construction_worker: " if shortcodes > signs else "👷 ", [_without_emoji(text) for text in texts]


def _is_emoji(character: str) -> bool:
    return unicodedata.category(character) == "So"


def _without_emoji(text: str) -> str:
    text = _SHORTCODE.sub("", text, count=1) if _SHORTCODE.match(text) else text
    return text.lstrip("".join(c for c in set(text) if _is_emoji(c) or c in "\ufe0f\u200d ")) or text


def _type(matches: list[re.Match[str]]) -> str:
    """The type, with a scope where the repository gives this type one that fits, written as it writes them."""
    written = Counter(match["type"] for match in matches)
    known = {kind.lower() for kind in written}
    kind = next((kind for kind in _PREFERRED if kind in known), None)
    if kind is None:
        spelling = "CI" if sum(count for name, count in written.items() if name.isupper()) * 2 > len(matches) else "ci"
        return f"{spelling}: "
    spelling = next(name for name, _ in written.most_common() if name.lower() == kind)
    scopes = [match["scope"] for match in matches if match["type"] == spelling]
    fitting = Counter(scope for scope in scopes if scope is not None and scope.lower() in _SCOPES)
    # A type that says nothing of CI is told from others of its kind by its scope.
    wants_scope = fitting and (kind != "ci" or 2 * fitting.total() > len(scopes))
    return f"{spelling}({fitting.most_common(1)[0][0]}): " if wants_scope else f"{spelling}: "
