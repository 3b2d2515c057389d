"""Reads the parts of simple commands: words, assignments, redirections, here-documents, substitutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from trustpub.shell.compounds import BLOCKS_BY_TYPE
from trustpub.shell.masking import Masked
from trustpub.shell.model import Assignment, Block, Command, Compound, Redirect, Statement, Word
from trustpub.shell.values import static_value

if TYPE_CHECKING:
    from tree_sitter import Node

REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
_TEST_PARTS = frozenset({"unary_expression", "binary_expression", "parenthesized_expression", "negation_expression"})
_SUBSTITUTIONS = frozenset({"command_substitution", "process_substitution"})
_RESERVED = frozenset(
    {"if", "then", "elif", "else", "fi", "for", "while", "until", "select", "do", "done", "case", "esac", "function"}
    | {"{", "}", "!", "coproc"}
)
_EXPORTING = frozenset({"export", "declare", "typeset"})


class Parts:
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


class PartsReader:
    """Adds nodes of the grammar to the parts of a command. ``sequence`` reads the statements of a substitution.

    ``is_doubtful`` becomes True when the grammar took for a command what bash would not.
    """

    def __init__(self, source: str, masked: Masked, sequence: Callable[[list[Node]], tuple[Statement, ...]]) -> None:
        self._source = source
        self._masked = masked
        self._sequence = sequence
        self.is_doubtful = False

    def add(self, parts: Parts, node: Node) -> None:
        """Adds a child of a command to its parts."""
        if node.type in _TEST_PARTS:
            for child in node.children:
                self.add(parts, child)
            return
        if node.type in REDIRECTS:
            self.add_redirect(parts, node)
            return
        if node.type == "variable_assignment":
            self._add_assignment(parts, node)
        if node.type != "comment" and (node.type != "variable_assignment" or parts.words):
            word = self._word(node)
            self.is_doubtful |= node.type == "subshell" or (not parts.words and word.text in _RESERVED)
            parts.add_word(word, self._source)
        parts.nested += self.substitutions(node)
        parts.end = max(parts.end, self._masked.end(node.end_byte))

    def _word(self, node: Node) -> Word:
        start, end = self._masked.start(node.start_byte), self._masked.end(node.end_byte)
        text = self._source[start:end]
        # The grammar counts the blank before a backquote to the substitution.
        text, start = text.lstrip(" \t"), end - len(text.lstrip(" \t"))
        return Word(text, static_value(text), start, end)

    def _add_assignment(self, parts: Parts, node: Node) -> None:
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

    def add_redirect(self, parts: Parts, node: Node) -> None:
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

    def _add_here_document(self, parts: Parts, node: Node) -> None:
        head = [child for child in node.children if child.type not in ("heredoc_body", "heredoc_end", "comment")]
        operator = head[0].type
        target = self._word(head[1])
        body, span = self._here_document(node, head[-1].end_byte, strip_tabs=operator == "<<-")
        start, end = self._masked.start(node.start_byte), target.end
        parts.redirects.append(Redirect(operator, target, body, start, end, span))
        parts.end = max(parts.end, end)
        for child in head[2:]:
            if child.type in REDIRECTS:
                self.add_redirect(parts, child)
            elif child.is_named and child.type not in ("pipeline", "list", "command", "redirected_statement", "ERROR"):
                self.add(parts, child)
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

    def substitutions(self, node: Node) -> list[Block]:
        """The scripts of the substitutions in a word, or anything else that holds no statements of its own."""
        if node.type in _SUBSTITUTIONS:
            return [Block(("substitution",), self._sequence(node.children))]
        if not node.children or node.type in BLOCKS_BY_TYPE:
            return []
        return [block for child in node.children for block in self.substitutions(child)]


def with_parts(last: Statement | None, parts: Parts) -> Statement:
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
