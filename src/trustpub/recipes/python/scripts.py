"""Python scripts that start programs."""

from __future__ import annotations

from collections.abc import Sequence

from trustpub.recipes.run import Run
from trustpub.recipes.types import Call


def read_python_script(run: Run, call: Call, path: str, text: str, arguments: Sequence[str]) -> bool:
    """What a Python script starts; False when it starts nothing that can be told."""
    run.problem(f"{path} is not read")
    return False
