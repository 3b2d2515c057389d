"""A refusal of GitHub, in one sentence: what it says, what it may mean, and what to do."""

from __future__ import annotations

import re
from typing import Any

from trustpub.github.needs import Need
from trustpub.http.errors import HttpError
from trustpub.http.response import Response

_SSO = re.compile(r"required;\s*url=(https://github\.com/[^\s;]+)")


def refusal(response: Response, need: Need, source: str | None) -> HttpError:
    """The error for an answer that is no success.

    Args:
        response: the answer.
        need: what a token needs for this.
        source: where the token came from; None when none was sent.
    """
    reason, advice = _why(response, need, source)
    return HttpError(response.what, reason, advice, response.status)


def _why(response: Response, need: Need, source: str | None) -> tuple[str, str]:
    status = response.status
    said = f" ({response.message})" if response.message else ""
    if status == 401:
        reason = f"GitHub does not accept the token from {source}{said}" if source else f"GitHub wants a token{said}"
        return reason, "it may be wrong, expired or revoked; make a new one" if source else "set GH_TOKEN"
    if status == 403:
        return f"GitHub refuses it{said}", _permission(response, need, source)
    if status == 404:
        reason = "GitHub says that there is no such thing (404), as it also does where the token may not look"
        if source is None:
            return reason, "check the name; for what is not public, set GH_TOKEN"
        return reason, f"check the name; the token from {source} needs {_asked(response, need)}"
    if status == 409:
        return f"something else is changing it just now{said}", "try again in a moment"
    if status in (400, 422):
        return f"GitHub does not take the values{said}{_details(response)}", "correct them and try again"
    if status >= 500:
        return f"GitHub has trouble ({status})", "see https://www.githubstatus.com and try again later"
    return f"GitHub answered {status}{said}", "check the repository's name and whether it moved"


def _permission(response: Response, need: Need, source: str | None) -> str:
    """What to do about a 403 that is about no limit."""
    sso = _SSO.search(response.headers.get("X-GitHub-SSO", ""))
    if sso is not None:
        return f"the organization wants the token authorized for its single sign-on: {sso[1]}"
    if source is None:
        return f"set GH_TOKEN to a token with {need}"
    if "by integration" in response.message:
        return f"the token of a workflow run or an app cannot do this; use one of yours with {need}"
    role = "" if response.headers.get("X-Accepted-GitHub-Permissions") else ", and you the right to do it"
    return f"the token from {source} needs {_asked(response, need)}{role}"


def _asked(response: Response, need: Need) -> str:
    """What is needed, by GitHub's own word where it gives one: ``secrets=write`` or ``secrets=write,metadata=read``."""
    accepted = response.headers.get("X-Accepted-GitHub-Permissions", "")
    # The header speaks of the operation; that workflows among the files need more, it does not say.
    if not re.fullmatch(r"[a-z_=,; ]+", accepted) or " and " in need.permission:
        return str(need)
    permission = accepted.split(";")[0].strip().replace("=", ": ").replace(",", ", ")
    return f"the scope {need.scope} (classic) or the permission {permission} (fine-grained)"


def _details(response: Response) -> str:
    """The single complaints of a 422, each as ``field: what is wrong``."""
    try:
        errors: Any = response.json_object().get("errors")
    except HttpError:
        return ""
    texts = []
    for error in errors[:5] if isinstance(errors, list) else ():
        if isinstance(error, str):
            texts.append(error)
        elif isinstance(error, dict):
            said = error.get("message") or error.get("code")
            texts.append(": ".join(str(part) for part in (error.get("field"), said) if part))
    return "".join(f"; {' '.join(text.split())[:200]}" for text in texts)
