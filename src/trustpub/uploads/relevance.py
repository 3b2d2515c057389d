"""A look at a file's bytes that tells whether it is worth reading."""

from __future__ import annotations

import re

_TELLING = (
    *(b"pypi", b"twine", b"flit_", b"maturin_", b"hatch_index", b"uv_publish", b"pdm_publish", b"poetry_http"),
    *(b"semantic-release", b"semantic_release", b"upload-nightly", b"anaconda", b"cloudsmith", b"autopub"),
    *(b"jupyter_releaser", b"py-publish", b"pyproject-release", b"deploy-python-pkg"),
)
"""Words of which one stands, in any case, in every upload that does not name a tool and what it does."""
_TOOL = re.compile(rb"\b(?:poetry|flit|hatch|pdm|uv|rye|maturin|setup\.py)\b")
_GOES_ON = re.compile(rb"(?:\\|\b(?:poetry|flit|hatch|pdm|uv|rye|maturin|setup\.py))\s*\Z")
_UPLOADS = re.compile(rb"publish|upload")
_CALLS = re.compile(rb"command[\"']?:\s*[\"']?(?:publish|upload)|uses[\"']?:\s*[\"']?\./")


def may_upload(data: bytes) -> bool:
    """A cheap look at a file's bytes: False only when nothing in it can be an upload.

    The work is linear in the length, whatever the bytes.
    """
    data = data.lower()
    return any(word in data for word in _TELLING) or _CALLS.search(data) is not None or _names_tool(data)


def _names_tool(data: bytes) -> bool:
    """Whether a line names an uploading tool, and behind it, or in the next line of the same command, an upload."""
    position = 0
    while (match := _UPLOADS.search(data, position)) is not None:
        start = data.rfind(b"\n", 0, match.start()) + 1
        end = data.find(b"\n", match.end())
        end = len(data) if end < 0 else end
        last = max(data.rfind(b"publish", start, end), data.rfind(b"upload", start, end))
        before = data.rfind(b"\n", 0, max(start - 1, 0)) + 1
        if _TOOL.search(data, start, last) or _GOES_ON.search(data[max(before, start - 500) : start]):
            return True
        position = end
    return False
