"""Waits that a user would wonder about."""

from __future__ import annotations

from trustpub.report.terminal import note


def announce(seconds: float, reason: str) -> None:
    """Say why nothing happens for a while; what is over soon is not worth a line."""
    if round(seconds) >= 3:
        note(f"{reason}: {round(seconds)} seconds ...")
