"""What conversations need: the stage, with one workflow that uploads with a token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.checkouts import TOKEN_UPLOAD
from tests.servers.running import running_github, running_pypi
from tests.wizard.scene import Scene


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Scene]:
    """A stage without a repository yet."""
    with running_pypi() as pypi, running_github() as github:
        github.repository.people = {"mona": True}
        github.repository.secrets = {"PYPI_TOKEN"}
        pypi.add("sampler", "1.0", "sampler-1.0.tar.gz")
        yield Scene(tmp_path, pypi, github)


@pytest.fixture
def scene(stage: Scene) -> Scene:
    """A stage with a repository whose one workflow uploads with a token."""
    stage.fill({"a.yml": TOKEN_UPLOAD})
    return stage
