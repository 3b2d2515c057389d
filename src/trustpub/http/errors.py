"""The one error of a request."""

from __future__ import annotations

from trustpub.errors import TrustpubError


class HttpError(TrustpubError):
    """A request that did not bring what it was made for.

    Attributes:
        what: what was to be done, as it follows "cannot": ``list the environments of octo-org/sampler``.
        reason: why it did not work.
        advice: what the user can do.
        status: of the answer; None when there was none, or none that could be read.
    """

    def __init__(self, what: str, reason: str, advice: str, status: int | None = None) -> None:
        super().__init__(f"cannot {what}: {reason}; {advice}")
        self.what = what
        self.reason = reason
        self.advice = advice
        self.status = status
