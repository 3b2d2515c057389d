"""New commits made of objects: exactly the bytes of the plan, and nothing else in the checkout changes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.git.checkouts import WORKFLOW, add, content, git, new_checkout, state
from trustpub.errors import InputError
from trustpub.git.client import Git
from trustpub.git.errors import GitError
from trustpub.git.identity import Identity

AFTER = b"on: release\n"


def commit(folder: Path, files: dict[str, bytes] | None = None, message: str = "Change\n") -> str:
    """Commit files on top of what is checked out."""
    opened = Git(folder)
    return opened.commit_files(opened.head(), files or {WORKFLOW: AFTER}, message)


def test_the_commit_holds_the_plan_and_follows_its_base(checkout: Path) -> None:
    """One parent, the new bytes, and every other file as it was."""
    head = git(checkout, "rev-parse", "HEAD")
    made = commit(checkout)
    assert git(checkout, "rev-list", "--parents", "-1", made) == f"{made} {head}"
    assert git(checkout, "diff", "--name-status", head, made) == f"M\t{WORKFLOW}"
    assert content(checkout, made, WORKFLOW) == AFTER
    git(checkout, "fsck", "--strict", made)


def test_nothing_else_of_the_checkout_changes(checkout: Path) -> None:
    """Staged and other changes, untracked files and the branch stay as they are."""
    (checkout / "README.md").write_bytes(b"staged\n")
    git(checkout, "add", "README.md")
    (checkout / WORKFLOW).write_bytes(b"being edited\n")
    (checkout / "untracked").write_bytes(b"")
    before = state(checkout), git(checkout, "for-each-ref"), git(checkout, "status", "--porcelain")
    commit(checkout)
    assert (state(checkout), git(checkout, "for-each-ref"), git(checkout, "status", "--porcelain")) == before


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"a\nb\r\n", b"\xef\xbb\xbfa", b"no end", b"\x00\xff", b"", b"$Id$\n"])
def test_the_bytes_are_those_of_the_plan(data: bytes, checkout: Path) -> None:
    """Whatever settings and attributes would make of line endings and keywords."""
    add(checkout, {".gitattributes": b"* text=auto eol=crlf ident\n"})
    git(checkout, "config", "core.autocrlf", "true")
    assert content(checkout, commit(checkout, {WORKFLOW: data}), WORKFLOW) == data


def test_modes_stay(checkout: Path) -> None:
    """A file that could be executed still can, and a new one cannot."""
    script = checkout / "tools/run.sh"
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    add(checkout, {})
    made = commit(checkout, {"tools/run.sh": b"#!/bin/sh\ntrue\n", WORKFLOW: AFTER, "tools/deep/new": b"x"})
    listed = git(checkout, "ls-tree", "-r", "--format=%(objectmode) %(path)", made).splitlines()
    assert listed == [f"100644 {WORKFLOW}", "100644 README.md", "100644 tools/deep/new", "100755 tools/run.sh"]


def test_all_that_a_tree_can_hold_stays(checkout: Path, tmp_path: Path) -> None:
    """Submodules, links and odd names beside a changed file are as they were."""
    other = new_checkout(tmp_path / "other")
    add(other, {"x": b""})
    (checkout / "link").symlink_to("README.md")
    git(checkout, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), ".github/sub")
    odd = [".github/workflows/-x", ".github/workflows/a\nb", ".github/workflows/" + os.fsdecode(b"\xff"), '.github/"q"']
    head = add(checkout, dict.fromkeys(odd, b"odd"))
    made = commit(checkout)
    assert git(checkout, "diff", "--name-status", head, made) == f"M\t{WORKFLOW}"
    made = commit(checkout, dict.fromkeys(odd, AFTER))
    assert sorted(git(checkout, "diff", "--name-only", "-z", head, made).split("\0")[:-1]) == sorted(odd)


@pytest.mark.parametrize("base", ["main", "HEAD", "--all", "", "abc"])
def test_the_base_is_a_whole_id(base: str, checkout: Path) -> None:
    """No word that git could read as something else."""
    with pytest.raises(InputError, match="no id of a commit"):
        Git(checkout).commit_files(base, {WORKFLOW: AFTER}, "Change\n")


@pytest.mark.parametrize(
    "path", ["", "/x", "../x", "a/../x", "a//b", ".git/config", ".GIT/hooks/x", "a/.git/b", "./x", "nul\0", "a/"]
)
def test_paths_that_no_commit_can_hold(path: str, checkout: Path) -> None:
    """They are refused before anything is stored."""
    with pytest.raises(InputError, match="no path that a commit can hold"):
        commit(checkout, {path: b"x"})


@pytest.mark.parametrize("path", ["link", "tools", "linked/x", "README.md/x"])
def test_only_files_are_replaced(path: str, checkout: Path) -> None:
    """Not a link, a folder, or what lies behind a link or a file."""
    (checkout / "link").symlink_to("README.md")
    (checkout / "linked").symlink_to("tools")
    add(checkout, {})
    with pytest.raises(InputError, match="in the commit"):
        commit(checkout, {path: b"x"})


def test_nothing_to_commit(checkout: Path) -> None:
    """The same bytes make no empty commit."""
    with pytest.raises(InputError, match="there is nothing to commit"):
        commit(checkout, {WORKFLOW: b"on: push\n"})


def test_the_message_is_kept_as_it_is(checkout: Path) -> None:
    """Lines that begin with # are no comments, and letters are UTF-8 whatever the settings say."""
    git(checkout, "config", "i18n.commitEncoding", "iso-8859-1")
    git(checkout, "config", "commit.template", "/dev/null")
    message = "Schreibe \u00fcber \U0001f680\n\n# no comment\n\nKey: value\n"
    assert git(checkout, "log", "-1", "--format=%B", commit(checkout, message=message)).rstrip() == message.rstrip()
    assert Git(checkout).message(commit(checkout, message=message)).rstrip() == message.rstrip()


@pytest.mark.parametrize("message", ["", "\n", "nul\0"])
def test_messages_that_are_none(message: str, checkout: Path) -> None:
    """A commit says why it is there."""
    with pytest.raises(InputError, match="message must hold text"):
        commit(checkout, message=message)


def test_author_and_sign_off(checkout: Path) -> None:
    """The author is who was named; the sign-off is the committer's, as git does it, and stands there once."""
    opened = Git(checkout)
    author = Identity("Ada O'Neil", "ada@example.org")
    made = opened.commit_files(
        opened.head(), {WORKFLOW: AFTER}, "Change\n\nTrustpub-Change: 1\n", author=author, sign_off=True
    )
    assert git(checkout, "log", "-1", "--format=%an %ae %cn %ce", made) == (
        "Ada O'Neil ada@example.org Maintainer maintainer@example.org"
    )
    signed = "Trustpub-Change: 1\nSigned-off-by: Maintainer <maintainer@example.org>"
    assert git(checkout, "log", "-1", "--format=%(trailers)", made).strip() == signed
    again = opened.commit_files(opened.head(), {WORKFLOW: AFTER}, opened.message(made), sign_off=True)
    assert git(checkout, "log", "-1", "--format=%(trailers)", again).strip() == signed


def test_without_a_user_the_author_commits_and_without_both_nobody(checkout: Path) -> None:
    """A name made up from the machine's is never written into a project's history."""
    for key in ("user.name", "user.email"):
        git(checkout, "config", "--unset", key)
    opened = Git(checkout)
    with pytest.raises(GitError, match="git does not know who you are, so nothing is committed; run 'git config"):
        opened.commit_files(opened.head(), {WORKFLOW: AFTER}, "Change\n")
    made = opened.commit_files(
        opened.head(), {WORKFLOW: AFTER}, "Change\n", author=Identity("Ada", "a@example.org"), sign_off=True
    )
    assert git(checkout, "log", "-1", "--format=%an %cn %(trailers:key=Signed-off-by,valueonly)", made).strip() == (
        "Ada Ada Ada <a@example.org>"
    )


def test_signing_is_done_by_the_user_s_program_as_settings_ask(
    checkout: Path, tmp_path: Path, own_settings: Path
) -> None:
    """With commit.gpgSign the commit is signed; a key that fails stops the commit with git's reason."""
    signer = tmp_path / "signer"
    signer.write_text(
        "#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\n"
        "printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n'\n"
    )
    signer.chmod(0o755)
    own_settings.write_text(f"[gpg]\n\tprogram = {signer}\n[commit]\n\tgpgSign = true\n")
    assert "BEGIN PGP SIGNATURE" in git(checkout, "cat-file", "commit", commit(checkout))
    signer.write_text("#!/bin/sh\necho 'no secret key' >&2\nexit 1\n")
    with pytest.raises(GitError, match=r"cannot be signed, as commit.gpgSign asks: .*; see to your key"):
        commit(checkout)


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        (lambda root: None, False),
        (lambda root: (root / WORKFLOW).write_bytes(b"on: push\r\n"), False),
        (lambda root: (root / WORKFLOW).touch(), False),
        (lambda root: (root / "README.md").write_bytes(b"else\n"), False),
        (lambda root: (root / WORKFLOW).write_bytes(b"on: pull\n"), True),
        (lambda root: (root / WORKFLOW).unlink(), True),
        (lambda root: ((root / WORKFLOW).unlink(), (root / WORKFLOW).symlink_to("/etc/passwd")), True),
        (lambda root: git(root, "rm", "--quiet", "--cached", WORKFLOW), True),
        (lambda root: ((root / WORKFLOW).write_bytes(b"on: x\n"), git(root, "add", "--all")), True),
    ],
    ids=[
        "clean", "line endings", "touched", "other file", "edited", "deleted", "a link", "removed from index", "staged"
    ],
)  # fmt: skip
def test_changed(edit: object, changed: bool, checkout: Path) -> None:
    """What differs from the commit, staged or not, is told; how git ends lines is no difference."""
    assert callable(edit)
    edit(checkout)
    assert Git(checkout).changed([WORKFLOW]) == ([WORKFLOW] if changed else [])


def test_changed_knows_new_files_patterns_and_sparse_checkouts(checkout: Path) -> None:
    """Paths are taken literally; what a sparse checkout leaves out is not deleted."""
    (checkout / "new").write_bytes(b"")
    (checkout / "-n").write_bytes(b"")
    git(checkout, "config", "core.sparseCheckout", "true")
    git(checkout, "update-index", "--skip-worktree", "README.md")
    (checkout / "README.md").unlink()
    paths = ["new", "-n", "*", "missing", "README.md", WORKFLOW, ":(glob)**"]
    assert Git(checkout).changed(paths) == ["new", "-n"]
    assert Git(checkout).changed([]) == []
