"""Why a command stays where it is."""

from __future__ import annotations

from trustpub.errors import TrustpubError


class CannotRemove(TrustpubError):  # noqa: N818
    """A command that cannot be taken out with the certainty that the rest does what it did.

    Attributes:
        reason: a clause about the command, for the user: "its failure is handled by what follows `||`".
        line: its line in the script, counted from 0.
    """

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"line {line + 1} of the script: {reason}")
        self.reason = reason
        self.line = line
