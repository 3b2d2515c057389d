"""The git of this machine for one checkout: what is there, new commits, branches, pushes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from trustpub.errors import InputError
from trustpub.git import committing, pushing, worktree
from trustpub.git.command import Command
from trustpub.git.errors import GitError, failure
from trustpub.git.identity import Identity
from trustpub.git.trailers import signed_off
from trustpub.git.tree import CommitRepository, Tree
from trustpub.report.terminal import printable
from trustpub.repository.local import github_identity

_NONE = "0"


class Git:
    """A checkout, or a bare repository. Nothing that it holds or configures is run, and every command is bounded.

    All methods raise `trustpub.git.errors.GitError` with one sentence for the user when git refuses.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open the checkout with this top folder.

        Raises:
            GitError: git is missing, there is no checkout, or git does not open it (as for another user's).
            InputError: there is no such folder, or it is a folder inside a checkout.
        """
        self._command = Command(path)

    @property
    def path(self) -> str:
        """The checkout, as the user named it."""
        return self._command.path

    @property
    def is_bare(self) -> bool:
        """Whether it is a bare repository, without a working tree."""
        return self._command.is_bare

    def head(self) -> str:
        """The id of the commit that is checked out.

        Raises:
            InputError: there is no commit yet.
        """
        found = self._command.maybe("rev-parse", "--verify", "--quiet", "HEAD^{commit}", what="read the commit")
        if found is None:
            raise InputError("the checkout has no commit yet; make the first one, and try again", path=self.path)
        return found

    def branch(self) -> str | None:
        """The branch that is checked out, also one without a commit yet; None for a detached head."""
        found = self._command.maybe("symbolic-ref", "--quiet", "HEAD", what="read the branch")
        return None if found is None else found.removeprefix("refs/heads/")

    def branch_head(self, name: str) -> str | None:
        """The commit that a local branch is at; None when there is no such branch.

        Raises:
            InputError: git does not take the name.
        """
        reference = pushing.check_branch(self._command, name)
        return self._command.maybe("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}", what="read a branch")

    def branch_exists(self, name: str) -> bool:
        """Whether there is a local branch of this name."""
        return self.branch_head(name) is not None

    def message(self, commit: str) -> str:
        """The message of a commit."""
        return self._command.text(
            "log", "-1", "--format=%B", *_QUIET_LOG, Tree(self._command, commit).commit, what="read a message"
        )

    def subjects(self, count: int = 50) -> list[str]:
        """The subjects of the last commits, the newest first, without merges; [] when there is no commit."""
        if self._command.maybe("rev-parse", "--verify", "--quiet", "HEAD^{commit}", what="read the commit") is None:
            return []
        said = self._command.text(
            "log", f"--max-count={count}", "--no-merges", "-z", "--format=%s", *_QUIET_LOG, "HEAD", what="read the log"
        )
        return [subject for subject in said.split("\0") if subject]

    def remotes(self) -> dict[str, str]:
        """The remotes' addresses by name, as git uses them. They may hold a password: see `errors.without_secrets`."""
        settings = self._command.settings
        return {name: self._address(name) for name in settings.remotes()}

    def push_addresses(self, remote: str) -> list[str]:
        """Where a push to a remote goes, which may be several places, as the settings have them."""
        return self._command.settings.push_addresses(remote)

    def default_branch(self, remote: str) -> str | None:
        """The default branch of a remote as the last clone or fetch left it; None when the checkout does not know."""
        head = f"refs/remotes/{remote}/HEAD"
        found = self._command.maybe("symbolic-ref", "--quiet", head, what="read the default branch")
        return None if found is None else found.removeprefix(f"refs/remotes/{remote}/")

    def identity(self) -> Identity | None:
        """Who the user is, by ``user.name`` and ``user.email`` or git's variables; None when git does not know."""
        return committing.committer(self._command)

    def changed(self, paths: Iterable[str]) -> list[str]:
        """Those of some paths that differ from the commit that is checked out, staged or not.

        Line endings that git itself would undo count as no difference.

        Raises:
            InputError: it is a bare repository, or there is no commit yet.
        """
        if self.is_bare:
            raise InputError("it is a bare repository, which has no working tree", path=self.path)
        return worktree.changed(Tree(self._command, self.head()), paths)

    def files_of(self, commit: str) -> CommitRepository:
        """The files of a commit, to be scanned and planned.

        Raises:
            InputError: that is no commit's id; reading says whether there is such a commit.
        """
        return CommitRepository(Tree(self._command, commit), self.path, github_identity(self.remotes()))

    def commit_files(
        self,
        base: str,
        files: Mapping[str, bytes],
        message: str,
        *,
        author: Identity | None = None,
        sign_off: bool = False,
        follows: Sequence[str] = (),
    ) -> str:
        """Make a commit, and say its id; no branch, index or working tree changes.

        Args:
            base: the id of the commit that it follows, and whose other files it has.
            files: the bytes of the files that change, as git is to have them: plan them from `files_of(base)`.
            message: its message.
            author: who made it; None for the user. Where git does not know the user, the author commits as well.
            sign_off: whether to add the user's ``Signed-off-by``, as ``git commit --signoff`` does.
            follows: ids of further commits that it follows, before the base: a branch that is brought up to date.

        Raises:
            InputError: nothing would change, a path is none, or there is no commit ``base``.
            GitError: git does not know who the user is, or cannot sign or write.
        """
        tree = Tree(self._command, base)
        made = committing.tree_with(tree, files)
        if made == self._command.text("rev-parse", f"{base}^{{tree}}", what="read the commit"):
            raise InputError("there is nothing to commit: the files are as they are in the commit", path=self.path)
        if sign_off:
            who = self.identity() or author
            message = message if who is None else signed_off(message, who)
        return committing.commit(self._command, made, [*follows, base], message, author)

    def set_branch(self, name: str, commit: str, expected: str | None) -> None:
        """Let a local branch be at a commit.

        Args:
            name: the branch; it must not be checked out anywhere.
            commit: the id of the commit.
            expected: where the branch is now; None: there must be none.

        Raises:
            InputError: git does not take the name.
            GitError: the branch is checked out, or elsewhere than expected; it is then as it was.
        """
        reference = pushing.check_branch(self._command, name)
        place = self._checked_out_at(reference)
        if place is not None:
            raise GitError(
                f"the branch {printable(name)} is checked out in {printable(place)}, so it is not moved; switch to "
                "another branch there, and try again"
            )
        none = _NONE * len(commit)
        done = self._command.done(
            "update-ref",
            "--no-deref",
            "-m",
            "trustpub",
            reference,
            commit,
            expected or none,
            what=f"set the branch {name}",
            allowed=(0, 1, 128),
        )
        if done.status != 0:
            raise self._not_set(name, done.err)

    def remote_head(self, remote: str, branch: str) -> str | None:
        """The commit that a branch of a remote is at, asked of the remote; None when there is no such branch."""
        return pushing.remote_head(self._command, remote, branch)

    def fetch(self, remote: str, branch: str) -> str | None:
        """Fetch the commits of a remote's branch, and say where it is; no reference of the checkout changes."""
        return pushing.fetch(self._command, remote, branch)

    def push(self, remote: str, commit: str, branch: str, expected: str | None) -> None:
        """Push a commit to a branch of a remote; never by force.

        Args:
            remote: name of a remote, or an address.
            commit: the id of the commit.
            branch: name of the branch there.
            expected: where the branch is there, which the commit must follow; None: there must be no such branch.

        Raises:
            InputError: the remote or the branch cannot be one.
            GitError: the branch is elsewhere, or the remote refuses; nothing has changed.
        """
        pushing.push(self._command, remote, commit, branch, expected)

    def _address(self, name: str) -> str:
        if not self._command.settings.rewrites_addresses:
            return self._command.settings.value_of_remote(name) or ""
        return self._command.text("ls-remote", "--get-url", "--", name, what="read a remote's address")

    def _checked_out_at(self, reference: str) -> str | None:
        said = self._command.text("for-each-ref", "--format=%(worktreepath)", reference, what="read a branch")
        if said:
            return said.split("\n")[0]
        head = self._command.maybe("symbolic-ref", "--quiet", "HEAD", what="read the branch")
        return self.path if head == reference else None

    def _not_set(self, name: str, said: bytes) -> GitError:
        error = failure(f"set the branch {printable(name)}", said, self.path)
        if "cannot create" in error.said and "exists" in error.said:
            return GitError(
                f"git cannot have a branch {printable(name)} beside one that its name begins with or goes on from "
                f"({error.said}); rename or delete that one",
                error.said,
            )
        if any(sign in error.said for sign in ("but expected", "reference already exists", "unable to resolve")):
            return GitError(
                f"the branch {printable(name)} is not where it was expected to be, so it stays there; look at it first",
                error.said,
            )
        return error


_QUIET_LOG = ("--no-show-signature", "--no-notes", "--no-color", "--no-decorate", "--no-ext-diff", "--no-textconv")
