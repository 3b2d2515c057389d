"""What has to be known of a tool to tell where it uploads to and with which credential."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class CommandTool(NamedTuple):
    """The uploading command of one tool.

    Names of variables may hold ``{NAME}`` for the repository's name in the tool's own spelling (upper case, every
    other character an underscore).

    Attributes:
        via: the tool's name in results.
        names: how the tool is called.
        subcommands: the words that upload; empty when the call itself does.
        password_options, user_options, name_options, url_options: long and short spellings.
        dry_run: options with which nothing is uploaded.
        value_options: the further options of the subcommand that take a value.
        global_value_options: options that take a value and stand before the subcommand.
        password_env, user_env, name_env, url_env: variables of the environment.
        own_names: repositories that the tool knows by names of its own, with what is usually said.
        uses_pypirc: whether ``.pypirc`` is read.
        uses_keyring: whether the password is looked up in the system's keyring.
        positional_dists: whether the arguments are the files to upload.
        trusted_publishing: first version that mints a token itself; None when none does.
        source: where this is documented.
    """

    via: str
    names: tuple[str, ...]
    subcommands: tuple[str, ...]
    source: str
    password_options: tuple[str, ...] = ()
    user_options: tuple[str, ...] = ()
    name_options: tuple[str, ...] = ()
    url_options: tuple[str, ...] = ()
    dry_run: tuple[str, ...] = ()
    value_options: tuple[str, ...] = ()
    global_value_options: tuple[str, ...] = ()
    password_env: tuple[str, ...] = ()
    user_env: tuple[str, ...] = ()
    name_env: tuple[str, ...] = ()
    url_env: tuple[str, ...] = ()
    own_names: Mapping[str, str] = MappingProxyType({})
    uses_pypirc: bool = False
    uses_keyring: bool = False
    positional_dists: bool = False
    trusted_publishing: str | None = None

    @property
    def valued(self) -> frozenset[str]:
        """Every option of the subcommand that takes a value."""
        return frozenset(
            self.password_options + self.user_options + self.name_options + self.url_options + self.value_options
        )
