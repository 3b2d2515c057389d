"""A GitHub on this machine, whose state requests change.

What it answers follows https://docs.github.com/en/rest; every request and answer is held to GitHub's description.
"""

from __future__ import annotations

import hashlib
import json
from types import TracebackType
from urllib.parse import quote

from tests.servers.github.answers import SIGN_ON, not_found, refusal
from tests.servers.github.environments import NOW
from tests.servers.github.graphql import Asking
from tests.servers.github.limits import Limits
from tests.servers.github.routes import ELSEWHERE, OF_A_REPOSITORY
from tests.servers.github.smart_http import SmartHttp, is_git
from tests.servers.github.state import RepositoryState
from tests.servers.github.world import Call, World
from tests.servers.http import Answer, Asked, Cut, Fault, LocalServer
from tests.servers.openapi import Operation, answer_violations, header_violations, operation_of, request_violations

_ALWAYS_THERE = {"/repos/{owner}/{repo}", "/repos/{owner}/{repo}/forks"}


class GitHubServer(World, LocalServer):
    """All repositories, as one token sees them.

    Attributes:
        token: what is accepted; others get 401.
        hidden: texts in methods and paths for which the token has no permission (404, as GitHub hides them).
        forbidden: the same, with 403.
        headers: added to every answer.
        limits: of the token; None for none.
    """

    def __init__(self, token: str) -> None:
        World.__init__(self)
        LocalServer.__init__(self)
        self.token = token
        self.hidden: list[str] = []
        self.forbidden: list[str] = []
        self.headers: dict[str, str] = {}
        self.limits: Limits | None = None
        self._git = SmartHttp(self, token)

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        LocalServer.__exit__(self, *error)
        self._git.close()

    def decide(self, asked: Asked, fault: Fault | None) -> Answer:
        """The answer, within the limits; what the client already knows of it is not said or counted again."""
        if is_git(asked):
            return fault if isinstance(fault, Answer) else self._git.answer(asked)
        refused = None if self.limits is None else self.limits.take(asked)
        answer = fault if isinstance(fault, Answer) else refused or self.answer(asked)
        if asked.method == "GET" and answer.status == 200 and not isinstance(answer.body, bytes):
            answer = _unless_known(asked, answer)
        if self.limits is None:
            return answer
        if answer.status == 304:
            self.limits.charge(asked, -1)
        answer = self.limits.told(asked, answer, is_read=not isinstance(fault, Cut))
        self.violations += self.limits.violations
        self.limits.violations.clear()
        return answer

    def answer(self, asked: Asked) -> Answer:
        """Answer by the state, and hold both sides to the description."""
        if asked.line == "POST /graphql":
            return self._graphql(asked)
        operation = operation_of(asked)
        if operation is None:
            self.violations.append(f"{asked.line} is not described")
            return Answer(404, {"message": "Not Found"})
        self.violations += request_violations(asked, operation)
        answer = self._refused(asked) or self._routed(asked, operation)
        self.violations += answer_violations(answer, operation)
        return self._with_headers(answer)

    def _with_headers(self, answer: Answer) -> Answer:
        scopes = {} if self.scopes is None else {"X-OAuth-Scopes": self.scopes}
        return answer._replace(headers={**scopes, **self.headers, **answer.headers})

    def _graphql(self, asked: Asked) -> Answer:
        self.violations += header_violations(asked)
        if "Authorization" not in asked.headers:
            return refusal(401, "This endpoint requires you to be authenticated.")
        asking = Asking(self, asked.body)
        rate = (
            {"limit": 5000, "remaining": 4999, "used": 1, "resetAt": NOW} if self.limits is None else self.limits.rate()
        )
        answer = self._refused(asked) or asking.answer(rate)
        if self.limits is not None:
            self.limits.charge(asked, asking.cost - 1)
        self.violations += asking.violations
        return self._with_headers(answer)

    def _refused(self, asked: Asked) -> Answer | None:
        given = asked.headers.get("Authorization")
        if given is not None and given != f"Bearer {self.token}":
            return refusal(401, "Bad credentials")
        if any(text in asked.line for text in self.forbidden):
            accepted = {} if self.scopes is not None else {"X-Accepted-GitHub-Permissions": "secrets=write"}
            return refusal(403, "Resource not accessible by personal access token")._replace(headers=accepted)
        return not_found() if any(text in asked.line for text in self.hidden) else None

    def _routed(self, asked: Asked, operation: Operation) -> Answer:
        call = Call(self, operation.values, asked)
        owner = operation.values.get("owner", operation.values.get("org", ""))
        if owner.lower() in self.single_sign_on:
            address = f"https://github.com/orgs/{owner}/sso?authorization_request=x"
            return refusal(403, SIGN_ON)._replace(headers={"X-GitHub-SSO": f"required; url={address}"})
        if operation.name in ELSEWHERE:
            return ELSEWHERE[operation.name](call)
        state = self.find(owner, operation.values["repo"])
        if state is None:
            return self._led_on(asked, operation)
        path = operation.name.partition(" ")[2]
        refused = _not_now(state, asked, path)
        return refused or OF_A_REPOSITORY[operation.name](call, state)

    def _led_on(self, asked: Asked, operation: Operation) -> Answer:
        """A redirect for a repository that has another name now; its body says where to, as GitHub's does."""
        state = self.moved(operation.values["owner"], operation.values["repo"])
        if state is None:
            return not_found()
        rest = "/".join(quote(part, safe="") for part in asked.path[3:])
        address = f"{self.url}/repos/{state.full_name}" + (f"/{rest}" if rest else "")
        answer = Answer(301, {"message": "Moved Permanently", "url": address})
        return answer._replace(headers={"Location": address})


def _unless_known(asked: Asked, answer: Answer) -> Answer:
    """The answer with its tag, or 304 to a client that has that tag.

    Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    """
    digest = hashlib.sha256(json.dumps(answer.body).encode()).hexdigest()
    tagged = {"ETag": f'W/"{digest}"', **answer.headers}
    known = asked.headers.get("If-None-Match")
    return Answer(304, None, tagged) if known == tagged["ETag"] else answer._replace(headers=tagged)


def _not_now(state: RepositoryState, asked: Asked, path: str) -> Answer | None:
    """Why a repository that can be seen is not to be asked this."""
    is_forking = path.endswith("/forks")
    if asked.method != "GET" and state.archived and not is_forking:
        return refusal(403, "Repository was archived so is read-only.")
    if state.disabled and (asked.method != "GET" or path not in _ALWAYS_THERE):
        return refusal(403, "Repository access blocked")
    if asked.method != "GET" and "/git/" in path and not state.permissions.get("push"):
        return not_found()
    if state.waits and path not in _ALWAYS_THERE:
        state.waits -= 1
        return refusal(409, "Git Repository is empty.")
    return None
