"""Who is told how a campaign gets on."""

from __future__ import annotations

from typing import Protocol

from trustpub.campaign.record import Record


class Listener(Protocol):
    """Told by the thread that runs the campaign; what it prints is its own business."""

    def looked(self, count: int) -> None:
        """So many repositories were looked at so far."""

    def begins(self, total: int) -> None:
        """So many repositories get a pull request, or theirs brought up to date."""

    def dealt_with(self, record: Record, done: int, total: int) -> None:
        """One of them is dealt with."""

    def stopping(self) -> None:
        """The user wants it to end; the steps under way are ended first."""


class Silent:
    """A listener that prints nothing."""

    def looked(self, count: int) -> None:
        """See `Listener`."""

    def begins(self, total: int) -> None:
        """See `Listener`."""

    def dealt_with(self, record: Record, done: int, total: int) -> None:
        """See `Listener`."""

    def stopping(self) -> None:
        """See `Listener`."""
