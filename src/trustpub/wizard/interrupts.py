"""Ctrl-C between two questions."""

from __future__ import annotations

import _thread
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def none_lost() -> Iterator[None]:
    """See to it that Ctrl-C stops the body, also when Python notices it where no exception can leave.

    There (in the callback of a weak reference, say) Python would print a traceback and go on. Source:
    https://docs.python.org/3/library/sys.html#sys.unraisablehook.
    """
    before = sys.unraisablehook

    def again(unraisable: sys.UnraisableHookArgs) -> None:
        if isinstance(unraisable.exc_value, KeyboardInterrupt):
            _thread.interrupt_main()
        else:
            before(unraisable)

    sys.unraisablehook = again
    try:
        yield
    finally:
        sys.unraisablehook = before
