"""A stage for conversations: a real git repository, a PyPI, a GitHub, a browser that notes what it is sent to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cli.checkouts import TOKEN_UPLOAD, WORKFLOWS
from tests.servers.github import GitHubServer
from tests.servers.pypi import PyPIServer
from tests.servers.running import SECRET
from tests.wizard.sitting import Sitting
from trustpub.migration.planner import plan
from trustpub.repository.local import LocalRepository
from trustpub.wizard.state import State, key_of, new_state
from trustpub.wizard.store import Store

REMOTE = "https://github.com/octo-org/sampler.git"

_BROWSER = """\
#!{python}
import os, sys
with open(os.environ["SEEN"], "a") as file:
    file.write(sys.argv[1] + "\\n")
"""


class Scene:
    """What a maintainer has around, and sitting down to it.

    Attributes:
        root: the checkout.
        environment: of the process; a test may change it.
    """

    def __init__(self, folder: Path, pypi: PyPIServer, github: GitHubServer) -> None:
        self.root, self.pypi, self.github = folder / "sampler", pypi, github
        self._states, self._seen = folder / "state", folder / "seen"
        browser = folder / "browser"
        browser.write_text(_BROWSER.format(python=sys.executable), encoding="utf-8")
        browser.chmod(0o755)
        (folder / "home").mkdir()
        settings, address = folder / "home" / "gitconfig", github.url.replace("http://", f"http://octocat:{SECRET}@")
        settings.write_text(f'[url "{address}/"]\n\tinsteadOf = https://github.com/\n', encoding="utf-8")
        self.environment = {
            "HOME": str(folder / "home"),
            "XDG_CONFIG_HOME": str(folder / "home"),
            "GIT_CONFIG_GLOBAL": str(settings),
            "GIT_CONFIG_NOSYSTEM": "1",
            "TRUSTPUB_STATE_DIR": str(self._states),
            "TRUSTPUB_PYPI_URL": pypi.url,
            "TRUSTPUB_TESTPYPI_URL": pypi.url,
            "GITHUB_API_URL": github.url,
            "GH_TOKEN": SECRET,
            "GITHUB_TOKEN": "",
            "GH_HOST": "",
            "BROWSER": f"{browser} %s",
            "SEEN": str(self._seen),
        }

    def fill(
        self, workflows: Mapping[str, str], *, remote: str | None = REMOTE, project: str | None = "sampler"
    ) -> None:
        """Make the repository, with one commit."""
        (self.root / WORKFLOWS).mkdir(parents=True)
        for name, text in workflows.items():
            (self.root / WORKFLOWS / name).write_text(text, encoding="utf-8")
        if project is not None:
            (self.root / "pyproject.toml").write_text(f'[project]\nname = "{project}"\n', encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Mona Lisa")
        self.git("config", "user.email", "mona@example.org")
        if remote is not None:
            self.git("remote", "add", "origin", remote)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Begin")
        self.github.repository.files = {f"{WORKFLOWS}/{name}": text.encode() for name, text in workflows.items()}

    def fill_over(self, name: str, text: str) -> None:
        """Replace a workflow, in the working tree."""
        (self.root / WORKFLOWS / name).write_text(text, encoding="utf-8")

    def git(self, *words: str) -> str:
        """Run git in the checkout; what it prints."""
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    def sit(
        self, *words: str | Path, width: int = 80, height: int = 70, changes: Mapping[str, str] | None = None
    ) -> Sitting:
        """Start the wizard in the checkout, with changes of the environment."""
        environment = {**self.environment, **(changes or {})}
        return Sitting("wizard", *words, cwd=self.root, width=width, height=height, **environment)

    def merged(self) -> None:
        """Let the change be written and merged, here and on GitHub."""
        path = f"{WORKFLOWS}/a.yml"
        text = plan(self.repository).files[0].after
        (self.root / path).write_bytes(text)
        self.git("commit", "-q", "-a", "-m", "Publish with Trusted Publishing")
        self.github.repository.files = {path: text}

    def without_gh(self) -> str:
        """A ``PATH`` on which there is git, and no gh."""
        folder = self._seen.parent / "bin"
        folder.mkdir(exist_ok=True)
        program = shutil.which("git")
        assert program is not None
        (folder / "git").symlink_to(program)
        return str(folder)

    @property
    def repository(self) -> LocalRepository:
        """The checkout."""
        return LocalRepository(str(self.root))

    def new_state(self) -> State:
        """The state of a migration that begins now."""
        return new_state(key_of(self.repository))

    @property
    def opened(self) -> list[str]:
        """The pages that the browser was sent to."""
        return self._seen.read_text(encoding="utf-8").splitlines() if self._seen.exists() else []

    @property
    def state(self) -> State | None:
        """What the wizard keeps."""
        return Store(str(self._states)).load(key_of(self.repository))

    def keep(self, state: State) -> None:
        """Let the wizard remember something from before."""
        Store(str(self._states)).save(state)

    def state_files(self, pattern: str = "*.json") -> list[Path]:
        """The files of the wizard's states."""
        return sorted((self._states / "wizard").glob(pattern))

    def everything_written(self) -> bytes:
        """The bytes of all files that the wizard may have written: its states, the checkout, the browser's pages."""
        parts = []
        for folder in (self._states, self.root, self._seen.parent / "home"):
            files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "gitconfig")
            parts += [path.read_bytes() for path in files]
        return b"".join(parts) + "\n".join(self.opened).encode()


TEST_UPLOAD = TOKEN_UPLOAD.replace(
    "secrets.PYPI_TOKEN }}", "secrets.TEST_TOKEN }}\n          repository-url: https://test.pypi.org/legacy/"
)
"""An upload to TestPyPI."""
