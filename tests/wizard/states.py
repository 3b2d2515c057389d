"""States for the tests, and a process that works on one."""

from __future__ import annotations

import os
import subprocess
import sys

from trustpub.migration.types import Publisher
from trustpub.wizard.state import (
    LOOK,
    REGISTER,
    SKIPPED,
    WRITE,
    Key,
    Look,
    LookedUpload,
    State,
    Written,
    new_state,
)

KEY = Key("octo-org", "sampler", None)
PUBLISHER = Publisher("pypi", "sampler", "octo-org", "sampler", "release.yml", "pypi")
UPLOAD = LookedUpload(".github/workflows/release.yml", "publish", 2, "twine", "pypi", "token", ("PYPI_TOKEN",))


def full(key: Key = KEY) -> State:
    """A state in which everything is filled in."""
    state = new_state(key).with_step(LOOK, facts={"uploads": 1, "names": ["a", "b"], "nothing": None})
    state = state.with_look(Look("2026-11-24T06:00:00Z", "abc", (UPLOAD,), (PUBLISHER,)))
    state = state.with_choices(strategy="split", environment=None, workflows=[UPLOAD.workflow])
    state = state.with_written(Written("branch", "2026-11-24T06:01:00Z", "trustpub/trusted-publishing", "0" * 40))
    state = state.with_step(WRITE).with_step(REGISTER, SKIPPED)
    state = state.with_publisher(PUBLISHER, is_pending=True).with_environment("pypi", created=True)
    return state.with_proven("pypi", "sampler", "1.0").with_retired("environment pypi", "PYPI_TOKEN")


def python(code: str, folder: str, *words: str) -> subprocess.Popen[str]:
    """A Python process that runs code with the state folder, and what it prints."""
    environment = {**os.environ, "TRUSTPUB_STATE_DIR": folder}
    command = [sys.executable, "-c", code, *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
