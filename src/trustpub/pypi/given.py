"""Publishers that a user names: on the command line, or in a file."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from trustpub.errors import InputError, TrustpubError
from trustpub.migration.types import Publisher
from trustpub.pypi.forms import problems_of
from trustpub.pypi.matching import RegisteredPublisher
from trustpub.repository.local import MAX_READ
from trustpub.uploads.types import PYPI, TESTPYPI

_SPELLED = re.compile(r"(?P<owner>[^/:]+)/(?P<repository>[^/:]+):(?P<workflow>[^:]+)(?::(?P<environment>.*))?")


class Given(NamedTuple):
    """A publisher, and the index that it is registered on; None for both."""

    publisher: RegisteredPublisher
    index: str | None = None  # type: ignore[assignment]  # hides tuple.index, which nobody needs here


def parse_publisher(text: str) -> Given:
    """The publisher that ``OWNER/REPOSITORY:FILE[:ENVIRONMENT]`` names.

    Raises:
        TrustpubError: it is not of that form, or PyPI takes no such publisher.
    """
    match = _SPELLED.fullmatch(text)
    if match is None:
        raise TrustpubError(f"--publisher {text!r} is not of the form OWNER/REPOSITORY:FILE[:ENVIRONMENT]")
    fields = match.groupdict()
    _refuse_what_pypi_refuses(fields, f"--publisher {text!r}")
    return Given(
        RegisteredPublisher(fields["owner"], fields["repository"], fields["workflow"], fields["environment"] or None)
    )


def read_publishers(path: str) -> list[Given]:
    """The publishers in a JSON file: a list, or what ``trustpub publishers --format json`` prints.

    Each has ``workflow`` and may have ``owner``, ``repository``, ``environment``, ``owner_id`` and ``index``; the rest
    is ignored.

    Raises:
        InputError: the file cannot be read, or holds something else.
    """
    entries = _entries(_load(path))
    if entries is None:
        raise InputError("it holds no list of publishers; trustpub publishers --format json prints one", path=path)
    return [_read(entry, path, number) for number, entry in enumerate(entries, 1)]


def _load(path: str) -> Any:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_READ + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", path=path) from None
    if len(data) > MAX_READ:
        raise InputError(f"files over {MAX_READ // 1_000_000} MB are not read", path=path)
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise InputError("it is not JSON", path=path) from None


def _entries(document: Any) -> list[Any] | None:
    if isinstance(document, dict) and isinstance(document.get("repositories"), list):
        parts = [_entries(part) for part in document["repositories"] if isinstance(part, dict)]
        return [entry for part in parts for entry in part or []]
    found = document.get("publishers") if isinstance(document, dict) else document
    return found if isinstance(found, list) else None


def _read(entry: Any, path: str, number: int) -> Given:
    where = f"publisher {number}"
    if not isinstance(entry, dict):
        raise InputError(f"{where} is not an object with fields", path=path)
    fields: dict[str, str | None] = {}
    for name in ("owner", "repository", "workflow", "environment", "owner_id", "index"):
        value = entry.get(name)
        if name == "owner_id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise InputError(f"{where}: {name} is not a text", path=path)
        fields[name] = value or None
    workflow = fields["workflow"]
    if workflow is None:
        raise InputError(f"{where} has no workflow", path=path)
    if fields["index"] not in (None, PYPI, TESTPYPI):
        raise InputError(f"{where}: index is neither pypi nor testpypi", path=path)
    try:
        _refuse_what_pypi_refuses(fields, where)
    except TrustpubError as error:
        raise InputError(str(error), path=path) from None
    publisher = RegisteredPublisher(
        fields["owner"], fields["repository"], workflow, fields["environment"], fields["owner_id"]
    )
    return Given(publisher, fields["index"])


def _refuse_what_pypi_refuses(fields: dict[str, str | None], where: str) -> None:
    publisher = Publisher(
        PYPI, "x", fields["owner"], fields["repository"], fields["workflow"] or "", fields["environment"] or None
    )
    for problem in problems_of(publisher):
        if problem.value is not None:
            raise TrustpubError(f"{where}: PyPI takes no {problem.field} {problem.value!r}: {problem.reason}")
