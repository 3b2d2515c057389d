"""The bash grammar, loaded when the first script is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_parsers: list[Parser] = []


def parse(text: str) -> Node:
    """The root of the syntax tree of a script, which must be ASCII so that bytes are characters."""
    if not _parsers:
        import tree_sitter
        import tree_sitter_bash

        _parsers.append(tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language())))
    return _parsers[0].parse(text.encode("ascii")).root_node
