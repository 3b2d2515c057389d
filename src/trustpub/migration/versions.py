"""Whether the version of a tool that a job installs can do Trusted Publishing itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustpub.migration.types import Cannot
from trustpub.repository.base import Repository
from trustpub.shell import Tool, parse_options, tools_of
from trustpub.uploads.scripts import script_of
from trustpub.uploads.tools import TOOLS
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Job
from trustpub.workflow.scope import Scope

_OLDEST_PYTHON = {"twine": (3, 8), "uv": (3, 8), "pdm": (3, 7), "maturin": (3, 7)}
"""The oldest Python that the first version with Trusted Publishing runs on (the packages' own metadata)."""

_FETCHING = re.compile(r"^(uvx|pipx run|uv tool run)")
_SETUP_UV = "astral-sh/setup-uv"
_INSTALLING_ACTIONS = {"uv": (_SETUP_UV,), "pdm": ("pdm-project/setup-pdm",)}


def installed_version_mints(upload: Upload, repository: Repository) -> None:
    """Return when the job certainly has a version of the upload's tool that can mint a token.

    Raises:
        Cannot: it has an older one, or its version cannot be told.
    """
    job, command = upload.site.job, upload.site.command
    since = next(tool.trusted_publishing for tool in TOOLS if tool.via == upload.via)
    assert since is not None and command is not None
    tools = [tool for tool in tools_of(command) if tool.name == upload.via]
    if any(_FETCHING.match(label) for tool in tools for label in tool.launcher):
        return
    _python_is_new_enough(upload)
    specifiers = requirements_of(job, upload.via, repository) + list(_action_versions(job, upload))
    if not specifiers:
        raise Cannot(f"it cannot be told whether the job has {upload.via} {since} or newer")
    for specifier in specifiers:
        if not allows(specifier, since):
            raise Cannot(f"the job installs {upload.via}{specifier}, and Trusted Publishing needs {since} or newer")


def requirements_of(job: Job, package: str, repository: Repository) -> list[str]:
    """The version specifiers with which the job's scripts install a package; '' for any version.

    Requirements files and the project's own extras are read; a command that takes constraints says nothing for certain.
    """
    from trustpub.recipes.pinned import packages_pinned, requirements_of_words

    found: list[str] = []
    for step in job.steps:
        script = script_of(step) if step.run is not None and "install" in step.run.value else None
        folder = step.working_directory or ""
        for command in () if script is None or "$" in folder else script.commands:
            for tool in tools_of(command):
                if not _installs(tool):
                    continue
                words = [tool.name, *(word.value or word.text for word in tool.args)]
                wanted = requirements_of_words(words, folder)
                found += packages_pinned(repository, package, requirements=wanted, folder=folder) if wanted else []
    return found


def _installs(tool: Tool) -> bool:
    """Whether a tool installs packages, and chooses their versions by what it is told and nothing else."""
    if tool.name not in ("pip", "pipx", "uv"):
        return False
    options = parse_options(tool.args, ("-c", "--constraint"))
    installs = any(word.value == "install" for word in options.positionals[:2])
    return installs and not options.has("-c", "--constraint")


def _action_versions(job: Job, upload: Upload) -> Iterator[str]:
    for step in job.steps:
        if step.action is None or step.action[0] not in _INSTALLING_ACTIONS.get(upload.via, ()):
            continue
        given = step.input("version")
        text = None if given is None else Scope(job.workflow, job, step).text(given[1].value)
        if given is not None and text is None:
            raise Cannot(f"the version of {upload.via} is only known at run time")
        text = (text or "latest").strip()
        yield "" if text in ("latest", "") else text if text[0] in "<>=!~" else f"=={text}"


def allows(specifier: str, since: str) -> bool:
    """Whether the newest version that a specifier allows can be at least ``since``."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    if not specifier:
        return True
    try:
        exact = re.fullmatch(r"===?v?([0-9.]+)", specifier)
        if exact:
            version = Version(exact.group(1))
            return version >= Version(since) or (len(version.release) < 3 and since.startswith(exact.group(1) + "."))
        allowed = SpecifierSet(specifier)
        bounds = [Version(bound.version.removesuffix(".*")) for bound in allowed]
        candidates = [
            Version(since),
            Version("9999"),
            *bounds,
            *(Version(f"{bound.base_version}.1") for bound in bounds),
        ]
        return any(version >= Version(since) and allowed.contains(version, prereleases=False) for version in candidates)
    except (InvalidSpecifier, InvalidVersion):
        return False


def _python_is_new_enough(upload: Upload) -> None:
    job = upload.site.job
    oldest = _OLDEST_PYTHON[upload.via]
    for step in job.steps:
        if step.action is None or step.action[0] != "actions/setup-python":
            continue
        given = step.input("python-version")
        if given is None:
            continue
        texts = Scope(job.workflow, job, step).texts(given[1].value)
        for text in texts if texts is not None else [""]:
            for line in text.split() or [""]:
                match = re.match(r"^['\"]?(?:pypy-?)?(\d+)(?:\.(\d+|x|\*))?", line)
                if match is None:
                    raise Cannot(f"the job's Python is only known at run time, so is {upload.via}'s version")
                minor = match.group(2)
                if minor is not None and minor.isdigit() and (int(match.group(1)), int(minor)) < oldest:
                    raise Cannot(f"Python {line} is too old for a version of {upload.via} with Trusted Publishing")
