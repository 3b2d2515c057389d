"""Between words and shell text."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from trustpub.shell import Command, Word

UNKNOWN = "$(...)"
"""What stands for a text that only a run can tell."""
MAX_WORD = 20_000
"""Longest word that is kept as it is."""

_KEPT = r"\$\{\{(?:[^}]|\}(?!\}))*\}\}|\$\(\.\.\.\)|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*(?::?-[^}$`\"']*)?\}"
_BARE = re.compile(rf"(?:{_KEPT}|[\w./:@%+,=~*?\[\]!^#-])+", re.DOTALL)
_PIECE = re.compile(rf"(?P<kept>{_KEPT})|(?P<special>[\\\"$`])|(?P<plain>[^\\\"$`]+)", re.DOTALL)
_BRACES = re.compile(r"\{[\w.,-]*\}")


def quoted(word: str) -> str:
    """A word as shell text. References to variables, ``${{ }}``, globs and `UNKNOWN` keep their meaning."""
    if len(word) > MAX_WORD:
        return UNKNOWN
    if "$" not in word:
        if word and _BARE.fullmatch(_BRACES.sub("", word) or "-"):
            return word
        return f'"{word}"' if "'" in word and not re.search(r'["\\`!]', word) else shlex.quote(word)
    if _BARE.fullmatch(word):
        return word
    return '"' + _PIECE.sub(lambda piece: f"\\{piece[0]}" if piece["special"] else piece[0], word) + '"'


def shell_text(words: Iterable[str]) -> str:
    """Words as the text of a command."""
    return " ".join(quoted(word) for word in words)


def command_of(words: Sequence[str]) -> Command:
    """A command of these words, with no place in a source."""
    return Command(tuple(Word(quoted(word), word, 0, 0) for word in words), (), (), 0, 0, 0)
