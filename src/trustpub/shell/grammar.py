"""The bash grammar, loaded when the first script is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_parsers: list[Parser] = []


def parse(text: str) -> Node:
    """The root of the syntax tree of a script, which must be ASCII so that bytes are characters."""
    if not _parsers:
        _parsers.append(_parser())
    return _parsers[0].parse(text.encode("ascii")).root_node


def _parser() -> Parser:
    """A parser with the grammar from the extension module inside ``tree_sitter_bash``.

    The package around it imports ``importlib.resources``, only to find files that are not needed here, and that takes
    longer than all the rest; therefore the extension is loaded by itself where it is in its usual place.
    """
    from importlib.machinery import PathFinder
    from importlib.util import find_spec, module_from_spec

    import tree_sitter

    package = find_spec("tree_sitter_bash")
    locations = package.submodule_search_locations if package else None
    extension = PathFinder.find_spec("tree_sitter_bash._binding", locations) if locations else None
    if extension is None or extension.loader is None:
        import tree_sitter_bash

        return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
    binding = module_from_spec(extension)
    extension.loader.exec_module(binding)
    return tree_sitter.Parser(tree_sitter.Language(binding.language()))
