"""The knowledge tables keep their schema, their order and their sources."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DATA = Path(__file__).parents[2] / "src" / "trustpub" / "data"

Entry = Mapping[str, Any]

PERMISSIONS = {
    "actions",
    "attestations",
    "checks",
    "contents",
    "deployments",
    "discussions",
    "id-token",
    "issues",
    "models",
    "packages",
    "pages",
    "pull-requests",
    "repository-projects",
    "security-events",
    "statuses",
}
LEVELS = {"read", "write"}
WRITE_ONLY = {"id-token"}
READ_ONLY = {"models"}

USES = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9._-]+)+")
VERSION = re.compile(r"v\d+\.\d+\.\d+")
COMMIT = re.compile(r"[0-9a-f]{40}")


def table(name: str) -> dict[str, list[Entry]]:
    """The tables of one data file."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def version_key(version: str) -> tuple[int, ...]:
    """A version vX.Y.Z as numbers."""
    return tuple(int(part) for part in version.removeprefix("v").split("."))


def duplicates(keys: Iterable[object]) -> list[object]:
    """The keys that occur more than once."""
    return [key for key, count in Counter(keys).items() if count > 1]


def assert_permissions(permissions: Mapping[str, str]) -> None:
    """Only names and levels that GitHub knows."""
    for name, level in permissions.items():
        assert name in PERMISSIONS
        assert level in LEVELS
        assert (name, level) not in {(known, "read") for known in WRITE_ONLY}
        assert (name, level) not in {(known, "write") for known in READ_ONLY}


def assert_keys(entry: Entry, required: set[str], optional: set[str]) -> None:
    """Every required key, and no key beside the optional ones."""
    assert required <= entry.keys() <= required | optional


def assert_texts(values: object) -> None:
    """A list of distinct, non-empty texts."""
    assert isinstance(values, list)
    assert all(isinstance(value, str) and value for value in values)
    assert not duplicates(values)


def assert_source(entry: Entry) -> None:
    """A web address that says where the fact comes from, and a note only where there is something to say."""
    address = urlsplit(entry["source"])
    assert address.scheme == "https"
    assert address.netloc
    note = entry.get("note", "It is a sentence.")
    assert note.endswith(".")
    assert note == note.strip()


def assert_condition(condition: Entry, required: set[str]) -> None:
    """An input compared in exactly one way."""
    comparisons = {"equals", "not_equals", "contains", "given"} & condition.keys()
    assert len(comparisons) == 1
    assert condition.keys() == required | comparisons


# --- permissions.toml


def permission_actions() -> list[Entry]:
    """The actions with known permissions."""
    return table("permissions")["action"]


def permission_commands() -> list[Entry]:
    """The commands with known permissions."""
    return table("permissions")["command"]


def unknown_commands() -> list[Entry]:
    """The commands that use the token for what cannot be told."""
    return table("permissions")["unknown_command"]


CREDENTIAL_KEYS = {"token_input", "token_env", "token_default", "other_credentials", "git_credentials"}


def assert_credentials(entry: Entry) -> None:
    """The keys that say whose token is used have the documented types and are only there when they say something."""
    assert isinstance(entry.get("token_input", "token"), str)
    for key in ("token_env", "other_credentials"):
        assert_texts(entry.get(key, ["one"]))
    assert entry.get("token_default", False) is False
    assert entry.get("git_credentials", True) is True
    if "token_default" in entry:
        assert {"token_input", "token_env"} & entry.keys()


def test_permissions_file_has_three_tables() -> None:
    """Nothing but actions, commands and unknown commands."""
    assert table("permissions").keys() == {"action", "command", "unknown_command"}


@pytest.mark.parametrize("action", permission_actions(), ids=lambda action: action["uses"])
def test_action_permissions(action: Entry) -> None:
    """An action has its name, its permissions and a source, and conditions on inputs that add permissions."""
    assert_keys(action, {"uses", "permissions", "source"}, {"note", "when"} | CREDENTIAL_KEYS)
    assert USES.fullmatch(action["uses"])
    assert_permissions(action["permissions"])
    assert_credentials(action)
    assert_source(action)
    for condition in action.get("when", []):
        assert_condition(condition, {"input", "permissions"})
        assert condition["permissions"]
        assert_permissions(condition["permissions"])


@pytest.mark.parametrize("action", permission_actions(), ids=lambda action: action["uses"])
def test_conditions_of_an_action_say_something(action: Entry) -> None:
    """A condition that only repeats what is needed anyway is no fact."""
    for condition in action.get("when", []):
        assert not condition["permissions"].items() <= action["permissions"].items()


@pytest.mark.parametrize("command", permission_commands(), ids=lambda command: " ".join(command["match"]))
def test_command_permissions(command: Entry) -> None:
    """A command has its leading words, its permissions and a source, and conditions on its further words."""
    assert_keys(command, {"match", "permissions", "source"}, {"note", "when"} | CREDENTIAL_KEYS)
    assert command["match"]
    assert all(word and word == word.strip() for word in command["match"])
    assert_permissions(command["permissions"])
    assert_credentials(command)
    assert_source(command)
    for condition in command.get("when", []):
        assert condition.keys() in ({"argument", "permissions"}, {"argument_prefix", "permissions"})
        assert condition["permissions"]
        assert_permissions(condition["permissions"])


@pytest.mark.parametrize("command", unknown_commands(), ids=lambda command: " ".join(command["match"]))
def test_unknown_command(command: Entry) -> None:
    """An unknown command has its leading words, a reason and a source."""
    assert_keys(command, {"match", "reason", "source"}, {"contains", "at_most"})
    assert command["reason"]
    assert_texts(command.get("contains", ["one"]))
    assert_source(command)


def test_permissions_are_sorted() -> None:
    """The actions by name, the commands by their words."""
    actions = [action["uses"] for action in permission_actions()]
    assert actions == sorted(actions)
    for commands in (permission_commands(), unknown_commands()):
        words = [command["match"] for command in commands]
        assert words == sorted(words)


def test_permissions_have_no_duplicates() -> None:
    """Each action and each command once, known and unknown commands together."""
    assert not duplicates(action["uses"] for action in permission_actions())
    commands = [*permission_commands(), *unknown_commands()]
    assert not duplicates(tuple(command["match"]) for command in commands)


@pytest.mark.parametrize(
    ("uses", "permissions"),
    [
        pytest.param("actions/checkout", {"contents": "read"}, id="reads the repository"),
        pytest.param("actions/setup-python", {}, id="downloads from public repositories"),
        pytest.param("actions/upload-artifact", {}, id="artifacts of the run"),
        pytest.param("softprops/action-gh-release", {"contents": "write"}, id="creates a release"),
        pytest.param("sigstore/gh-action-sigstore-python", {"id-token": "write"}, id="signs without a key"),
    ],
)
def test_known_needs(uses: str, permissions: dict[str, str]) -> None:
    """Needs that every release workflow relies on."""
    [action] = [action for action in permission_actions() if action["uses"] == uses]
    assert action["permissions"] == permissions


@pytest.mark.parametrize("uses", ["actions/github-script", "nick-fields/retry", "octokit/request-action"])
def test_actions_that_do_anything_are_not_listed(uses: str) -> None:
    """What an action runs is not known from its name when the workflow tells it what to run."""
    assert uses not in {action["uses"] for action in permission_actions()}


# --- publishing_actions.toml


def publishing_actions() -> list[Entry]:
    """The actions and reusable workflows that upload."""
    return table("publishing_actions")["action"]


PUBLISHING_REQUIRED = {
    "uses",
    "kind",
    "uploads",
    "token_inputs",
    "user_inputs",
    "index",
    "index_inputs",
    "uploader",
    "dist_input",
    "dist_default",
    "builds",
    "trusted_publishing",
    "does_also",
    "source",
}
PUBLISHING_OPTIONAL = {
    "uploads_before",
    "condition",
    "token_env",
    "inherited_secrets",
    "token_indexes",
    "user_env",
    "index_env",
    "testpypi_when",
    "trusted_publishing_before",
    "trusted_publishing_input",
    "build_only",
    "build_only_artifacts",
    "build_only_since",
    "condition_input",
    "condition_default",
    "replacement",
    "replacement_inputs",
    "replacement_checkout",
    "replacement_python",
    "note",
}


@pytest.mark.parametrize("action", publishing_actions(), ids=lambda action: action["uses"])
def test_publishing_action(action: Entry) -> None:
    """A publishing action has the documented keys with the documented values."""
    assert_keys(action, PUBLISHING_REQUIRED, PUBLISHING_OPTIONAL)
    assert USES.fullmatch(action["uses"])
    assert action["kind"] == ("reusable-workflow" if "/.github/workflows/" in action["uses"] else "action")
    assert action["uploads"] in {"always", "when-token", "when-input", "never"}
    assert action["index"] in {"pypi", "testpypi", "other", "unknown"}
    assert re.fullmatch(r"no|yes|since v[\d.]+", action["trusted_publishing"])
    assert isinstance(action["builds"], bool)
    for key in ("token_inputs", "user_inputs", "index_inputs"):
        assert_texts(action[key])
    for key in ("token_env", "inherited_secrets", "user_env", "index_env"):
        assert_texts(action.get(key, ["one"]))
    assert_source(action)


@pytest.mark.parametrize("action", publishing_actions(), ids=lambda action: action["uses"])
def test_publishing_action_is_consistent(action: Entry) -> None:
    """A condition goes with when-input, a credential with when-token; no called workflow does trusted publishing."""
    assert (action["uploads"] == "when-input") == ("condition" in action)
    if "condition" in action:
        assert_condition(action["condition"], {"input", "default"})
        assert isinstance(action["condition"]["default"], bool)
    for key in ("testpypi_when", "trusted_publishing_input"):
        if key in action:
            assert_condition(action[key], {"input"})
    credentials = {*action["token_inputs"], *action.get("token_env", []), *action.get("inherited_secrets", [])}
    if action["uploads"] == "when-token":
        assert credentials
    if action["trusted_publishing"] == "no" and action["uploads"] != "never":
        assert credentials
    assert action.get("token_indexes", {}).keys() <= credentials
    assert set(action.get("token_indexes", {}).values()) <= {"pypi", "testpypi"}
    if action["kind"] == "reusable-workflow":
        assert action["trusted_publishing"] == "no"
    else:
        assert "inherited_secrets" not in action
    assert (action["uploader"] == "") == (action["uploads"] == "never")


def test_publishing_actions_are_sorted_and_distinct() -> None:
    """Each action once, by name."""
    names = [action["uses"] for action in publishing_actions()]
    assert names == sorted(set(names))


@pytest.mark.parametrize("uses", ["pypa/gh-action-pypi-publish", "pyo3/maturin-action"])
def test_actions_with_rules_of_their_own_are_not_listed(uses: str) -> None:
    """The two actions whose inputs need more than a table."""
    assert uses not in {action["uses"] for action in publishing_actions()}


# --- pins.toml


def test_pins() -> None:
    """Each pin names a release and the commit it stands for; sorted, none twice."""
    pins = table("pins")["pin"]
    for pin in pins:
        assert pin.keys() == {"action", "version", "commit", "source"}
        assert USES.fullmatch(pin["action"])
        assert VERSION.fullmatch(pin["version"])
        assert COMMIT.fullmatch(pin["commit"])
        assert_source(pin)
    keys = [(pin["action"], version_key(pin["version"])) for pin in pins]
    assert keys == sorted(set(keys))
    assert not duplicates(pin["commit"] for pin in pins)


def test_majors() -> None:
    """Each moving major tag has a release of that major and its commit; sorted, none twice."""
    majors = table("pins")["major"]
    for major in majors:
        assert major.keys() == {"action", "major", "version", "commit", "source"}
        assert major["version"].startswith(f"{major['major']}.")
        assert COMMIT.fullmatch(major["commit"])
        assert_source(major)
    keys = [(major["action"], major["major"]) for major in majors]
    assert keys == sorted(set(keys))


def test_minimums() -> None:
    """Each feature of an action has the first version that has it; sorted, none twice."""
    minimums = table("pins")["minimum"]
    for minimum in minimums:
        assert_keys(minimum, {"action", "feature", "version", "source"}, {"note"})
        assert VERSION.fullmatch(minimum["version"])
        assert_source(minimum)
    keys = [(minimum["action"], minimum["feature"]) for minimum in minimums]
    assert keys == sorted(set(keys))


def test_every_pin_of_the_publishing_action_can_do_trusted_publishing() -> None:
    """What the product falls back to is never below what it needs."""
    pins = table("pins")
    for minimum in pins["minimum"]:
        versions = [version_key(pin["version"]) for pin in pins["pin"] if pin["action"] == minimum["action"]]
        assert versions
        assert min(versions) >= version_key(minimum["version"])


def test_old_refs() -> None:
    """Each old ref has a kind with what that kind needs; sorted, none twice."""
    needs = {"branch": {"ref"}, "branch-below": {"prefix", "version"}, "tag-below": {"version"}}
    old_refs = table("pins")["old_ref"]
    for old_ref in old_refs:
        assert old_ref.keys() == {"action", "kind", "reason", "source"} | needs[old_ref["kind"]]
        assert USES.fullmatch(old_ref["action"])
        assert_source(old_ref)
    keys = [(old_ref["action"], old_ref["kind"]) for old_ref in old_refs]
    assert keys == sorted(set(keys))
