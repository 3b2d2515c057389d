"""A part of a plan: that of some of its files."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from trustpub.migration.types import Plan
from trustpub.repository.base import WORKFLOWS


def only(plan: Plan, paths: Collection[str]) -> Plan:
    """The plan for the files at these paths; secrets that the other files still need are not unused then."""
    still_used = {s for done in plan.migrated if done.upload.workflow not in paths for s in done.upload.secrets}
    return dataclasses.replace(
        plan,
        files=tuple(file for file in plan.files if file.path in paths),
        migrated=tuple(done for done in plan.migrated if done.upload.workflow in paths),
        publishers=tuple(p for p in plan.publishers if f"{WORKFLOWS}/{p.workflow}" in paths),
        unused_secrets=tuple(secret for secret in plan.unused_secrets if secret not in still_used),
    )
