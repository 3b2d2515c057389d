"""From the options of ``trustpub pr`` to what the library takes."""

from __future__ import annotations

import argparse
import os

from trustpub.cli.migration_options import options_of
from trustpub.errors import InputError
from trustpub.git.identity import read_identity
from trustpub.pullrequest.escape import check_template
from trustpub.pullrequest.outcome import PullOptions

_LONGEST_TEMPLATE = 1_000_000


def pull_options(arguments: argparse.Namespace) -> PullOptions:
    """What the user wants of the pull request.

    Raises:
        TrustpubError: an option cannot be.
    """
    return PullOptions(
        migration=options_of(arguments, guard_forks=arguments.guard_forks),
        draft=not arguments.no_draft,
        registered=arguments.registered,
        again=arguments.again,
        template=None if arguments.template is None else _template(arguments.template),
        sign_off=arguments.signoff,
        author=None if arguments.author is None else read_identity(arguments.author),
        fork=not arguments.no_fork,
        base=arguments.base,
        dry_run=arguments.dry_run,
    )


def _template(path: str) -> str:
    """The user's template.

    Raises:
        InputError: it cannot be read, or is none.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(_LONGEST_TEMPLATE + 1)
        if len(data) > _LONGEST_TEMPLATE:
            raise InputError("it is too large for a template", path=os.fspath(path))
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", path=path) from None
    except UnicodeDecodeError:
        raise InputError("it is not encoded as UTF-8", path=path) from None
    try:
        check_template(text)
    except InputError as error:
        raise error.at(path) from None
    return text
