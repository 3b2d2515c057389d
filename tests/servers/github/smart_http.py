"""Git over HTTP: ``git http-backend`` serves the repositories of the state.

Sources: https://git-scm.com/docs/git-http-backend and https://git-scm.com/docs/http-protocol; the refusals' words are
GitHub's.
"""

from __future__ import annotations

import base64
import binascii
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from tests.servers.github.bare import Bare, environment
from tests.servers.github.state import RepositoryState
from tests.servers.github.world import World
from tests.servers.http import Answer, Asked


def is_git(asked: Asked) -> bool:
    """Whether a request is git's, and not the API's: ``/OWNER/NAME.git/...``."""
    return len(asked.path) > 2 and asked.path[1].endswith(".git")


class SmartHttp:
    """Serves the repositories of a world.

    Args:
        world: what there is.
        token: what is taken as the password, whatever the user's name is.
    """

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._bare: dict[int, Bare] = {}

    def close(self) -> None:
        """Remove the repositories from the disk."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
            self._bare.clear()

    def answer(self, asked: Asked) -> Answer:
        """Answer a request of git's."""
        is_push = "git-receive-pack" in (asked.path[-1], asked.query.get("service"))
        given = _password(asked)
        state = self._world.find(asked.path[0], asked.path[1].removesuffix(".git"))
        if given is not None and given != self._token:
            return _refused(401, "Invalid username or token.")
        if given is None and (is_push or state is None or state.private):
            return _refused(401, "No anonymous write access.")
        if state is None:
            return _refused(404, "Repository not found.")
        if is_push and state.archived:
            return _refused(403, "This repository was archived so it is read-only.")
        if is_push and not state.permissions.get("push"):
            return _refused(403, f"Permission to {state.full_name}.git denied to {self._world.login}.")
        bare = self._on_disk(state)
        bare.write()
        answer = self._run(asked, state)
        if is_push and asked.method == "POST":
            bare.read()
        return answer

    def _on_disk(self, state: RepositoryState) -> Bare:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="local-github-")
        if state.number not in self._bare:
            self._bare[state.number] = Bare(state, Path(self._folder.name) / f"{state.number}.git")
        return self._bare[state.number]

    def _run(self, asked: Asked, state: RepositoryState) -> Answer:
        assert self._folder is not None
        body = asked.body or b""
        variables = {
            "GIT_PROJECT_ROOT": self._folder.name,
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"/{state.number}.git/{'/'.join(asked.path[2:])}",
            "QUERY_STRING": urlencode(asked.query),
            "REQUEST_METHOD": asked.method,
            "CONTENT_TYPE": asked.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": asked.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": asked.headers.get("Git-Protocol", ""),
            "REMOTE_USER": self._world.login,
            "PROTECTED_REF": f"refs/heads/{state.default_branch}" if state.is_protected else "",
            "NO_WORKFLOWS": "" if self._world.may_change_workflows() else "1",
        }
        command = ["git", "http-backend"]
        done = subprocess.run(command, input=body, env={**environment(), **variables}, check=True, capture_output=True)
        return _parsed(done.stdout)


def _password(asked: Asked) -> str | None:
    kind, _, value = asked.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        return base64.b64decode(value).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _refused(status: int, words: str) -> Answer:
    asking = {"WWW-Authenticate": 'Basic realm="GitHub"'} if status == 401 else {}
    return Answer(status, f"{words}\n".encode(), {"Content-Type": "text/plain", **asking})


def _parsed(output: bytes) -> Answer:
    """What a CGI program says, as an answer."""
    head, _, body = output.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
    status = headers.pop("Status", "200 OK")
    return Answer(int(status.split()[0]), body, headers)
