"""What must hold of every plan, whatever the workflow: checked on plain data, without the code that made the plan."""

from __future__ import annotations

import codecs
import difflib
import fnmatch
import json
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from tests.migration.repositories import MemoryRepository
from trustpub.migration.planner import plan
from trustpub.migration.types import INLINE, SPLIT, FileChange, Migrated, Options, Plan

Data = dict[str, Any]
LEVELS = {"none": 0, "read": 1, "write": 2}
SCOPES = (
    *("actions", "checks", "contents", "deployments", "discussions", "issues"),
    *("packages", "pages", "pull-requests", "security-events", "statuses"),
)
NEWER = ("attestations", "models")
_FIXED = ("runs-on", "strategy", "container", "services", "timeout-minutes", "defaults", "name", "concurrency")
_OF_PUBLISHING = {"name", "needs", "if", "runs-on", "continue-on-error", "environment", "permissions", "steps"}


def check_plan(repository: MemoryRepository, found: Plan, options: Options) -> None:
    """Assert everything that must hold of a plan."""
    after = repository.after(found)
    for file in found.files:
        check_file(file, [done for done in found.migrated if done.upload.workflow == file.path])
    check_secrets(after, found)
    again = plan(after, options)
    assert not again.files, f"a second run changes {[file.path for file in again.files]}"
    left = sorted((item.upload.workflow, item.upload.job, item.reason) for item in found.left)
    assert all(reason for _, _, reason in left)
    assert [item[:2] for item in left] == sorted((item.upload.workflow, item.upload.job) for item in again.left)


def check_file(file: FileChange, migrated: list[Migrated]) -> None:
    """Assert what must hold of one changed file and the uploads in it that changed."""
    assert migrated
    before, after = load(file.before), load(file.after)
    touched = {done.upload.job for done in migrated}
    splits = {done.upload.job for done in migrated if done.strategy == SPLIT}
    new = set(after["jobs"]) - set(before["jobs"])
    assert not set(before["jobs"]) - set(after["jobs"]), "a job is lost"
    for key in {*before, *after} - {"jobs", "env"}:
        assert before.get(key) == after.get(key), f"{key} of the workflow changes"
    assert (after.get("env") or {}).items() <= (before.get("env") or {}).items()
    for name, job in before["jobs"].items():
        now = after["jobs"][name]
        if name not in touched:
            _check_bystander(job, now, new)
        elif "uses" not in job:
            own = [done for done in migrated if done.upload.job == name]
            _check_touched(before, after, name, own)
    for name in new:
        if splits:
            _check_publishing(after, name, touched)
    _check_text(file)


def _check_bystander(job: Data, now: Data, new: set[str]) -> None:
    """A job outside the plan stays as it is, but may have to wait for a new one."""
    if job == now:
        return
    added = set(strings(now.get("needs"))) - set(strings(job.get("needs")))
    assert added and added <= new, "a job outside the plan changes"
    assert set(strings(job.get("needs"))) <= set(strings(now.get("needs")))
    assert {**job, "needs": 0, "if": 0} == {**now, "needs": 0, "if": 0}
    condition = re.sub(r"^\$\{\{|\}\}$", "", str(job.get("if", "")))
    for part in condition.split("&&"):
        wanted = part.strip().strip("()")
        assert wanted in str(now.get("if", "")) or wanted == "success", f"{part!r} gets lost"


def _check_touched(before: Data, after: Data, name: str, migrated: list[Migrated]) -> None:
    """A job of the plan keeps its runner, its conditions, its permissions and every step that has no part in it."""
    job, now = before["jobs"][name], after["jobs"][name]
    secrets = {secret for done in migrated for secret in done.upload.secrets}
    for key in _FIXED:
        assert job.get(key) == now.get(key), f"{key} of {name} changes"
    assert set(strings(job.get("needs"))) <= set(strings(now.get("needs")))
    assert (now.get("env") or {}).items() <= (job.get("env") or {}).items()
    assert (job.get("outputs") or {}).items() <= (now.get("outputs") or {}).items()
    if job.get("if") != now.get("if"):
        gone = set(re.split(r"\s*&&\s*", bare(job.get("if", "")))) - set(re.split(r"\s*&&\s*", bare(now.get("if", ""))))
        assert all(re.search(r"secrets|env|steps|needs", part) for part in gone if part)
    split = any(done.strategy == SPLIT for done in migrated)
    had, has = levels(before, job), levels(after, now)
    for scope, level in (had or {}).items():
        assert LEVELS[(has or {}).get(scope, "none")] >= LEVELS[level], f"{name} loses {scope}: {level}"
    if had is not None and has is not None:
        allowed = set(had) if split else {*had, "id-token"}
        if isinstance(job.get("permissions", before.get("permissions")), str):
            allowed |= set(NEWER)  # "read-all" and "write-all" grant them, too
            had |= {scope: has[scope] for scope in NEWER if scope in has}
        gained = {scope for scope, level in has.items() if LEVELS[level] > LEVELS[had.get(scope, "none")]}
        assert gained <= allowed - set(had) | {"id-token"} & allowed, f"{name} gains {gained}"
    if had is None and has is not None:
        checkouts = [step for step in job["steps"] if "actions/checkout@" in str(step.get("uses"))]
        assert "contents" in has or all("token" in step.get("with", {}) for step in checkouts)
    elsewhere = [other for other in after["jobs"].values() if name in strings(other.get("needs"))]
    if any(done.strategy == INLINE for done in migrated) and (has or {}).get("id-token") != "write":
        assert any((levels(after, other) or {}).get("id-token") == "write" for other in elsewhere)
    elif not split:
        assert (has or {}).get("id-token") == "write"
        assert job.get("environment") is None or job.get("environment") == now.get("environment")
    elif job.get("environment") != now.get("environment"):
        assert now.get("environment") is None
        moved = json.dumps(job["environment"])
        jobs = [other for other in after["jobs"].values() if name in strings(other.get("needs"))]
        names = [text for text in (environment(other) for other in jobs) if text]
        assert any(json.dumps(text)[1:-1] in moved for text in names)
    _check_steps(job["steps"], now["steps"], {done.upload.step for done in migrated}, secrets)


def _check_steps(old: list[Data], new: list[Data], uploading: set[int | None], secrets: set[str]) -> None:
    """Steps that neither upload nor have to do with the credential are there, equal and in order."""
    position = 0
    for index, step in enumerate(old):
        text = json.dumps(step)
        part_of_it = any(secret in text for secret in secrets) or re.search(
            r"twine|pypirc|GITHUB_ENV|poetry config|pdm config|secrets|env\.|TOKEN|PASSWORD", text
        )
        if index in uploading or part_of_it:
            continue
        assert step in new[position:], f"the step {step} changes, moves or is lost"
        position += new[position:].index(step) + 1


def _check_publishing(after: Data, name: str, touched: set[str]) -> None:
    """A new job downloads what a job of the plan hands over, publishes it, and can do nothing else."""
    job = after["jobs"][name]
    assert set(job) <= _OF_PUBLISHING
    assert job["permissions"] == {"id-token": "write"}
    assert job["runs-on"] == "ubuntu-latest"
    assert "secrets." not in json.dumps(job) and "password" not in json.dumps(job)
    download, publish = job["steps"]
    assert download["uses"].startswith("actions/download-artifact@")
    assert publish["uses"].lower().startswith("pypa/gh-action-pypi-publish@")
    assert set(strings(job["needs"])) & touched
    assert set(strings(job["needs"])) <= set(after["jobs"]) - {name}
    handed = [
        step.get("with", {}).get("name", "artifact")
        for needed in strings(job["needs"])
        for step in after["jobs"][needed]["steps"]
        if step.get("uses", "").startswith("actions/upload-artifact@")
    ]
    wanted = download["with"].get("name") or download["with"]["pattern"]
    assert [text for text in handed if fnmatch.fnmatch(re.sub(r"\$\{\{.*?\}\}", "0", text), wanted)], wanted
    assert download["with"]["path"] == publish.get("with", {}).get("packages-dir", "dist/")


def _check_text(file: FileChange) -> None:
    """Line endings, byte order mark and end of file stay, and so do comments that belong to nothing that goes."""
    assert file.before.startswith(codecs.BOM_UTF8) == file.after.startswith(codecs.BOM_UTF8)
    assert file.after.endswith(b"\n") or not file.before.endswith(b"\n")
    if b"\n" in file.before.replace(b"\r\n", b""):
        assert file.before.count(b"\r") == file.after.count(b"\r")
    else:
        assert b"\n" not in file.after.replace(b"\r\n", b"")
    old, new = file.before.decode().splitlines(), file.after.decode().splitlines()
    for tag, start, end, _, _ in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone = [line.strip() for line in old[start:end] if line.strip()]
        if tag in ("delete", "replace") and gone:
            comments = [line for line in gone if line.startswith("#")]
            assert len(comments) < len(gone) or all(line in map(str.strip, new) for line in comments), comments


def check_secrets(after: MemoryRepository, found: Plan) -> None:
    """A secret is called unused exactly when no file names it any more, and none can read it without its name."""
    texts = [data.decode(errors="replace") for path, data in after.files.items() if path.endswith((".yml", ".yaml"))]
    named = {
        (match[1] or match[2]).lower()
        for text in texts
        for match in re.finditer(r"secrets\s*(?:\.\s*([\w-]+)|\[\s*'([^']+)'\s*\])", text)
    }
    assert not {name.lower() for name in found.unused_secrets} & named
    any_secret = any(re.search(r"\(\s*secrets\s*\)|secrets\[[^'\]]|secrets:\s*inherit", text) for text in texts)
    for done in found.migrated:
        for name in done.upload.secrets:
            assert name in found.unused_secrets or name.lower() in named or any_secret, f"{name} is forgotten"


def load(data: bytes) -> Data:
    """A workflow as plain data, read by YAML 1.2 and independently of the editor."""
    loaded: Data = YAML(typ="safe", pure=True).load(data.decode("utf-8-sig"))
    return loaded


def levels(workflow: Data, job: Data) -> dict[str, str] | None:
    """The levels that a job's token has, or None when nothing is declared."""
    declared = job.get("permissions", workflow.get("permissions"))
    if isinstance(declared, str):
        level = declared.removesuffix("-all")
        return dict.fromkeys(SCOPES, level) | ({"id-token": "write"} if level == "write" else {})
    return None if declared is None else dict(declared)


def strings(value: object) -> list[str]:
    """A text, or a list of texts, as a list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(item) for item in value] if isinstance(value, list) else []


def environment(job: Data) -> str | None:
    """The name of a job's environment."""
    value = job.get("environment")
    name = value.get("name") if isinstance(value, dict) else value
    return None if name is None else str(name)


def bare(condition: object) -> str:
    """A condition without the ``${{ }}`` around it."""
    return re.sub(r"^\s*\$\{\{|\}\}\s*$", "", str(condition)).strip()


def variants(options: Options) -> Iterator[Options]:
    """The same options with every strategy that a user can ask for."""
    for strategy in (None, "in-place", "swap", "split"):
        yield Options(strategy, options.environment, options.use_environment, options.pin)
