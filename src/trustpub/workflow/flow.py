"""What a value is made of."""

from __future__ import annotations

from typing import NamedTuple

_MOST_LITERAL = 20_000


class Flow(NamedTuple):
    """What a value is made of.

    Attributes:
        secrets: names of the secrets in it, as written, in order of appearance.
        opaque: whether something in it is only known at run time (an output of an action, an unbound input).
        literal: the fixed text in it, joined.
    """

    secrets: tuple[str, ...] = ()
    opaque: bool = False
    literal: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the value is certainly the empty string."""
        return not self.secrets and not self.opaque and not self.literal.strip()

    def __or__(self, other: object) -> Flow:
        assert isinstance(other, Flow)
        if not other.secrets and not other.opaque and not other.literal:
            return self
        secrets = self.secrets + tuple(name for name in other.secrets if name not in self.secrets)
        literal = self.literal if len(self.literal) > _MOST_LITERAL else self.literal + other.literal
        return Flow(secrets, self.opaque or other.opaque, literal)


OPAQUE = Flow(opaque=True)
OPAQUE_TEXT = "${{ steps.unknown.outputs.unknown }}"
"""The text of a value that only a run can tell."""
