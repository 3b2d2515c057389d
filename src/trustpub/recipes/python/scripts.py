"""Python scripts that start programs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trustpub.recipes.python.commands import CommandFollower
from trustpub.recipes.python.parsing import parse_python
from trustpub.recipes.run import Run
from trustpub.recipes.types import Call

_STARTS = re.compile(
    r"subprocess|os\.(?:system|popen|exec|spawn)|\btwine\b|\bsystem\(|import sh\b|plumbum|invoke|fabric"
)


def read_python_script(run: Run, call: Call, path: str, text: str, arguments: Sequence[str]) -> bool:
    """What a Python script starts; False when it starts nothing, or nothing that can be told.

    A script that starts programs in a way that is not understood is a problem; one that starts none is a command like
    any other.
    """
    if not _STARTS.search(text):
        if not call.context.chain[1:]:
            run.problem(f"{path} starts no program that can be told")
        return False
    tree = parse_python(text)
    if tree is None:
        run.problem(f"{path} is not Python that can be read")
        return False
    follower = CommandFollower(run, path, call.context, arguments)
    follower.at_module(tree.body)
    if follower.started == 0:
        run.problem(f"what {path} starts cannot be told")
    return follower.started > 0
