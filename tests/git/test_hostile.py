"""Nothing that a checkout brings along is ever run: every place where git takes a program is planted with one."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.git.checkouts import WORKFLOW, add, git, program
from trustpub.git import environment
from trustpub.git.client import Git
from trustpub.git.errors import GitError, spoken, without_secrets
from trustpub.git.process import run
from trustpub.git.settings import Settings

HOOKS = (
    *("applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout", "post-commit"),
    *(
        "post-index-change",
        "post-merge",
        "post-receive",
        "post-rewrite",
        "post-update",
        "pre-applypatch",
        "pre-auto-gc",
    ),
    *("pre-commit", "pre-merge-commit", "pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg", "proc-receive"),
    *("push-to-checkout", "reference-transaction", "sendemail-validate", "update"),
)

RUN_ON_READING = {
    "core.fsmonitor": "",
    "core.pager": "",
    "pager.log": "",
    "core.editor": "",
    "sequence.editor": "",
    "core.alternateRefsCommand": "",
    "diff.external": "",
    "diff.evil.command": "",
    "diff.evil.textconv": "",
    "merge.evil.driver": "",
    "filter.evil.clean": "",
    "filter.evil.smudge": "",
    "filter.evil.process": "",
    "trailer.Signed-off-by.command": "",
    "trailer.Signed-off-by.cmd": "",
    "alias.cat-file": "!",
    "alias.push": "!",
    "hook.evil.command": "",
    "gc.recentObjectsHook": "",
    "uploadpack.packObjectsHook": "",
    "log.showSignature": None,
}  # fmt: skip
"""Settings with which git would run a program; what goes before the program, None for one that only asks for it."""

RUN_ON_NETWORK = {
    "core.sshCommand": "",
    "core.gitProxy": "",
    "core.askPass": "",
    "credential.helper": "!",
    "credential.https://example.org.helper": "",
    "remote.origin.receivepack": "",
    "remote.origin.uploadpack": "",
    "remote.origin.vcs": "",
}


@pytest.fixture
def mark(checkout: Path, tmp_path: Path) -> Path:
    """A file that is there when anything planted in the checkout was run."""
    mark = tmp_path / "mark"
    evil = program(tmp_path / "evil", mark)
    add(checkout, {".gitattributes": b"* filter=evil diff=evil merge=evil text=auto\n"})
    git(tmp_path, "clone", "--quiet", "--bare", str(checkout), "bare.git")
    git(checkout, "remote", "add", "origin", str(tmp_path / "bare.git"))
    for folder in (checkout / ".git" / "hooks", checkout / ".git" / "more-hooks"):
        for hook in HOOKS:
            program(folder / hook, mark)
    settings = {key: evil if before is None else before + evil for key, before in RUN_ON_READING.items()}
    settings |= {"core.hooksPath": ".git/more-hooks", "hook.evil.event": "reference-transaction"}
    settings |= {"log.showSignature": "true", "core.fsmonitorHookVersion": "2", "gpg.program": evil, "gc.auto": "1"}
    with (checkout / ".git" / "config").open("a") as file:
        file.writelines(_setting(key, value) for key, value in settings.items())
    return mark


def _setting(key: str, value: str) -> str:
    section, _, name = key.rpartition(".")
    top, _, sub = section.partition(".")
    return f'[{top} "{sub}"]\n\t{name} = {value}\n' if sub else f"[{top}]\n\t{name} = {value}\n"


def everything(checkout: Path) -> None:
    """Every operation that there is."""
    opened = Git(checkout)
    head = opened.head()
    assert opened.branch() == "main" and opened.subjects() and opened.remotes() and opened.identity()
    assert opened.default_branch("origin") is None and opened.branch_exists("main")
    (checkout / WORKFLOW).write_bytes(b"edited\n")
    assert opened.changed([WORKFLOW, "README.md"]) == [WORKFLOW]
    assert opened.files_of(head).read(WORKFLOW) == b"on: push\n"
    made = opened.commit_files(head, {WORKFLOW: b"on: release\n"}, "Change\n", sign_off=True)
    assert opened.message(made).startswith("Change")
    opened.set_branch("new", made, None)
    opened.push("origin", made, "new", None)
    assert opened.remote_head("origin", "new") == opened.fetch("origin", "new") == made


def test_nothing_of_a_checkout_is_run(checkout: Path, mark: Path) -> None:
    """Hooks, monitors, filters, pagers, editors, drivers and aliases of the checkout are all passed over."""
    everything(checkout)
    assert not mark.exists(), mark.read_text()


def test_the_planted_programs_would_run(checkout: Path, mark: Path) -> None:
    """The same checkout, used with a plain git, runs them: the planting is no dud."""
    os.utime(checkout / WORKFLOW)
    with contextlib.suppress(subprocess.CalledProcessError):  # the planted filter does not answer as one
        git(checkout, "add", WORKFLOW)
    git(checkout, "update-ref", "refs/heads/x", "HEAD")
    ran = mark.read_text()
    assert "evil" in ran and "reference-transaction" in ran


@pytest.mark.parametrize("key", RUN_ON_NETWORK)
def test_a_program_that_only_the_checkout_names_is_refused_on_the_network(
    key: str, checkout: Path, mark: Path, tmp_path: Path
) -> None:
    """Git would run it to reach the remote, so nothing is reached; reading and committing still work."""
    with (checkout / ".git" / "config").open("a") as file:
        file.write(_setting(key, RUN_ON_NETWORK[key] + str(tmp_path / "evil")))
    opened = Git(checkout)
    made = opened.commit_files(opened.head(), {WORKFLOW: b"x\n"}, "Change\n")
    calls: list[Callable[[], object]] = [
        lambda: opened.push("origin", made, "new", None),
        lambda: opened.remote_head("origin", "new"),
        lambda: opened.fetch("origin", "new"),
    ]
    for call in calls:
        with pytest.raises(GitError, match=f"name a program of their own .*{key.split('.')[0]}.*'git config --global'"):
            call()
    assert not mark.exists()


def test_the_same_settings_of_the_user_are_used(checkout: Path, tmp_path: Path, own_settings: Path) -> None:
    """What the user's own file names is the user's choice."""
    mark = tmp_path / "ssh-mark"
    own_settings.write_text(f"[core]\n\tsshCommand = {program(tmp_path / 'my-ssh', mark)}\n")
    with pytest.raises(GitError):
        Git(checkout).remote_head("git@example.org:o/r.git", "main")
    assert "my-ssh" in mark.read_text()


@pytest.mark.parametrize(
    ("key", "value", "is_program"),
    [
        ("core.sshCommand", "ssh -i ~/.ssh/work -o IdentitiesOnly=yes", False),
        ("core.sshCommand", "ssh -o ProxyCommand=x", True),
        ("core.sshCommand", "ssh -i $(x)", True),
        ("credential.helper", "store", False),
        ("credential.helper", "", False),
        ("credential.helper", "store --file=x", True),
        ("credential.helper", "./x", True),
        ("http.extraHeader", "x", False),
    ],
)
def test_plain_values_name_no_program_of_the_checkout(key: str, value: str, is_program: bool, checkout: Path) -> None:
    """A key for ssh and a helper that comes with git are what people set for one checkout."""
    git(checkout, "config", key, value)
    settings = Settings(f"local\0{key.lower()}\n{value}\0".encode())
    assert list(settings.own_programs(signing=False)) == ([key.lower()] if is_program else [])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url.https://evil.example/.insteadOf", "https://example.org/"),
        ("url.https://evil.example/.pushInsteadOf", "https://example.org/"),
        ("http.sslVerify", "false"),
        ("http.https://example.org.sslVerify", "0"),
        ("http.sslCAInfo", "evil.pem"),
        ("http.curloptResolve", "example.org:443:127.0.0.1"),
        ("http.cookieFile", "../precious"),
        ("http.saveCookies", "true"),
    ],
)
def test_a_checkout_does_not_say_whom_git_speaks_to(key: str, value: str, checkout: Path) -> None:
    """Neither another server, nor one that proves nothing and would be told the user's password."""
    git(checkout, "config", key, value)
    with pytest.raises(GitError, match=r"choose whom git speaks to .*'git config --global'"):
        Git(checkout).remote_head("https://example.org/o/r", "main")


def test_a_checkout_may_want_more_certainty(checkout: Path, tmp_path: Path) -> None:
    """And may go through a proxy, which sees nothing of what is said."""
    git(tmp_path, "clone", "--quiet", "--bare", str(checkout), "bare.git")
    git(checkout, "config", "http.sslVerify", "true")
    git(checkout, "config", "http.proxy", "http://127.0.0.1:9")
    assert Git(checkout).remote_head(str(tmp_path / "bare.git"), "main") is not None


def test_a_checkout_does_not_say_who_signs(checkout: Path, mark: Path) -> None:
    """A signing program of the checkout's own is not run, and nothing unsigned is committed in its place."""
    git(checkout, "config", "commit.gpgSign", "true")
    opened = Git(checkout)
    with pytest.raises(GitError, match=r"name a program of their own \(gpg\.program\)"):
        opened.commit_files(opened.head(), {WORKFLOW: b"x\n"}, "Change\n")
    assert not mark.exists() or "evil" not in mark.read_text()


def test_included_settings_are_the_checkout_s_own(checkout: Path, tmp_path: Path) -> None:
    """A file that the checkout's settings include counts as them."""
    (checkout / "more").write_text(f"[core]\n\tsshCommand = {tmp_path / 'evil'}\n")
    git(checkout, "config", "include.path", "../more")
    with pytest.raises(GitError, match=r"core\.sshcommand"):
        Git(checkout).remote_head("git@example.org:o/r.git", "main")


def test_an_address_cannot_be_rewritten_to_a_program(checkout: Path, mark: Path, own_settings: Path) -> None:
    """Transports that run programs are off, whatever the settings allow."""
    git(checkout, "config", "protocol.ext.allow", "always")
    own_settings.write_text(f'[url "ext::{mark.parent}/evil "]\n\tinsteadOf = https://example.org/\n')
    with pytest.raises(GitError, match=r"git does not use this kind of address .*transport 'ext' not allowed"):
        Git(checkout).remote_head("https://example.org/o/r", "main")
    assert not mark.exists()


def test_a_partial_clone_fetches_nothing_in_passing(checkout: Path, tmp_path: Path) -> None:
    """Reading what it lacks would run the program that serves the remote."""
    mark = tmp_path / "mark"
    git(checkout, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{checkout}", "partial")
    partial = tmp_path / "partial"
    git(partial, "config", "remote.origin.uploadpack", program(tmp_path / "evil", mark))
    opened = Git(partial)
    with pytest.raises(GitError):
        opened.files_of(opened.head()).read(WORKFLOW)
    made = opened.commit_files(opened.head(), {WORKFLOW: b"x\n"}, "Change\n", author=None) if opened.identity() else ""
    assert not mark.exists() and made == ""


def test_hooks_that_settings_define_are_switched_off(checkout: Path) -> None:
    """Git 2.54 and newer run what ``hook.NAME.command`` names; each such name is disabled, the user's settings kept."""
    listed = b"local\0hook.a.b.command\nx\0global\0hook.c.event\npre-push\0local\0core.x\n\0"
    assert Settings(listed).hooks() == ["a.b", "c"]
    variables = environment.variables((), Settings(listed).hooks())
    assert variables["GIT_CONFIG_COUNT"] == "2"
    assert [variables[f"GIT_CONFIG_KEY_{n}"] for n in range(2)] == ["hook.a.b.enabled", "hook.c.enabled"]
    assert [variables[f"GIT_CONFIG_VALUE_{n}"] for n in range(2)] == ["false", "false"]


def test_settings_in_variables_are_kept_below_ours(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container that trusts its folders by variables still works, and its monitor is not run."""
    for number, (key, value) in enumerate([("user.name", "From Variables"), ("core.fsmonitor", "/nowhere/evil")]):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "2")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'user.name=From Elsewhere'")
    who = Git(checkout).identity()
    assert who is not None and who.name == "From Variables"


def test_talkative_git_is_silenced(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Traces, which may hold passwords, are not written."""
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    monkeypatch.setenv("GIT_TRACE_CURL", str(tmp_path / "trace"))
    monkeypatch.setenv("GIT_TRACE2", str(tmp_path / "trace"))
    Git(checkout).head()
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"fatal: x\n", "x"),
        (b"hint: y\nerror: z.\n", "z"),
        (b"remote: \x1b[31mred\x1b[0m\r\n", r"remote: \x1b[31mred\x1b[0m"),
        (b"fatal: unable to access 'https://u:p@h/x?t=1'\n", "unable to access 'https://h/x'"),
        (b"fatal: pypi-" + b"A" * 80 + b"\n", "pypi-***(85 characters)"),
        (b"\xff\n", "\ufffd"),
        (b"", ""),
        (b"fatal: " + b"x" * 5000, "x" * 600 + "..."),
        ("fatal: \u202etxt".encode(), r"\u202etxt"),
    ],
)
def test_what_git_says_is_made_fit_to_print(said: bytes, shown: str) -> None:
    """One line, no steering characters, no hints, no secrets, and not for ever."""
    assert spoken(said) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://github.com/o/r", "https://github.com/o/r"),
        ("https://token@github.com/o/r", "https://github.com/o/r"),
        ("https://user:to@ken@github.com/o/r?a=b", "https://github.com/o/r"),
        ("see https://a:b@c and ssh://git@d/e.", "see https://c and ssh://d/e."),
        ("git@github.com:o/r.git", "git@github.com:o/r.git"),
    ],
)
def test_secrets_in_addresses(address: str, shown: str) -> None:
    """What goes before the host, and behind the path, may be a secret."""
    assert without_secrets(address) == shown


def test_a_program_is_ended_with_its_children(tmp_path: Path) -> None:
    """When its time is up, and when it prints too much; no child goes on."""
    mark = tmp_path / "mark"
    variables = {"PATH": os.environ["PATH"]}
    slow = ["/bin/sh", "-c", f"(sleep 2; touch '{mark}') & sleep 60"]
    started = time.monotonic()
    with pytest.raises(GitError, match="not done after 0 seconds; try again"):
        run(slow, folder=str(tmp_path), environment=variables, seconds=0.3, most=10)
    endless = ["/bin/sh", "-c", "while :; do echo xxxxxxxxxx; done"]
    done = run(endless, folder=str(tmp_path), environment=variables, seconds=30, most=1000)
    assert done.is_cut and len(done.out) == 1000
    assert time.monotonic() - started < 20
    time.sleep(2.2)
    assert not mark.exists()


def test_a_program_that_reads_nothing_or_never_ends_its_output(tmp_path: Path) -> None:
    """A closed pipe is no fault, and neither is a child that keeps the output open."""
    variables = {"PATH": os.environ["PATH"]}
    done = run(["/bin/true"], folder=str(tmp_path), environment=variables, data=b"x" * 10**6, seconds=10, most=10)
    assert done.status == 0
    assert threading.active_count() < 50


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    """A sentence, and no traceback."""
    with pytest.raises(GitError, match="git cannot be started: no such file"):
        run([str(tmp_path / "missing")], folder=str(tmp_path), environment={}, seconds=1, most=1)
