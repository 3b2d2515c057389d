"""Parses Python files of others, refusing what could exhaust a parser."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings

MAX_FILE = 200_000
"""Characters of the largest file that is parsed."""
_MAX_BRACKETS = 60
_MAX_INDENT = 40
_MAX_LINE_TOKENS = 4000
"""Tokens of one logical line: chains of operators make the parser recurse as often as they are long."""


def parse_python(text: str) -> ast.Module | None:
    """The syntax tree; None when the text is not Python, or is not sensible to parse."""
    if len(text) > MAX_FILE or not _is_shallow(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_shallow(text: str) -> bool:
    brackets = indent = count = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            count += 1
            if token.type == tokenize.OP:
                brackets += (token.string in "([{") - (token.string in ")]}")
            elif token.type == tokenize.INDENT:
                indent += 1
            elif token.type == tokenize.DEDENT:
                indent -= 1
            elif token.type == tokenize.NEWLINE:
                count = 0
            if brackets > _MAX_BRACKETS or indent > _MAX_INDENT or count > _MAX_LINE_TOKENS:
                return False
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return False
    return True
