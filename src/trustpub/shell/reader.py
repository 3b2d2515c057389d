"""Reads bash scripts: from the grammar's tree to statements.

The grammar groups `a | b && c`, redirections and what follows a here-document on its line in ways that are not
bash's. Therefore every statement is first flattened to commands and operators, and then grouped again by the rules of
the manual ("Lists of Commands", "Pipelines").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustpub.shell.compounds import BLOCKS_BY_TYPE, compound_blocks, function_name
from trustpub.shell.grammar import parse
from trustpub.shell.masking import Masked
from trustpub.shell.model import Assignment, Block, Command, Compound, Redirect, Script, Statement, Word
from trustpub.shell.structure import Item, group, with_contexts
from trustpub.shell.values import static_value

if TYPE_CHECKING:
    from tree_sitter import Node

_SEPARATORS = frozenset({";", "&", "\n", ";;", ";&", ";;&"})
_COMMANDS = frozenset({"command", "declaration_command", "unset_command", "test_command"})
_ASSIGNMENTS = frozenset({"variable_assignment", "variable_assignments"})
_REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
_TEST_PARTS = frozenset({"unary_expression", "binary_expression", "parenthesized_expression", "negation_expression"})
_SUBSTITUTIONS = frozenset({"command_substitution", "process_substitution"})
_EXPORTING = frozenset({"export", "declare", "typeset"})


def read_script(source: str) -> Script:
    """Reads a bash (or sh) script, as it stands in a ``run:`` step.

    Never raises for what the script says: what cannot be understood sets ``has_errors``.
    """
    masked = Masked(source)
    root = parse(masked.text)
    try:
        body = with_contexts(Block((), _Reader(source, masked).sequence(root.children)), source)
    except RecursionError:
        return Script(source, Block((), ()), True)
    return Script(source, body, root.has_error)


class _Parts:
    """The parts of a simple command while they are collected."""

    def __init__(self, start: int) -> None:
        self.words: list[Word] = []
        self.assignments: list[Assignment] = []
        self.redirects: list[Redirect] = []
        self.nested: list[Block] = []
        self.start = start
        self.end = start

    def add_word(self, word: Word, source: str) -> None:
        """Adds a word, or what the grammar took for a word: the rest of the one before it."""
        if self.words and self.words[-1].end == word.start:
            start = self.words.pop().start
            text = source[start : word.end]
            word = Word(text, static_value(text), start, word.end)
        self.words.append(word)

    def command(self) -> Command:
        """The command they make; its line is filled in with its context."""
        words, assignments, redirects = tuple(self.words), tuple(self.assignments), tuple(self.redirects)
        return Command(words, assignments, redirects, self.start, self.end, 0, nested=tuple(self.nested))


class _Reader:
    def __init__(self, source: str, masked: Masked) -> None:
        self._source = source
        self._masked = masked

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
        parts = _Parts(self._masked.start(node.start_byte))
        before = node.start_byte
        for child in children:
            if self._line_ends_between(before, child.start_byte):
                items += [parts.command(), "\n"]
                parts = _Parts(self._masked.start(child.start_byte))
            self._add(parts, child)
            before = child.end_byte
        return [*items, parts.command()]

    def _line_ends_between(self, start: int, end: int) -> bool:
        return "\n" in self._masked.text[start:end].replace("\\\n", "")

    def _add(self, parts: _Parts, node: Node) -> None:
        """Adds a child of a command to its parts."""
        if node.type in _TEST_PARTS:
            for child in node.children:
                self._add(parts, child)
            return
        if node.type in _REDIRECTS:
            self._add_redirect(parts, node)
            return
        if node.type == "variable_assignment":
            self._add_assignment(parts, node)
        if node.type != "comment" and (node.type != "variable_assignment" or parts.words):
            parts.add_word(self._word(node), self._source)
        parts.nested += self.substitutions(node)
        parts.end = max(parts.end, self._masked.end(node.end_byte))

    def _word(self, node: Node) -> Word:
        start, end = self._masked.start(node.start_byte), self._masked.end(node.end_byte)
        text = self._source[start:end]
        # The grammar counts the blank before a backquote to the substitution.
        text, start = text.lstrip(" \t"), end - len(text.lstrip(" \t"))
        return Word(text, static_value(text), start, end)

    def _add_assignment(self, parts: _Parts, node: Node) -> None:
        name, operator = node.children[0], node.children[1]
        value = self._word(node.children[2]) if len(node.children) > 2 else None
        if value and (operator.type == "+=" or value.text.startswith("(")):
            value = value._replace(value=None)
        start, end = self._masked.start(node.start_byte), self._masked.end(node.end_byte)
        name_text = self._source[self._masked.start(name.start_byte) : self._masked.end(name.end_byte)]
        exported = bool(parts.words) and parts.words[0].text in _EXPORTING and self._exports(parts.words)
        parts.assignments.append(Assignment(name_text, value, exported, start, end))

    def _exports(self, words: list[Word]) -> bool:
        options = [word.text for word in words[1:] if word.text.startswith("-")]
        if words[0].text == "export":
            return not any("n" in option for option in options)
        return any("x" in option for option in options)

    def _redirected(self, node: Node) -> list[Item]:
        """A statement with redirections, which are those of its last command or compound."""
        body, redirects = node.children[0], node.children[1:]
        if body.type in _REDIRECTS:
            items: list[Item] = []
            redirects = node.children
        else:
            items = self.items(body)
        last = items.pop() if items else None
        assert not isinstance(last, str)
        parts = _Parts(last.start if last else self._masked.start(node.start_byte))
        parts.end = last.end if last else parts.start
        for redirect in redirects:
            if redirect.type in _REDIRECTS:
                self._add_redirect(parts, redirect)
        items.append(_with_parts(last, parts))
        for redirect in redirects:
            items += self._after_here_document(redirect)
        return items

    def _after_here_document(self, redirect: Node) -> list[Item]:
        """The commands and operators between the delimiter of a here-document and the end of its line."""
        skipped = {"word", "string", "raw_string", "concatenation", "number", "simple_expansion", "expansion"}
        if redirect.type != "heredoc_redirect":
            return []
        rest = [c for c in redirect.children[2:] if c.type not in _REDIRECTS and c.type not in skipped]
        return [item for child in rest if child.type != "ERROR" for item in self._operator_or_items(child)]

    def _add_redirect(self, parts: _Parts, node: Node) -> None:
        """Adds a redirection, and the arguments that the grammar counts to it."""
        if node.type == "heredoc_redirect":
            self._add_here_document(parts, node)
            return
        signs = [child for child in node.children if not child.is_named or child.type == "file_descriptor"]
        targets = [child for child in node.children if child.is_named and child.type != "file_descriptor"]
        operator = "".join(self._masked.text[sign.start_byte : sign.end_byte] for sign in signs)
        target = self._word(targets[0]) if targets else None
        if target and operator.endswith("&") and target.text.isdigit():
            operator, target = operator + target.text, None
        end = self._masked.end(targets[0].end_byte if targets else node.end_byte)
        parts.redirects.append(Redirect(operator, target, None, self._masked.start(node.start_byte), end))
        for extra in targets[1:]:
            parts.add_word(self._word(extra), self._source)
        parts.nested += self.substitutions(node)
        parts.end = max(parts.end, self._masked.end(node.end_byte))

    def _add_here_document(self, parts: _Parts, node: Node) -> None:
        head = [child for child in node.children if child.type not in ("heredoc_body", "heredoc_end", "comment")]
        operator = head[0].type
        target = self._word(head[1])
        body, span = self._here_document(node, head[-1].end_byte, strip_tabs=operator == "<<-")
        start, end = self._masked.start(node.start_byte), target.end
        parts.redirects.append(Redirect(operator, target, body, start, end, span))
        parts.end = max(parts.end, end)
        for child in head[2:]:
            if child.type in _REDIRECTS:
                self._add_redirect(parts, child)
            elif child.is_named and child.type not in ("pipeline", "list", "command", "redirected_statement", "ERROR"):
                self._add(parts, child)
        for child in node.children:
            if child.type == "heredoc_body":
                parts.nested += self.substitutions(child)

    def _here_document(self, node: Node, head_end: int, *, strip_tabs: bool) -> tuple[str, tuple[int, int]]:
        text = self._masked.text
        first = text.find("\n", head_end) + 1 or len(text)
        end_node = node.children[-1]
        last = end_node.start_byte if end_node.type == "heredoc_end" else node.end_byte
        span = self._masked.start(first), self._masked.end(max(node.end_byte, first))
        lines = self._source[span[0] : self._masked.start(last)].replace("\r\n", "\n").split("\n")
        if lines and not lines[-1].strip():
            lines[-1] = ""
        return "\n".join(line.lstrip("\t") if strip_tabs else line for line in lines), span

    def _compound(self, node: Node) -> Compound:
        kind, blocks, rest = compound_blocks(node)
        head = tuple(self._source[self._masked.start(n.start_byte) : self._masked.end(n.end_byte)] for n in rest)
        parts = _Parts(self._masked.start(node.start_byte))
        parts.end = self._masked.end(node.end_byte)
        for child in rest:
            if child.type in _REDIRECTS:
                self._add_redirect(parts, child)
            else:
                parts.nested += self.substitutions(child)
        inner = tuple(Block(context, self.sequence(nodes)) for context, nodes in blocks)
        redirects, nested = tuple(parts.redirects), tuple(parts.nested)
        return Compound(kind, head, inner, redirects, parts.start, parts.end, function_name(node), nested)

    def substitutions(self, node: Node) -> list[Block]:
        """The scripts of the substitutions in a word, or anything else that holds no statements of its own."""
        if node.type in _SUBSTITUTIONS:
            return [Block(("substitution",), self.sequence(node.children))]
        if not node.children or node.type in BLOCKS_BY_TYPE:
            return []
        return [block for child in node.children for block in self.substitutions(child)]


def _with_parts(last: Statement | None, parts: _Parts) -> Statement:
    """A command or compound with more redirections, words and substitutions."""
    if last is None:
        return parts.command()
    if isinstance(last, Command):
        return last._replace(
            words=last.words + tuple(parts.words),
            redirects=last.redirects + tuple(parts.redirects),
            end=parts.end,
            nested=last.nested + tuple(parts.nested),
        )
    assert isinstance(last, Compound)
    nested = last.nested + tuple(parts.nested)
    return last._replace(redirects=last.redirects + tuple(parts.redirects), end=parts.end, nested=nested)
