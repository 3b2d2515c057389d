"""What came with a request."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any


def bytes_of(handler: BaseHTTPRequestHandler) -> bytes:
    """What came with a request, by its length or in pieces."""
    if handler.headers.get("Transfer-Encoding", "").lower() != "chunked":
        length = int(handler.headers.get("Content-Length", 0))
        return handler.rfile.read(length) if length else b""
    data = b""
    while size := int(handler.rfile.readline().split(b";")[0], 16):
        data += handler.rfile.read(size)
        handler.rfile.readline()
    handler.rfile.readline()
    return data


def body_of(data: bytes, kind: str) -> Any:
    """What came with a request: JSON unless it says that it is something else; None for nothing."""
    if not data:
        return None
    return json.loads(data) if not kind or "json" in kind else data
