"""Workflows that are only text: a repository in memory, and what is found in it as short lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trustpub.scanning import Scan, scan
from trustpub.uploads.types import Upload

PATH = ".github/workflows/release.yml"


class MemoryRepository:
    """A repository whose files are given as text."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.path = "memory"
        self.files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None."""
        return self.files.get(path)

    def list(self, folder: str) -> list[str]:
        """Names directly in a folder."""
        prefix = folder.rstrip("/") + "/" if folder else ""
        rests = [path[len(prefix) :] for path in self.files if path.startswith(prefix)]
        return sorted({rest.partition("/")[0] + ("/" if "/" in rest else "") for rest in rests})

    def identity(self) -> tuple[str | None, str | None]:
        """No identity."""
        return None, None


class Case(NamedTuple):
    """Steps of one job, or a whole workflow, and the uploads in it as lines of `lines`.

    Attributes:
        id: says what the case is about.
        text: the steps of the job ``publish``, or a whole workflow when it holds ``jobs:``.
        uploads: one line per upload.
        job, workflow: further keys of the job and of the workflow.
        runs_on: the runner.
        files: further files of the repository.
    """

    id: str
    text: str
    uploads: tuple[str, ...] = ()
    job: str = ""
    workflow: str = ""
    runs_on: str = "ubuntu-latest"
    files: Mapping[str, str] = {}


def workflow_of(case: Case) -> str:
    """The text of the case's workflow."""
    if "\njobs:" in case.text:
        return case.text
    steps = "".join(f"      {line}\n" if line else "\n" for line in case.text.rstrip("\n").split("\n"))
    job = "".join(f"    {line}\n" for line in case.job.splitlines())
    return f"on: push\n{case.workflow}jobs:\n  publish:\n    runs-on: {case.runs_on}\n{job}    steps:\n{steps}"


def scan_case(case: Case) -> Scan:
    """The scan of the case's repository."""
    return scan(MemoryRepository({PATH: workflow_of(case), **case.files}))


def scan_text(text: str, **files: str) -> Scan:
    """The scan of a repository with one workflow, and other files by path."""
    return scan(MemoryRepository({PATH: text, **files}))


def lines(uploads: Iterable[Upload]) -> tuple[str, ...]:
    """Per upload of the workflow ``JOB.STEP VIA INDEX AUTH SECRETS``; no step for a call, secrets joined by commas."""
    return tuple(
        " ".join(
            [
                f"{upload.job}.{'' if upload.step is None else upload.step}",
                upload.via,
                upload.index,
                upload.auth,
                *([",".join(upload.secrets)] if upload.secrets else []),
            ]
        )
        for upload in uploads
        if upload.workflow == PATH
    )


def check(case: Case) -> None:
    """Assert that exactly the case's uploads are found, and that nothing went wrong."""
    result = scan_case(case)
    assert result.errors == ()
    assert lines(result.uploads) == case.uploads
