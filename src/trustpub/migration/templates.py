"""Jinja2 templates of YAML, rendered and read back as values that the editor can write."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from trustpub.yamlcst import Alias, Document, Mapping, Node, Scalar, Sequence, parse
from trustpub.yamlcst.edit import Block, Commented, Plain, Value


def template_folder() -> str:
    """Where the templates are: inside the installed package, or at the top of a source checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "templates")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(os.path.dirname(package)), "templates")


@cache
def environment() -> Environment:
    """The template environment: a name that is missing is an error, and ``yaml`` quotes a value."""
    loaded = Environment(
        loader=FileSystemLoader(template_folder()),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML, not HTML; every value goes through the filter
    )
    loaded.filters["yaml"] = _quoted
    return loaded


def render_value(template: str, **context: Any) -> Value:
    """Render a template of YAML, and read it as a value; trailing comments of scalars are kept."""
    document = parse(environment().get_template(template).render(context))
    assert document.root is not None
    return _value(document.root, document)


def _quoted(value: Any) -> str:
    """A text or a list of texts as YAML (JSON is YAML)."""
    return json.dumps(value, ensure_ascii=False)


def _value(node: Node, document: Document) -> Value:
    if isinstance(node, Mapping):
        return {entry.key.value: _value(entry.written, document) for entry in node.entries}
    if isinstance(node, Sequence):
        return [_value(item, document) for item in node.written]
    assert isinstance(node, Scalar) and not isinstance(node, Alias)
    if node.style in ("|", ">"):
        return Block(node.value)
    value: str | Plain = Plain(node.value) if node.style == "" else node.value
    comment = _comment_behind(node, document)
    return Commented(value, comment) if comment else value


def _comment_behind(node: Scalar, document: Document) -> str:
    end = document.text.find("\n", node.end)
    rest = document.text[node.end : end if end >= 0 else len(document.text)]
    return rest.partition(" # ")[2].strip() if rest.startswith(" # ") else ""
