"""Every diff of every real repository, applied by git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import trustpub
from tests.corpus import CORPORA
from trustpub.report.diff import annotated_diff, unified_diff
from trustpub.report.terminal import Paint


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("corpus", CORPORA)
def test_git_makes_the_planned_text_of_every_diff(corpus: str, shared: Path, tmp_path: Path) -> None:
    """The diffs of the JSON document, and the texts with reasons, lead from the old bytes to the planned ones."""
    for number, root in enumerate(sorted(path for path in (shared / "corpus" / corpus).iterdir() if path.is_dir())):
        files = trustpub.plan(root).files
        for render in (unified_diff, lambda change: annotated_diff(change, Paint(False))):
            folder = tmp_path / str(number)
            for file in files:
                (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
                (folder / file.path).write_bytes(file.before)
            patch = "".join(render(file) for file in files).encode()
            if patch:
                command = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
                done = subprocess.run(command, input=patch, cwd=folder, capture_output=True, check=False)
                assert done.returncode == 0, (root.name, done.stderr.decode())
            for file in files:
                assert (folder / file.path).read_bytes() == file.after, (root.name, file.path)
