"""Reads bash scripts: from the grammar's tree to statements.

The grammar groups `a | b && c`, redirections and what follows a here-document on its line in ways that are not
bash's. Therefore every statement is first flattened to commands and operators, and then grouped again by the rules of
the manual ("Lists of Commands", "Pipelines").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustpub.shell.compounds import compound_blocks, function_name
from trustpub.shell.grammar import parse
from trustpub.shell.masking import Masked
from trustpub.shell.model import Block, Compound, Script, Statement
from trustpub.shell.parts import REDIRECTS, Parts, PartsReader, with_parts
from trustpub.shell.structure import Item, group, with_contexts

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMANDS = frozenset({"command", "declaration_command", "unset_command", "test_command"})
_ASSIGNMENTS = frozenset({"variable_assignment", "variable_assignments"})


_MOST_HERE_DOCUMENTS = 1000
"""The grammar's time grows with the square of the number of here-documents that are open."""


def read_script(source: str) -> Script:
    """Reads a bash (or sh) script, as it stands in a ``run:`` step.

    Never raises for what the script says: what cannot be understood sets ``has_errors``.
    """
    if source.count("<<") > _MOST_HERE_DOCUMENTS:
        return Script(source, Block((), ()), True)
    masked = Masked(source)
    root = parse(masked.text)
    try:
        reader = _Reader(source, masked)
        body = with_contexts(Block((), reader.sequence(root.children)), source)
    except RecursionError:
        return Script(source, Block((), ()), True)
    return Script(source, body, root.has_error or reader.parts.is_doubtful)


class _Reader:
    def __init__(self, source: str, masked: Masked) -> None:
        self._source = source
        self._masked = masked
        self.parts = PartsReader(source, masked, self.sequence)

    def sequence(self, nodes: list[Node]) -> tuple[Statement, ...]:
        """The statements among the nodes of one block."""
        statements: list[Statement] = []
        for node in nodes:
            if node.type == "&" and statements:
                last = statements.pop()
                block = Block(("background",), (last,))
                end = self._masked.end(node.end_byte)
                statements.append(Compound("background", (), (block,), (), last.start, end))
            elif node.type == "ERROR":
                statements.extend(self.sequence(node.children))
            elif node.is_named and node.type != "comment":
                statements.extend(group(self.items(node)))
        return tuple(statements)

    def items(self, node: Node) -> list[Item]:
        """A node as commands and operators in source order; a line break stands for the end of a statement."""
        if node.type in _COMMANDS and node.children[0].type != "((":
            return self._command(node)
        if node.type in _ASSIGNMENTS:
            return self._command(node)
        if node.type in ("list", "pipeline", "negated_command"):
            return [item for child in node.children for item in self._operator_or_items(child)]
        if node.type == "redirected_statement":
            return self._redirected(node)
        return [self._compound(node)]

    def _operator_or_items(self, node: Node) -> list[Item]:
        if node.type in ("comment", "heredoc_body", "heredoc_end"):
            return []
        return self.items(node) if node.is_named else [node.type]

    def _command(self, node: Node) -> list[Item]:
        """A simple command, or several where the grammar ran over the end of a line."""
        items: list[Item] = []
        children = node.children or [node]
        if node.type == "variable_assignment":
            children = [node]
        parts = Parts(self._masked.start(node.start_byte))
        before = node.start_byte
        for child in children:
            if self._line_ends_between(before, child.start_byte):
                items += [parts.command(), "\n"]
                parts = Parts(self._masked.start(child.start_byte))
            self.parts.add(parts, child)
            before = child.end_byte
        return [*items, parts.command()]

    def _line_ends_between(self, start: int, end: int) -> bool:
        return "\n" in self._masked.text[start:end].replace("\\\n", "")

    def _redirected(self, node: Node) -> list[Item]:
        """A statement with redirections, which are those of its last command or compound."""
        body, redirects = node.children[0], node.children[1:]
        if body.type in REDIRECTS:
            items: list[Item] = []
            redirects = node.children
        else:
            items = self.items(body)
        last = items.pop() if items else None
        assert not isinstance(last, str)
        parts = Parts(last.start if last else self._masked.start(node.start_byte))
        parts.end = last.end if last else parts.start
        for redirect in redirects:
            if redirect.type in REDIRECTS:
                self.parts.add_redirect(parts, redirect)
        items.append(with_parts(last, parts))
        for redirect in redirects:
            items += self._after_here_document(redirect)
        return items

    def _after_here_document(self, redirect: Node) -> list[Item]:
        """The commands and operators between the delimiter of a here-document and the end of its line."""
        skipped = {"word", "string", "raw_string", "concatenation", "number", "simple_expansion", "expansion"}
        if redirect.type != "heredoc_redirect":
            return []
        rest = [c for c in redirect.children[2:] if c.type not in REDIRECTS and c.type not in skipped]
        return [item for child in rest if child.type != "ERROR" for item in self._operator_or_items(child)]

    def _compound(self, node: Node) -> Compound:
        kind, blocks, rest = compound_blocks(node)
        head = tuple(self._source[self._masked.start(n.start_byte) : self._masked.end(n.end_byte)] for n in rest)
        parts = Parts(self._masked.start(node.start_byte))
        parts.end = self._masked.end(node.end_byte)
        for child in rest:
            if child.type in REDIRECTS:
                self.parts.add_redirect(parts, child)
            else:
                parts.nested += self.parts.substitutions(child)
        inner = tuple(Block(context, self.sequence(nodes)) for context, nodes in blocks)
        redirects, nested = tuple(parts.redirects), tuple(parts.nested)
        return Compound(kind, head, inner, redirects, parts.start, parts.end, function_name(node), nested)
