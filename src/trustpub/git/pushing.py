"""Talking to a remote: the head of a branch there, fetching it, and pushing a commit to it. Never by force.

Source: git-push(1), git-ls-remote(1), git-fetch(1).
"""

from __future__ import annotations

import re

from trustpub.errors import InputError
from trustpub.git.command import Command
from trustpub.git.errors import GitError, failure, spoken, without_secrets
from trustpub.report.terminal import printable

_ADDRESS = re.compile(r"(?:https?|ssh|git|file)://.+|/.+|[A-Za-z]:[\\/].+|[\w.-]+@[\w.-]+:.+", re.DOTALL)
_SCOPE = re.compile(r"refusing to allow .* to create or update workflow [`'](?P<path>[^`']*)[`'] without", re.DOTALL)
_SIGN_IN = (
    "could not read Username",
    "could not read Password",
    "terminal prompts disabled",
    "Authentication failed",
    "Permission denied (publickey",
    "Host key verification failed",
)


def check_branch(command: Command, name: str) -> str:
    """The whole name of a branch's reference.

    Raises:
        InputError: git does not take the name.
    """
    reference = f"refs/heads/{name}"
    is_plain = not name.startswith("-") and name != "HEAD" and "\0" not in name
    if not is_plain or command.maybe("check-ref-format", reference, what="check a name") is None:
        raise InputError(f"{name!r} is no name that git takes for a branch")
    return reference


def check_remote(command: Command, remote: str) -> str:
    """A remote's name or address, as it was given.

    Raises:
        InputError: it is neither the name of a remote nor an address.
    """
    if remote.startswith("-") or (remote not in command.settings.remotes() and not _ADDRESS.fullmatch(remote)):
        known = ", ".join(command.settings.remotes()) or "there is none"
        raise InputError(f"there is no git remote {without_secrets(remote)!r}; the remotes are: {known}")
    return remote


def remote_head(command: Command, remote: str, branch: str) -> str | None:
    """The commit that a branch of a remote is at; None when there is no such branch.

    Raises:
        InputError: the remote or the branch cannot be one.
        GitError: the remote cannot be reached, or does not let the user in.
    """
    reference = check_branch(command, branch)
    done = command.over_network(
        "ls-remote",
        "--upload-pack=git-upload-pack",
        "--",
        check_remote(command, remote),
        reference,
        what="ask the remote",
        allowed=(0, 1, 128),
    )
    if done.status != 0:
        raise _refused("read", done.err, remote, command)
    for line in done.out.decode(errors="replace").splitlines():
        identifier, _, name = line.partition("\t")
        if name == reference:
            return identifier
    return None


def fetch(command: Command, remote: str, branch: str) -> str | None:
    """Fetch the commits of a remote's branch, and say which one it is at; no reference of the checkout changes.

    Raises:
        InputError, GitError: as for `remote_head`.
    """
    head = remote_head(command, remote, branch)
    if head is None or has_commit(command, head):
        return head
    done = command.over_network(
        "fetch",
        "--upload-pack=git-upload-pack",
        "--no-tags",
        "--no-write-fetch-head",
        "--refmap=",
        "--no-recurse-submodules",
        "--",
        remote,
        f"refs/heads/{branch}",
        what="fetch",
        allowed=(0, 1, 128),
    )
    if done.status != 0:
        raise _refused("read", done.err, remote, command)
    return head


def has_commit(command: Command, commit: str) -> bool:
    """Whether the checkout has a commit."""
    done = command.done("cat-file", "-e", f"{commit}^{{commit}}", what="look for a commit", allowed=(0, 1, 128))
    return done.status == 0


def push(command: Command, remote: str, commit: str, branch: str, expected: str | None) -> None:
    """Push a commit to a branch of a remote, if the branch is where it is expected.

    Args:
        command: the checkout.
        remote: name or address.
        commit: the id of the commit.
        branch: name of the branch there.
        expected: the commit that the branch is at, which the new one must follow; None: there must be no such branch.

    Raises:
        InputError: the remote or the branch cannot be one.
        GitError: the branch is elsewhere, the commit does not follow it, or the remote refuses; nothing has changed.
    """
    reference = check_branch(command, branch)
    check_remote(command, remote)
    if expected is not None and not _follows(command, commit, expected):
        raise _moved(branch, remote)
    done = command.over_network(
        "push",
        "--porcelain",
        "--no-verify",
        "--no-follow-tags",
        "--no-signed",
        "--recurse-submodules=no",
        "--receive-pack=git-receive-pack",
        # A comparison with what is there: with the check above it can only ever move the branch forward.
        f"--force-with-lease={reference}:{expected or ''}",
        "--",
        remote,
        f"{commit}:{reference}",
        what="push",
        allowed=(0, 1, 128),
    )
    if done.status != 0:
        if b"(stale info)" in done.out or b"(fetch first)" in done.out or b"(non-fast-forward)" in done.out:
            raise _moved(branch, remote)
        rejected = [line for line in done.out.splitlines() if line.startswith(b"!")]
        said = b"\n".join([done.err, *(line.split(b"\t")[-1] for line in rejected)])
        raise _refused(f"push {branch} to", said, remote, command)


def _follows(command: Command, commit: str, expected: str) -> bool:
    if not has_commit(command, expected):
        return False
    return command.maybe("merge-base", "--is-ancestor", expected, commit, what="compare commits") is not None


def _moved(branch: str, remote: str) -> GitError:
    return GitError(
        f"the branch {printable(branch)} of {printable(without_secrets(remote))} is not where it was expected to be; "
        "somebody else pushed to it, so nothing is pushed; look at it first"
    )


def _refused(what: str, said: bytes, remote: str, command: Command) -> GitError:
    """Why a remote let nothing through, with what to do about the usual reasons."""
    words = spoken(said)
    where = printable(without_secrets(remote))
    scope = _SCOPE.search(words)
    if scope is not None:
        return GitError(
            f"GitHub refuses the push to {where}, since the token that git signs in with may not change workflows "
            f"({printable(scope['path'])}); give it the scope 'workflow' (with the GitHub command line: "
            "'gh auth refresh --scopes workflow'; a fine-grained token: the permission 'Workflows'), or push by SSH",
            words,
        )
    if any(sign in words for sign in _SIGN_IN):
        return GitError(
            f"git cannot {what} {where}, since it cannot sign in there without asking: {words}; sign in once with a "
            "credential helper ('gh auth setup-git'), or load your SSH key ('ssh-add'), and try again",
            words,
        )
    if "not allowed" in words and "transport" in words:
        return GitError(f"git does not use this kind of address for {where}: {words}; use https or ssh", words)
    if any(sign in words for sign in ("Could not resolve host", "unable to access", "Could not read from remote")):
        return GitError(f"git cannot {what} {where}: {words}; check the address and the network", words)
    return failure(f"{what} {where}", said, command.path)
