"""What git is started with: its program, its environment, and settings that keep it from running anything else.

Sources: git(1) on environment variables, git-config(1) on settings, githooks(5).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from trustpub.git.errors import GitError

NETWORK = ("file", "git", "http", "https", "ssh")
"""The protocols for which git runs no program that an address names."""

_KEPT = (
    "GIT_ASKPASS",
    "GIT_AUTHOR_",
    "GIT_COMMITTER_",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_KEY_",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_VALUE_",
    "GIT_EXEC_PATH",
    "GIT_HTTP_",
    "GIT_PROXY_SSL_",
    "GIT_SSH",
    "GIT_SSL_",
)
"""The user's own choices of identity, settings and ways through the network. Everything else goes: what redirects git
to another repository, index or object store, and what makes it talk (``GIT_TRACE``).
"""

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.splitIndex=false",
    "core.pager=cat",
    "core.editor=false",
    "core.alternateRefsCommand=true",
    "core.protectNTFS=true",
    "core.protectHFS=true",
    "core.quotePath=true",
    "color.ui=false",
    "log.showSignature=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.recurseSubmodules=false",
    "push.recurseSubmodules=no",
    "push.followTags=false",
    "push.gpgSign=false",
    "submodule.recurse=false",
    "i18n.commitEncoding=utf-8",
    "i18n.logOutputEncoding=utf-8",
    "advice.detachedHead=false",
)


def program() -> str:
    """Where git is. Folders of ``PATH`` that depend on the current one are passed over: that may be a foreign one.

    Raises:
        GitError: there is none.
    """
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if os.path.isabs(folder):
            found = shutil.which(os.path.join(folder, "git"))
            if found is not None:
                return found
    raise GitError("git is not installed, or not on the PATH; install it (https://git-scm.com/downloads) and try again")


def arguments() -> list[str]:
    """What every command line of git begins with."""
    return [argument for setting in _SETTINGS for argument in ("-c", setting)]


def variables(protocols: Iterable[str], disabled_hooks: Iterable[str] = ()) -> dict[str, str]:
    """The environment of a git process.

    Args:
        protocols: those that it may use; () for a command that has no business on the network, be it to fetch what a
            partial clone lacks.
        disabled_hooks: names of hooks that settings define (``hook.NAME.command``, git 2.54 and newer).
    """
    result = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    given = os.environ.get("GIT_ALLOW_PROTOCOL")
    allowed = [name for name in protocols if given is None or name in given.split(":")]
    result |= {
        "GIT_ALLOW_PROTOCOL": ":".join(allowed),
        "GIT_EDITOR": "false",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "cat",
        "GIT_TERMINAL_PROMPT": "0",
        "LANGUAGE": "",
        "LC_ALL": "C",
    }
    number_given = result.get("GIT_CONFIG_COUNT", "")
    count = int(number_given) if number_given.isdecimal() else 0
    for number, name in enumerate(dict.fromkeys(disabled_hooks), count):
        result[f"GIT_CONFIG_KEY_{number}"] = f"hook.{name}.enabled"
        result[f"GIT_CONFIG_VALUE_{number}"] = "false"
        result["GIT_CONFIG_COUNT"] = str(number + 1)
    return result
