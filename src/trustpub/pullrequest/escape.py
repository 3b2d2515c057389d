"""Templates of Markdown in which whatever a repository holds is escaped by itself, also in templates of users."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from jinja2 import (
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from trustpub.errors import InputError
from trustpub.migration.templates import template_folder
from trustpub.report import markdown
from trustpub.report.terminal import printable

_LONGEST = 300
_MOST = 1_000_000
"""Characters, and pieces of text; a body holds 65,536 characters, so many more are never of use."""
_LINKED = re.compile(r"@|#(?=\d)|\bGH-(?=\d)|\w:(?=//)|\bwww(?=\.)", re.IGNORECASE)
_NO_SPACE = "\u200b"
_USERS = "the template"
"""The name of a user's template in its errors."""


class Foreign(str):
    """Text from a repository. In a template it is escaped, whatever it is joined with."""

    __slots__ = ()

    def __html__(self) -> str:
        return markdown.text(self)


def foreign(text: str) -> Foreign:
    """Text from a repository, cut where it is too long to be read."""
    return Foreign(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def plain(text: str) -> str:
    """Text from a repository for a commit's message or a title: one line, without mention, reference or address.

    GitHub links these in messages as well, and closes issues by them; a space without width keeps it from that.
    """
    return _LINKED.sub(lambda match: match[0] + _NO_SPACE, printable(foreign(text)).strip())


def render(template: str | None, context: dict[str, Any]) -> str:
    """The text of a template.

    Args:
        template: the user's own, as Jinja2; None for trustpub's.
        context: its variables.

    Raises:
        InputError: the user's template fails; with its line.
    """
    environment = _environment(template)
    if template is None:
        return environment.get_template("trustpub/body.md.j2").render(context)
    try:
        return _bounded(environment.get_template("user/template").generate(context))
    except _FAILURES as error:
        raise _failed(error) from None


def _bounded(pieces: Iterable[str]) -> str:
    """The text that a user's template makes piece by piece, which need not come to an end by itself."""
    made: list[str] = []
    length = 0
    for piece in pieces:
        made.append(piece)
        length += len(piece)
        if length > _MOST or len(made) > _MOST:
            raise InputError("it writes more than any pull request can hold; correct the template", path=_USERS)
    return "".join(made)


def check_template(text: str) -> None:
    """Check a user's template as far as it can be told without a repository.

    Raises:
        InputError: it is no template; with its line.
    """
    try:
        _environment(text).get_template("user/template")
    except _FAILURES as error:
        raise _failed(error) from None


@lru_cache(maxsize=8)
def _environment(template: str | None) -> SandboxedEnvironment:
    """A sandbox: templates reach what they are given, and no file but those of trustpub's own folder."""
    folder = FileSystemLoader(f"{template_folder()}/pull-request")
    user = FunctionLoader(
        lambda name: (template, _USERS, None) if template is not None and name == "template" else None
    )
    environment = SandboxedEnvironment(
        loader=PrefixLoader({"trustpub": folder, "user": user}),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["code"] = _code
    environment.filters["link"] = _link
    return environment


def _escaped(value: Any) -> Any:
    """What an expression of a template prints: text is escaped as Markdown unless a filter made Markdown of it."""
    if value is None or hasattr(value, "__html__"):
        return Markup() if value is None else value
    text = str(value)
    before, after = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
    return Markup(before + markdown.text(text) + after)  # noqa: S704 - escaped


def _code(value: Any) -> Markup:
    """The filter ``code``: text as code."""
    return Markup(markdown.code(str(value)))  # noqa: S704 - escaped


def _link(address: Any, label: Any) -> Markup:
    """The filter ``link``: an address as a link with this text."""
    return Markup(markdown.link(str(label), str(address)))  # noqa: S704 - escaped


_FAILURES = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    MemoryError,
)
"""What an expression of a template can fail with."""


def _failed(error: Exception) -> InputError:
    """The sentence for a user's template that failed, with its line as far as it is the template's own."""
    if isinstance(error, TemplateNotFound):
        reason = f"there is no template {str(error)!r}; trustpub's own is 'trustpub/body.md.j2'"
    elif isinstance(error, MemoryError):
        reason = "it takes more memory than there is"
    else:
        reason = printable(str(error) or type(error).__name__).rstrip(".")
    line = error.lineno if isinstance(error, TemplateSyntaxError) else None
    trace = error.__traceback__
    while trace is not None and not isinstance(error, TemplateSyntaxError):
        if trace.tb_frame.f_code.co_filename == _USERS:  # Jinja2 gives frames of a template its name and lines
            line = trace.tb_lineno
        trace = trace.tb_next
    return InputError(f"{reason}; correct the template", path=_USERS, line=line)
