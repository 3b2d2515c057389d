"""A repository's files as they are on GitHub: no clone, one request for each folder and file."""

from __future__ import annotations

import base64
import binascii

from trustpub.errors import InputError
from trustpub.github.client import GitHub
from trustpub.github.needs import READ_CONTENTS
from trustpub.github.reading import Reader
from trustpub.http.addresses import path_of
from trustpub.http.errors import HttpError
from trustpub.http.response import Response


class RemoteRepository:
    """The files of one branch, tag or commit; a `trustpub.repository.base.Repository`."""

    def __init__(self, github: GitHub, owner: str, name: str, ref: str) -> None:
        self.path = f"{owner}/{name}@{ref}"
        self._github = github
        self._owner = owner
        self._name = name
        self._ref = ref

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None; see `trustpub.repository.base.Repository.read`."""
        response = self._get(path)
        if response.status == 404 or isinstance(response.json(), list):
            return None
        try:
            data = Reader(response.json(), response)
            if data.text("type") != "file":  # a link, or a submodule
                return None
            if data.text("encoding") != "base64":
                raise InputError("the file is too large for GitHub to hand it out", path=path)
            return base64.b64decode(data.text("content"))
        except binascii.Error:
            raise InputError("GitHub handed out something that is no base64", path=path) from None
        except HttpError as error:
            raise InputError(str(error), path=path) from None

    def list(self, folder: str) -> list[str]:
        """Names directly in a folder; see `trustpub.repository.base.Repository.list`."""
        response = self._get(folder)
        if response.status == 404 and not folder:  # a repository that can be seen has a top folder
            raise InputError(f"{self.path}: GitHub shows no files; it is empty, or the token may not read them")
        if response.status == 404 or not isinstance(response.json(), list):
            return []
        items = [Reader(item, response) for item in response.json()]
        return sorted(item.text("name") + ("/" if item.text("type") == "dir" else "") for item in items)

    def identity(self) -> tuple[str | None, str | None]:
        """Owner and name."""
        return self._owner, self._name

    def _get(self, path: str) -> Response:
        segments = [segment for segment in path.split("/") if segment]
        # GitHub answers 404 for a folder that is not there as for a repository that may not be seen; whoever makes
        # this object has looked at the repository before.
        address = path_of("repos", self._owner, self._name, "contents", *segments)
        what = f"read {path or 'the top folder'} of {self.path}"
        return self._github.ask("GET", address, what, READ_CONTENTS, params={"ref": self._ref}, also=(404,))
