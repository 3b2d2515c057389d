"""Which repository gets a pull request, and which is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pullrequest.builders import PLANS, pull, repository
from trustpub.pullrequest.decide import KEEP, LEAVE, OPEN, SKIP, UPDATE, Decision, Head, change_of, decide
from trustpub.pullrequest.marker import write_marker

OURS = Head("c" * 40, True, False)
CURRENT = OURS._replace(is_current=True)
OTHERS = OURS._replace(is_ours=False)
UNSEEN = OURS._replace(is_ours=None)

CLOSED, MERGED = pull(state="closed"), pull(state="merged")
STRANGE = pull(head_owner="stranger")
FORKED = pull(head_owner="Octocat")
GONE = pull(head_owner=None)
MARKED = write_marker(change_of(PLANS["change"]), (), "")
READER = {"can_write": False}


def decided(about: dict[str, Any], plan: str = "change", **options: Any) -> Decision:
    """The decision about a repository."""
    given: dict[str, Any] = {"again": False, "login": "octocat"} | options
    return decide(repository(**about), PLANS[plan], **given)


ACTS: list[Any] = [
    pytest.param({}, {}, OPEN, id="nothing happened yet"),
    pytest.param({}, {"plan": "change, and something left"}, OPEN, id="what can be done is done"),
    pytest.param({"is_private": True}, {}, OPEN, id="private"),
    pytest.param(READER, {}, OPEN, id="no right to push: through a fork"),
    pytest.param({**READER, "can_fork": False, "can_write": True}, {}, OPEN, id="no fork needed"),
    pytest.param({"topics": ("trustpub", "no-trustpublishing")}, {}, OPEN, id="other topics"),
    pytest.param({}, {"head": CURRENT}, OPEN, id="the branch is there, its pull request is not"),
    pytest.param({}, {"head": OURS}, OPEN, id="an old branch of ours without a pull request"),
    pytest.param({"pulls": (CLOSED,)}, {"again": True}, OPEN, id="closed, and again"),
    pytest.param({"pulls": (MERGED,)}, {"head": CURRENT, "again": True}, OPEN, id="merged and undone, and again"),
    pytest.param({"pulls": (MERGED,)}, {"head": OURS}, OPEN, id="merged, and a new upload since"),
    pytest.param({"pulls": (MERGED,)}, {}, OPEN, id="merged, and its branch deleted"),
    pytest.param({"pulls": (STRANGE,)}, {"again": True}, OPEN, id="somebody else's, and again"),
    pytest.param({"pulls": (pull(state="closed", head_owner="stranger"),)}, {}, OPEN, id="a stranger's own, closed"),
    pytest.param({**READER, "pulls": (GONE._replace(body=MARKED),)}, {}, KEEP, id="the fork is gone, and up to date"),
    pytest.param({"pulls": (pull(),)}, {"head": OURS}, UPDATE, id="open, and out of date"),
    pytest.param({"pulls": (pull(), CLOSED)}, {"head": OURS}, UPDATE, id="open, after one that was closed"),
    pytest.param({"pulls": (CLOSED, pull())}, {"head": OURS}, UPDATE, id="open, before one that was closed"),
    pytest.param({"pulls": (pull(is_draft=False),)}, {"head": OURS}, UPDATE, id="no draft any more"),
    pytest.param({**READER, "pulls": (FORKED,)}, {"head": OURS}, UPDATE, id="open from the fork of the same person"),
    pytest.param({"pulls": (pull(),)}, {"head": UNSEEN}, UPDATE, id="not looked at closely yet"),
    pytest.param({"pulls": (pull(),)}, {"head": CURRENT}, KEEP, id="open, and up to date"),
    pytest.param({"pulls": (pull(),)}, {"head": CURRENT._replace(is_ours=False)}, KEEP, id="the same change"),
    pytest.param({**READER, "pulls": (pull(),)}, {"head": CURRENT}, KEEP, id="up to date, and no right to push"),
    pytest.param({"pulls": (STRANGE, pull())}, {"head": CURRENT}, KEEP, id="ours goes before a stranger's"),
    pytest.param({**READER, "pulls": (STRANGE, FORKED)}, {"head": CURRENT}, KEEP, id="also from a fork"),
    pytest.param({"pulls": (STRANGE,)}, {"head": CURRENT, "login": None}, UPDATE, id="whose it is, is not known yet"),
]

LEAVES_ALONE: list[Any] = [
    pytest.param({"is_archived": True}, {}, SKIP, "it is archived", id="archived"),
    pytest.param({"is_disabled": True}, {}, SKIP, "GitHub disabled it", id="disabled"),
    pytest.param({"is_locked": True}, {}, SKIP, "it is locked, as while it moves", id="locked"),
    pytest.param({"is_fork": True}, {}, SKIP, "it is a fork, and releases are made where it came from", id="fork"),
    pytest.param({"head": None, "default_branch": None}, {}, SKIP, "it is empty", id="empty"),
    pytest.param(
        {"topics": ("python", "no-trustpub")},
        {},
        SKIP,
        "it has the topic no-trustpub, which says that it wants none",
        id="topic",
    ),
    pytest.param(
        {}, {"opted_out": True}, SKIP, "it has the file .github/no-trustpub, which says that it wants none", id="file"
    ),
    pytest.param({}, {"plan": "no upload"}, SKIP, "no workflow uploads to PyPI", id="no upload"),
    pytest.param({}, {"plan": "migrated"}, SKIP, "no upload to PyPI uses a long-lived token", id="migrated"),
    pytest.param(
        {"pulls": (MERGED,)}, {"plan": "migrated"}, SKIP, "it migrated with #7", id="migrated by our pull request"
    ),
    pytest.param(
        {"pulls": (pull(),)},
        {"plan": "migrated"},
        SKIP,
        "there is nothing to migrate any more, so #7 can be closed",
        id="migrated otherwise",
    ),
    pytest.param(
        {"pulls": (CLOSED,)}, {}, SKIP, "#7 was closed without being merged; --again opens a new one", id="closed"
    ),
    pytest.param(
        {"pulls": (CLOSED, MERGED)}, {}, SKIP, "#7 was closed without being merged; --again opens a new one", id="last"
    ),
    pytest.param(
        {"pulls": (MERGED,)},
        {"head": CURRENT},
        SKIP,
        "#7 was merged and its change undone; --again opens a new one",
        id="merged and undone",
    ),
    pytest.param(
        {"pulls": (STRANGE,)}, {"head": None}, SKIP, "#7, of somebody else, proposes it already", id="somebody else"
    ),
    pytest.param(
        {"pulls": (pull(state="closed", head_owner="colleague", body=MARKED),)},
        {},
        SKIP,
        "#7 was closed without being merged; --again opens a new one",
        id="a colleague's from a fork, closed",
    ),
    pytest.param(
        {**READER, "pulls": (GONE,)},
        {},
        LEAVE,
        "#7 is out of date, and its fork is gone; close it, and open a new one with --again",
        id="the fork is gone",
    ),
    pytest.param(
        {"pulls": (GONE._replace(author="stranger"),)},
        {},
        SKIP,
        "#7, of somebody else, proposes it already",
        id="somebody else's fork is gone",
    ),
    pytest.param(
        {"is_archived": True, "pulls": (CLOSED,)}, {"again": True}, SKIP, "it is archived", id="again changes no fact"
    ),
    pytest.param(
        {}, {"opted_out": True, "again": True}, SKIP, "it has the file .github/no-trustpub, which", id="again, file"
    ),
    pytest.param(
        {}, {"plan": "only left"}, LEAVE, "its one upload with a token has to be migrated by hand: ", id="left"
    ),
    pytest.param({}, {"plan": "broken"}, LEAVE, ".github/workflows/c.yml cannot be read: ", id="broken"),
    pytest.param(
        {"pulls": (pull(),)},
        {"head": OTHERS},
        LEAVE,
        "#7 is out of date, and others pushed to its branch; update it by hand",
        id="changed by others",
    ),
    pytest.param(
        {},
        {"head": OTHERS},
        LEAVE,
        "its branch trustpub/trusted-publishing holds commits that are not trustpub's; look at them, or delete it",
        id="a branch of others",
    ),
    pytest.param(
        {"pulls": (CLOSED,)},
        {"head": OTHERS, "again": True},
        LEAVE,
        "its branch trustpub/trusted-publishing holds commits that are not trustpub's",
        id="again overwrites nothing",
    ),
    pytest.param(
        READER, {"fork": False}, LEAVE, "the token's owner may not push to it, and --no-fork", id="no fork wanted"
    ),
    pytest.param(
        {**READER, "can_fork": False}, {}, LEAVE, "the token's owner may not push to it, and it allows", id="no forks"
    ),
    pytest.param(
        {**READER, "pulls": (pull(),)},
        {"head": OURS},
        LEAVE,
        "#7 is out of date, and the token's owner may not push to its branch",
        id="no right to update",
    ),
]


@pytest.mark.parametrize(("about", "options", "action"), ACTS)
def test_what_is_opened_updated_and_kept(about: dict[str, Any], options: dict[str, Any], action: str) -> None:
    """There is no reason to tell then."""
    found = decided(about, **options)
    assert (found.action, found.reason) == (action, None)


@pytest.mark.parametrize(("about", "options", "action", "reason"), LEAVES_ALONE)
def test_what_is_left_alone(about: dict[str, Any], options: dict[str, Any], action: str, reason: str) -> None:
    """Each with its reason."""
    found = decided(about, **options)
    assert found.action == action and found.reason is not None and found.reason.startswith(reason)


def test_a_stranger_s_is_never_told_as_ours() -> None:
    """Also not while it is not known whose token it is: people merge what they are shown."""
    assert decided({"pulls": (STRANGE,)}, head=CURRENT, login=None).pull is None


@pytest.mark.parametrize("state", ["closed", "merged", "open"])
def test_the_pull_request_that_it_is_about_is_told(state: str) -> None:
    """Whatever its state."""
    about = {"pulls": (pull(state=state),)}
    assert decided(about, head=CURRENT).pull == pull(state=state)
