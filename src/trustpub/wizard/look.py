"""Looking at a repository, and saying what became different since it was last looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from trustpub.errors import InputError
from trustpub.migration.types import Publisher
from trustpub.repository.base import Repository
from trustpub.scanning import scan, workflow_paths
from trustpub.uploads.types import OIDC, TOKEN
from trustpub.wizard.chosen import chosen_part, needed_publishers, options_of
from trustpub.wizard.state import Json, Key, Look, LookedUpload, now

_SITES = {"pypi": "PyPI", "testpypi": "TestPyPI", "unknown": "an index that a run decides", "other": "another index"}


def look_at(repository: Repository, key: Key, choices: Mapping[str, Json] | None = None) -> Look:
    """What the repository uploads, and the publishers that it needs, as it is and as the migration would leave it.

    Args:
        repository: its workflows.
        key: its place on GitHub.
        choices: what the user chose for the migration; see `trustpub.wizard.chosen`.
    """
    from trustpub.migration.planner import plan

    given = choices or {}
    made = chosen_part(plan(repository, options_of(given)), given)
    uploads = tuple(
        LookedUpload(found.workflow, found.job, found.step, found.via, found.index, found.auth, found.secrets)
        for found in scan(repository).uploads
    )
    return Look(now(), digest_of(repository), uploads, tuple(needed_publishers(repository, key, given, made)))


def digest_of(repository: Repository) -> str:
    """A digest of the paths and bytes of all workflows and local actions; what cannot be read counts as empty."""
    digest = hashlib.sha256()
    try:
        paths = workflow_paths(repository)
    except InputError:
        paths = []
    for path in sorted(paths):
        try:
            data = repository.read(path) or b""
        except InputError:
            data = b""
        name = path.encode("utf-8", "surrogateescape")
        digest.update(b"%d:%s%d:%s" % (len(name), name, len(data), data))
    return digest.hexdigest()


def differences(old: Look, new: Look, registered: Iterable[Publisher] = ()) -> list[str]:
    """One sentence for each difference that matters to a migration; [] when nothing that matters changed.

    Args:
        old: what was last seen.
        new: what is there now.
        registered: the publishers that are registered; of those that fit no more it is said why.
    """
    if old.digest == new.digest and old.uploads == new.uploads and old.publishers == new.publishers:
        return []
    found = _uploads(old.uploads, new.uploads)
    found += unfit(registered, new.publishers)
    return found


def is_migration(old: Look, new: Look, registered: Iterable[Publisher]) -> bool:
    """Whether what changed is the migration itself: fewer stored credentials, none new, and all publishers fit."""
    return _with_token(new) < _with_token(old) and not unfit(registered, new.publishers)


def _with_token(look: Look) -> set[LookedUpload]:
    return {_all_of(upload) for upload in look.uploads if upload.auth == TOKEN}


def unfit(registered: Iterable[Publisher], needed: Sequence[Publisher]) -> list[str]:
    """One sentence for each registered publisher that the repository, as it is now, does not need any more."""
    found: list[str] = []
    for publisher in registered:
        if publisher in needed:
            continue
        place = f"{publisher.project or 'the project'} on {_SITES.get(publisher.index, publisher.index)}"
        same = [other for other in needed if (other.index, other.project) == (publisher.index, publisher.project)]
        if not same:
            found.append(f"the publisher registered for {place} is not needed any more: nothing uploads it from here")
            continue
        fields = "; ".join(_fields(publisher, other) for other in same)
        found.append(f"the publisher registered for {place} fits no more: {fields}; register it anew")
    return found


def _fields(old: Publisher, new: Publisher) -> str:
    """The fields in which two publishers differ, with both values."""
    return " and ".join(
        f"its {field} is {was or 'blank'}, and the repository has {now_is or 'none'}"
        for field, was, now_is in (
            ("owner", old.owner, new.owner),
            ("repository", old.repository, new.repository),
            ("workflow", old.workflow, new.workflow),
            ("environment", old.environment, new.environment),
        )
        if was != now_is
    )


def _uploads(old: Sequence[LookedUpload], new: Sequence[LookedUpload]) -> list[str]:
    """One sentence for each upload that changed, went or came; those that are most alike count as the same one."""
    gone, come = list(old), list(new)
    sentences: list[str] = []
    for likeness in (_all_of, _place_and_index, _place):
        for was in tuple(gone):
            is_now = next((upload for upload in come if likeness(upload) == likeness(was)), None)
            if is_now is None:
                continue
            gone.remove(was)
            come.remove(is_now)
            if _all_of(was) != _all_of(is_now):
                sentences.append(f"{_named(is_now)} changed: {_how(was)} before, {_how(is_now)} now")
    sentences += [f"{_named(upload)} is gone ({_how(upload)})" for upload in gone]
    sentences += [f"{_named(upload)} is new ({_how(upload)})" for upload in come]
    return sentences


def _all_of(upload: LookedUpload) -> LookedUpload:
    """All but the number of the step, which changes when a step before it comes or goes."""
    return upload._replace(step=None)


def _place_and_index(upload: LookedUpload) -> tuple[str, str, str, str]:
    return (*_place(upload), upload.index)


def _place(upload: LookedUpload) -> tuple[str, str, str]:
    return (upload.workflow, upload.job, upload.via)


def _named(upload: LookedUpload) -> str:
    place = f"job {upload.job}" if upload.job else "the action"
    return f"the upload with {upload.via} in {upload.workflow}, {place},"


def _how(upload: LookedUpload) -> str:
    """Where an upload goes, and with which credential."""
    where = f"to {_SITES.get(upload.index, upload.index)}"
    if upload.auth == OIDC:
        return f"{where} with Trusted Publishing"
    if upload.auth == TOKEN:
        return f"{where} with {', '.join(upload.secrets) or 'a credential that is no secret of GitHub'}"
    return f"{where} without a credential"
