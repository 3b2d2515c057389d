"""What is known of the runner that a job runs on.

Source: https://github.com/pypa/gh-action-pypi-publish#usage: the PyPA action runs in a container, so it needs Linux
with Docker.
"""

from __future__ import annotations

import re

from trustpub.migration.types import Cannot
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Job
from trustpub.workflow.scope import Scope
from trustpub.yamlcst import Mapping, Node, Scalar, Sequence

_HOSTED_LINUX = re.compile(r"^(ubuntu-(latest|slim|\d\d\.\d\d)(-arm|-\d+-?cores?)?|ubuntu-latest-\S+)$", re.IGNORECASE)
_OTHER_SYSTEM = re.compile(r"windows|macos|mac-", re.IGNORECASE)


def runner_labels(job: Job) -> list[str] | None:
    """The labels that the job's ``runs-on`` can have; None when a run decides."""
    labels: list[str] = []
    for text in job.runs_on:
        texts = Scope(job.workflow, job, None).texts(text)
        if texts is None:
            return None
        labels += texts
    return labels


def require_linux(job: Job) -> None:
    """Return when the job runs on GitHub's own Linux runners, outside of a container.

    Raises:
        Cannot: it does not, or that cannot be told.
    """
    labels = runner_labels(job)
    if labels is None:
        raise Cannot("on which runner the job runs is only known at run time; the PyPA action needs Linux")
    for label in labels:
        if _OTHER_SYSTEM.search(label):
            raise Cannot(f"the job runs on {label}, and the PyPA action needs Linux")
        if not _HOSTED_LINUX.match(label):
            raise Cannot(f"the job runs on {label}, of which it is not known whether it has Docker")
    if job.node.get("container") is not None:
        raise Cannot("the job runs in a container of its own")


def runs_elsewhere(job: Job) -> bool:
    """Whether the job certainly (in at least one leg) runs on Windows or macOS."""
    return any(_OTHER_SYSTEM.search(label) for label in runner_labels(job) or [])


def legs(job: Job) -> int | None:
    """How many times a job runs by its matrix: 1 without one, None when a run decides."""
    matrix = job.matrix
    if matrix is None:
        return 1
    if not isinstance(matrix, Mapping):
        return None
    count = 1
    for name, node in matrix.items():
        if name in ("include", "exclude"):
            continue
        size = _size(node)
        if size is None:
            return None
        count *= size
    include, exclude = matrix.get("include"), matrix.get("exclude")
    if isinstance(include, Sequence):
        has_lists = any(name not in ("include", "exclude") for name, _ in matrix.items())
        count = len(include.items) if not has_lists else count + len(include.items)
    elif include is not None:
        return None
    if exclude is not None and count > 1:
        return None
    return count


def _size(node: Node) -> int | None:
    if isinstance(node, Sequence):
        return len(node.items)
    return None if isinstance(node, Scalar) else 0


def is_matrix(job: Job) -> bool:
    """Whether the job may run more than once."""
    count = legs(job)
    return count is None or count > 1


def is_one_leg_per_index(job: Job, uploads: list[Upload]) -> bool:
    """Whether each leg of a job's matrix uploads to another index, so that every leg is to publish.

    Args:
        job: the job.
        uploads: its uploads that are to change.
    """
    if len(uploads) != 1 or uploads[0].site.url is None:
        return False
    texts = uploads[0].site.scope.texts(uploads[0].site.url)
    count = legs(job)
    return texts is not None and count is not None and len(set(texts)) == count
