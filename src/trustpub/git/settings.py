"""Git's settings as they hold for a checkout, and those of its own that name a program or lead git elsewhere.

A clone brings no settings along, but a folder that was unpacked from an archive does. So a program that only the
checkout's own file of settings names is not run; one that the user's or the machine's settings name is. The same goes
for another server, for one that need not prove who it is, and for a file that the server's cookies are written to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_OWN = ("local", "worktree")
_TRUE = ("true", "yes", "on", "1")

_PROGRAMS_FOR_NETWORK = re.compile(
    r"core\.(?:sshcommand|gitproxy|askpass)|credential\.(?:.*\.)?helper|remote\..*\.(?:receivepack|uploadpack|vcs)"
    r"|ssh\.variant",
    re.DOTALL,
)
_DETOURS = re.compile(
    r"url\..*\.(?:push)?insteadof|http\.(?:.*\.)?(?:sslverify|sslcainfo|sslcapath|curloptresolve|cookiefile|savecookies)",
    re.DOTALL,
)
"""Source: git-config(1), ``http.*`` and ``url.<base>.insteadOf``."""
_PROGRAMS_FOR_SIGNING = re.compile(r"gpg\.(?:.*\.)?program|gpg\.ssh\.defaultkeycommand", re.DOTALL)
_PLAIN_HELPER = re.compile(r"[a-z][a-z-]*|")
"""Helpers that come with git or are installed beside it; anything else can name a file or a command."""
_PLAIN_SSH = re.compile(r"ssh(?: -i [\w~/.@+-]+| -o IdentitiesOnly=yes)*")
_HOOK = re.compile(r"hook\.(?P<name>.*)\.(?:command|event)", re.DOTALL)


class Setting(NamedTuple):
    """One setting: where it comes from, its key (section and last part in lower case), and its value."""

    scope: str
    key: str
    value: str

    @property
    def is_own(self) -> bool:
        """Whether the checkout's own file of settings holds it."""
        return self.scope in _OWN


class Settings:
    """All settings, the weakest first, as ``git config --list --show-scope -z`` prints them."""

    def __init__(self, listed: bytes) -> None:
        fields = listed.decode(errors="surrogateescape").split("\0")
        self._all = [Setting(fields[i], *_entry(fields[i + 1])) for i in range(0, len(fields) - 1, 2)]

    def value(self, key: str) -> str | None:
        """The value that holds for a key in git's spelling, or None."""
        return next((setting.value for setting in reversed(self._all) if setting.key == key), None)

    def is_true(self, key: str) -> bool:
        """Whether a key is set to what git takes for true."""
        value = self.value(key)
        return value is not None and value.lower() in _TRUE

    def remotes(self) -> list[str]:
        """The names of the remotes that have an address, in their order."""
        names = (re.fullmatch(r"remote\.(.*)\.url", setting.key, re.DOTALL) for setting in self._all)
        return list(dict.fromkeys(match[1] for match in names if match))

    def value_of_remote(self, name: str) -> str | None:
        """The first address of a remote, as it is written."""
        return next((setting.value for setting in self._all if setting.key == f"remote.{name}.url"), None)

    def push_addresses(self, name: str) -> list[str]:
        """Where a push to a remote goes, which may be several places, as it is written.

        Source: git-push(1), "remote.<name>.pushurl".
        """
        found = {key: [s.value for s in self._all if s.key == f"remote.{name}.{key}"] for key in ("pushurl", "url")}
        return found["pushurl"] or found["url"]

    @property
    def rewrites_addresses(self) -> bool:
        """Whether a setting replaces the beginnings of addresses."""
        return any(re.fullmatch(r"url\..*\.insteadof", setting.key, re.DOTALL) for setting in self._all)

    def hooks(self) -> list[str]:
        """The names of the hooks that settings define. Source: git-hook(1) of git 2.54."""
        return [match["name"] for setting in self._all if (match := _HOOK.fullmatch(setting.key))]

    def own_programs(self, *, signing: bool) -> Iterator[str]:
        """The keys of the checkout's own settings that name a program, for signing or for the network."""
        pattern = _PROGRAMS_FOR_SIGNING if signing else _PROGRAMS_FOR_NETWORK
        for setting in self._all:
            if setting.is_own and pattern.fullmatch(setting.key) and not _is_plain(setting):
                yield setting.key

    def own_detours(self) -> Iterator[str]:
        """The keys of the checkout's own settings by which git would speak to another server, or to just any."""
        for setting in self._all:
            is_strict = setting.key.endswith(".sslverify") and setting.value.lower() in _TRUE
            if setting.is_own and _DETOURS.fullmatch(setting.key) and not is_strict:
                yield setting.key


def _is_plain(setting: Setting) -> bool:
    if setting.key.startswith("credential."):
        return _PLAIN_HELPER.fullmatch(setting.value) is not None
    return setting.key == "core.sshcommand" and _PLAIN_SSH.fullmatch(setting.value) is not None


def _entry(text: str) -> tuple[str, str]:
    """The key and the value; one without a value is true."""
    key, separator, value = text.partition("\n")
    return key, value if separator else "true"
