"""Splits the arguments of a command into options and positionals, given which options take a value."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from trustpub.shell.model import Word


class Option(NamedTuple):
    """An option as given.

    Attributes:
        name: ``--repository`` or ``-r``.
        value: its value, a word of its own or a part of ``word`` (``--name=value``); None for a flag.
        word: the word that names it.
    """

    name: str
    value: Word | None
    word: Word


class Options(NamedTuple):
    """Arguments, split. Words whose value cannot be told are positionals."""

    options: tuple[Option, ...]
    positionals: tuple[Word, ...]

    def get(self, *names: str) -> Word | None:
        """The value of the last option with one of these names; None when there is none."""
        return next((option.value for option in reversed(self.options) if option.name in names), None)

    def all(self, *names: str) -> tuple[Word, ...]:
        """The values of all options with one of these names."""
        return tuple(option.value for option in self.options if option.name in names and option.value)

    def has(self, *names: str) -> bool:
        """Whether an option with one of these names was given."""
        return any(option.name in names for option in self.options)


def parse_options(args: Sequence[Word], valued: Collection[str]) -> Options:
    """Splits arguments. ``valued`` names the options that take a value, dashes included; all others are flags.

    Understands ``--name value``, ``--name=value``, ``-n value`` and ``-nvalue``; ``--`` ends the options. A valued
    option at the very end has no value.
    """
    options: list[Option] = []
    positionals: list[Word] = []
    position = 0
    while position < len(args):
        word = args[position]
        position += 1
        if word.value == "--":
            positionals += args[position:]
            break
        if not word.value or not word.value.startswith("-") or word.value == "-":
            positionals.append(word)
            continue
        option = _option(word, word.value, valued)
        if option.value is None and option.name in valued and position < len(args):
            option = option._replace(value=args[position])
            position += 1
        options.append(option)
    return Options(tuple(options), tuple(positionals))


def _option(word: Word, value: str, valued: Collection[str]) -> Option:
    """The option in one word, with its value if that is attached."""
    if value.startswith("--"):
        name, equals, _ = value.partition("=")
        return Option(name, _rest(word, value, len(name) + 1) if equals else None, word)
    short = value[:2]
    if short in valued and len(value) > 2:
        return Option(short, _rest(word, value, 2 + value.startswith("=", 2)), word)
    name, equals, _ = value.partition("=")
    return Option(name, _rest(word, value, len(name) + 1) if equals else None, word)


def _rest(word: Word, value: str, skipped: int) -> Word:
    """The part of a word after its first ``skipped`` characters; the whole word's place when quotes blur that."""
    if word.text[:skipped] == value[:skipped]:
        return Word(word.text[skipped:], value[skipped:], word.start + skipped, word.end)
    return word._replace(value=value[skipped:])
