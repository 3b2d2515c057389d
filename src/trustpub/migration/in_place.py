"""The strategy *in place*: the credential goes, the step stays."""

from __future__ import annotations

import re

from trustpub.migration.credentials import drop_from_scripts, edits_beside, step_edits
from trustpub.migration.pins import pinned, too_old
from trustpub.migration.script_edit import ScriptEdits
from trustpub.migration.third_party import in_place_action
from trustpub.migration.types import Cannot, Change, Options
from trustpub.migration.versions import installed_version_mints
from trustpub.repository.base import Repository
from trustpub.uploads.pypa_action import PYPA_ACTION
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Step
from trustpub.yamlcst.edit import Commented, Edit, RenameKey, SetScalar

_OLD_INPUTS = ("repository_url", "packages_dir", "verify_metadata", "skip_existing", "print_hash")
_TOOLS = ("twine", "uv", "pdm", "maturin")


def in_place(upload: Upload, options: Options, scripts: ScriptEdits, repository: Repository) -> list[Change]:
    """The changes that let the step itself publish with Trusted Publishing.

    Raises:
        Cannot: the step's tool cannot mint a token, or not in this version or on this runner.
    """
    if upload.via == "gh-action-pypi-publish":
        return _pypa_action(upload, options)
    if upload.via == "maturin-action":
        return _maturin_action(upload)
    if upload.via == "action":
        return in_place_action(upload, options)
    if upload.via not in _TOOLS:
        raise Cannot(f"{upload.via} cannot do Trusted Publishing itself")
    installed_version_mints(upload, repository)
    _needs_no_file(upload)
    drop_from_scripts(upload, scripts, command_goes=False)
    step = upload.site.step
    assert step is not None
    edits = edits_beside(upload, scripts.of(step).result())
    return [Change(_why(upload), tuple(edits))] if edits else []


def _needs_no_file(upload: Upload) -> None:
    """Return when the command works without the ``.pypirc`` that held its credential."""
    options = upload.site.options or {}
    names = [options[name] for name in ("-r", "--repository") if name in options]
    by_file = any(credential.name.startswith(".pypirc") for credential in upload.site.credentials)
    if by_file and ("--config-file" in options or not set(names) <= {"pypi", "testpypi"}):
        raise Cannot("the command still needs the .pypirc that held its credential")
    if "--config-file" in options:
        raise Cannot("the command reads a configuration file, in which a credential may stand too")


def _why(upload: Upload) -> str:
    return f"without a password {upload.via} asks PyPI for a short-lived token"


def _pypa_action(upload: Upload, options: Options) -> list[Change]:
    step = upload.site.step
    assert step is not None
    reason = too_old(step)
    changes = [Change("without a password the action asks PyPI for a short-lived token", tuple(step_edits(upload)))]
    if reason is not None:
        value = pinned(PYPA_ACTION, options, upload.site.workflow)
        text, comment = (value.value, value.comment) if isinstance(value, Commented) else (value, "")
        assert isinstance(text, str)
        raised: list[Edit] = [SetScalar((*step.path, "uses"), text, comment)]
        raised += [RenameKey((*step.path, "with", name), name.replace("_", "-")) for name in _old_inputs(step)]
        changes.append(Change(f"{reason}", tuple(raised)))
    return changes


def _old_inputs(step: Step) -> list[str]:
    return [name for name in step.inputs if name.lower() in _OLD_INPUTS]


def _maturin_action(upload: Upload) -> list[Change]:
    """``command: upload`` runs on the runner itself and mints; ``publish`` builds, and may do so in a container."""
    step = upload.site.step
    assert step is not None
    command = step.input("command")
    if command is None or command[1].value.strip().lower() != "upload":
        raise Cannot("maturin-action publishes from inside its build container")
    version = step.input("maturin-version")
    if version is not None and (match := re.match(r"v?0\.(\d+)", version[1].value)) and int(match[1]) < 15:
        raise Cannot(f"maturin {version[1].value} is older than 0.15.0, the first with Trusted Publishing")
    if any(credential.name.startswith("-") for credential in upload.site.credentials):
        raise Cannot("the credential stands in the arguments of maturin-action")
    return [Change("without a token maturin asks PyPI for a short-lived one", tuple(step_edits(upload)))]
