"""Move GitHub Actions workflows from stored PyPI tokens to Trusted Publishing.

Three functions do what the commands do, on a path or on any `Repository`::

    import trustpub

    found = trustpub.scan("path/to/checkout")      # a Scan: uploads, findings, errors
    made = trustpub.plan("path/to/checkout")       # a Plan: new text, publishers, what is left and why
    done = trustpub.apply(made)                    # writes it

They raise `InputError` where a path is no repository, and nothing for single files that cannot be read: those are
among the result's ``errors``. Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustpub.api import Applied, apply, plan, scan
    from trustpub.errors import InputError, TrustpubError
    from trustpub.migration.types import FileChange, Left, Migrated, Options, Plan, Publisher
    from trustpub.repository.base import Repository
    from trustpub.repository.local import LocalRepository
    from trustpub.rules.finding import Evidence, Finding
    from trustpub.scanning import Problem, Scan
    from trustpub.uploads.types import Upload

__version__ = "0.1.0"

__all__ = [
    "Applied",
    "Evidence",
    "FileChange",
    "Finding",
    "InputError",
    "Left",
    "LocalRepository",
    "Migrated",
    "Options",
    "Plan",
    "Problem",
    "Publisher",
    "Repository",
    "Scan",
    "TrustpubError",
    "Upload",
    "apply",
    "plan",
    "scan",
]

_MODULES = {
    "api": ("Applied", "apply", "plan", "scan"),
    "errors": ("InputError", "TrustpubError"),
    "migration.types": ("FileChange", "Left", "Migrated", "Options", "Plan", "Publisher"),
    "repository.base": ("Repository",),
    "repository.local": ("LocalRepository",),
    "rules.finding": ("Evidence", "Finding"),
    "scanning": ("Problem", "Scan"),
    "uploads.types": ("Upload",),
}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use (PEP 562)."""
    for module, names in _MODULES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"trustpub.{module}"), name)
    raise AttributeError(f"module 'trustpub' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
