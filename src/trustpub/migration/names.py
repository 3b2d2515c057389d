"""Indexes as the migration writes them."""

from __future__ import annotations

from trustpub.uploads.types import TESTPYPI

TESTPYPI_UPLOAD_URL = "https://test.pypi.org/legacy/"
"""Source: https://packaging.python.org/en/latest/guides/using-testpypi/."""


def environment_name(index: str) -> str:
    """The environment that is suggested for an index."""
    return "testpypi" if index == TESTPYPI else "pypi"


def site_of(index: str) -> str:
    """The address of the index's pages."""
    return "https://test.pypi.org" if index == TESTPYPI else "https://pypi.org"


def display(index: str) -> str:
    """The index as people write it."""
    return "TestPyPI" if index == TESTPYPI else "PyPI"
