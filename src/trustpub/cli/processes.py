"""Work on many paths, on all the processors that this process may use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

_WORTH_A_PROCESS = 16
"""The paths for which one process more is faster: starting it costs as much as a repository or two."""


def on_all_processors(paths: list[str], work: Callable[[str], Any]) -> list[Any]:
    """What ``work`` makes of each path, in order; it must be JSON data. Only this process reads standard input (``-``).

    Processes are forked: a child has loaded its Python modules before it is born. Where that is not to be had
    (Windows) or not safe (macOS, whose own libraries may run threads), this process does all of it.
    """
    shares = min(_processors(), len(paths) // _WORTH_A_PROCESS)
    if shares < 2 or "-" in paths:
        return [work(path) for path in paths]
    children = [_Child(paths[share::shares], work) for share in range(1, shares)]
    results: list[Any] = [None] * len(paths)
    results[0::shares] = [work(path) for path in paths[0::shares]]
    for share, child in enumerate(children, 1):
        results[share::shares] = child.results()
    return results


class _Child:
    """A process that works on a share of the paths and sends what it made of them through a pipe."""

    def __init__(self, paths: list[str], work: Callable[[str], Any]) -> None:
        self._paths = paths
        self._work = work
        self._receiving, sending = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._send(sending)
        os.close(sending)

    def _send(self, sending: int) -> None:
        """Never returns: what the process was born with (unwritten output, handlers) is its parent's to finish."""
        try:
            with open(sending, "wb") as pipe:
                pipe.write(json.dumps([self._work(path) for path in self._paths]).encode())
        except BaseException:  # the parent does the share itself, and there the error is told
            os._exit(1)
        os._exit(0)

    def results(self) -> list[Any]:
        """What the child sent; when it broke off (killed, out of memory), the share is done here."""
        with open(self._receiving, "rb") as pipe:
            sent = pipe.read()
        _, status = os.waitpid(self._pid, 0)
        if status != 0:
            return [self._work(path) for path in self._paths]
        results: list[Any] = json.loads(sent)
        return results


def _processors() -> int:
    if sys.platform in ("win32", "darwin"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
