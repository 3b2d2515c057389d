"""One checkout, and commands of git in it that run nothing but git."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cached_property

from trustpub.errors import InputError
from trustpub.git import environment, process
from trustpub.git.errors import GitError, failure
from trustpub.git.settings import Settings
from trustpub.report.terminal import printable

_MOST_OUTPUT = 64_000_000
_SECONDS = 120.0
_SECONDS_ON_NETWORK = 600.0


class Command:
    """Runs git in the top folder of a checkout, or in a bare repository.

    Attributes:
        path: as the user named it.
        folder: its real place; for a bare repository the repository itself.
        is_bare: whether it is a bare repository, without a working tree.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Look at a checkout.

        Raises:
            GitError: git is missing, there is no checkout, or git does not open it.
            InputError: it is a folder inside a checkout.
        """
        self.path = os.fspath(path)
        self.folder = os.path.realpath(self.path)
        self._program = environment.program()
        if not os.path.isdir(self.folder):
            raise InputError("there is no such folder; check the path", path=self.path)
        asked = ("rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--show-prefix")
        said = self._output(asked, "open the repository").split("\n")
        self.is_bare = said[0] == "true"
        if not self.is_bare and said[1] != "true":
            raise InputError("this is git's own folder; name the checkout itself", path=self.path)
        if said[2]:
            raise InputError("this is a folder inside a checkout; name the checkout itself", path=self.path)

    @cached_property
    def settings(self) -> Settings:
        """The settings that hold here."""
        return Settings(self._run(("config", "--list", "--show-scope", "-z"), "read the settings", {}, (0,)).out)

    def text(self, *arguments: str, what: str, data: bytes = b"", extra: Mapping[str, str] | None = None) -> str:
        """What a command prints, without the line end.

        Args:
            arguments: the command and its arguments.
            what: what it is for, to follow "git cannot".
            data: its standard input.
            extra: environment variables on top of the usual ones.

        Raises:
            GitError: it failed.
        """
        return _text(self.done(*arguments, what=what, data=data, extra=extra).out).removesuffix("\n")

    def maybe(self, *arguments: str, what: str) -> str | None:
        """What a command prints, or None when it ends with the status 1, which says no."""
        done = self.done(*arguments, what=what, allowed=(0, 1))
        return _text(done.out).removesuffix("\n") if done.status == 0 else None

    def done(
        self,
        *arguments: str,
        what: str,
        data: bytes = b"",
        extra: Mapping[str, str] | None = None,
        allowed: Iterable[int] = (0,),
        most: int = _MOST_OUTPUT,
        terminal: bool = False,
    ) -> process.Done:
        """Run a command that needs no network; one that prints more than ``most`` bytes is cut off there.

        Raises:
            GitError: its status is none of the allowed ones.
        """
        variables = environment.variables((), self.settings.hooks()) | dict(extra or {})
        return self._run(arguments, what, variables, allowed, data, most, terminal)

    def over_network(self, *arguments: str, what: str, allowed: Iterable[int] = (0,)) -> process.Done:
        """Run a command that talks to a remote.

        Raises:
            GitError: its status is none of the allowed ones, or a setting of the checkout itself names a program that
                it would run, or leads git elsewhere.
        """
        self.refuse_own_programs(signing=False)
        for key in self.settings.own_detours():
            raise GitError(
                f"the settings of the checkout {printable(self.path)} choose whom git speaks to ({printable(key)}), "
                "which trustpub leaves to no checkout; if it is yours, move the setting to your own with "
                "'git config --global'"
            )
        variables = environment.variables(environment.NETWORK, self.settings.hooks())
        return self._run(arguments, what, variables, allowed, seconds=_SECONDS_ON_NETWORK)

    def refuse_own_programs(self, *, signing: bool) -> None:
        """Refuse to go on where a setting of the checkout itself names a program that git would run.

        Raises:
            GitError: there is one.
        """
        for key in self.settings.own_programs(signing=signing):
            raise GitError(
                f"the settings of the checkout {printable(self.path)} name a program of their own ({printable(key)}), "
                "and trustpub runs nothing that a checkout brings along; if it is yours, move the setting to your own "
                "with 'git config --global'"
            )

    def _output(self, arguments: Iterable[str], what: str) -> str:
        """What a command prints before the settings are known; it must be one that runs no hook."""
        return _text(self._run(arguments, what, environment.variables(()), (0,)).out)

    def _run(
        self,
        arguments: Iterable[str],
        what: str,
        variables: Mapping[str, str],
        allowed: Iterable[int],
        data: bytes = b"",
        most: int = _MOST_OUTPUT,
        terminal: bool = False,
        seconds: float = _SECONDS,
    ) -> process.Done:
        done = process.run(
            [self._program, *environment.arguments(), *arguments],
            folder=self.folder,
            environment=variables or environment.variables(()),
            data=data,
            seconds=seconds,
            most=most,
            terminal=terminal,
        )
        if done.status not in allowed and not done.is_cut:
            raise failure(what, done.err, self.path)
        return done


def _text(data: bytes) -> str:
    """Git's output; names that are not UTF-8 as Python reads them from the file system."""
    return data.decode("utf-8", "surrogateescape")
