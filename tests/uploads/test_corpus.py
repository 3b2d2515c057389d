"""Every labelled upload of the real workflows, field by field."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.corpus import CORPORA, SHARED, require_shared
from trustpub.repository.local import LocalRepository
from trustpub.scanning import scan
from trustpub.uploads.types import Upload

FIELDS = ("via", "index", "auth", "secrets")
LEAST = 1.0
"""The least share of labelled uploads of which a field is right; what is reached must not be lost again."""


@cache
def labels(corpus: str) -> dict[str, Any]:
    """The labels of a corpus by file."""
    require_shared()
    lines = (SHARED / "corpus" / f"{corpus}.labels.jsonl").read_text(encoding="utf-8").splitlines()
    return {label["file"]: label for label in map(json.loads, lines)}


@cache
def found(corpus: str) -> dict[tuple[str, str, int | None], Upload]:
    """The uploads of a corpus' labelled files by file, job and step; of several in one step the last, as scored."""
    wanted = labels(corpus)
    uploads: dict[tuple[str, str, int | None], Upload] = {}
    for folder in sorted({name.partition("/")[0] for name in wanted}):
        for upload in scan(LocalRepository(str(SHARED / "corpus" / corpus / folder))).uploads:
            if f"{folder}/{upload.workflow}" in wanted:
                uploads[f"{folder}/{upload.workflow}", upload.job, upload.step] = upload
    return uploads


def sites(corpus: str) -> dict[tuple[str, str, int | None], dict[str, Any]]:
    """The labelled uploads by file, job and step."""
    return {
        (name, site["job"], site["step"]): site for name, label in labels(corpus).items() for site in label["sites"]
    }


@pytest.mark.parametrize("corpus", CORPORA)
def test_finds_exactly_the_labelled_uploads(corpus: str) -> None:
    """No labelled upload is missed, and none is invented in a labelled file."""
    assert found(corpus).keys() == sites(corpus).keys()


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("field", FIELDS)
def test_field_of_labelled_uploads(corpus: str, field: str) -> None:
    """A field agrees with its label; `unclear` accepts any authentication, and a user's secret may be left out."""
    uploads = found(corpus)
    wrong = [key for key, site in sites(corpus).items() if key in uploads and not agrees(uploads[key], site, field)]
    right = 1 - len(wrong) / len(uploads)
    assert right >= LEAST, wrong


def agrees(upload: Upload, site: dict[str, Any], field: str) -> bool:
    """Whether a field of an upload is what the label says."""
    if field == "secrets":
        named = set(upload.secrets)
        return named <= set(site["secrets"]) and bool(named) == bool(site["secrets"])
    if field == "auth" and site["auth"] == "unclear":
        return True
    return bool(getattr(upload, field) == site[field])


@pytest.mark.parametrize("corpus", CORPORA)
def test_tells_which_files_need_migration(corpus: str) -> None:
    """A file needs migration exactly when its label says so."""
    uploads = found(corpus)
    for name, label in labels(corpus).items():
        needs = any(upload.needs_migration for (file, _, _), upload in uploads.items() if file == name)
        assert needs is label["needs_migration"], name
