"""A value that must not be shown."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """A token. It neither shows itself in texts, logs and tracebacks, nor lets itself be stored."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """The value, for the header that carries it and for nothing else."""
        return self.__value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored")
