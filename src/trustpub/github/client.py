"""GitHub's APIs, REST and GraphQL: the token, its scopes, pages, and refusals explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trustpub.github.explain import refusal
from trustpub.github.graphql import Data, data_of
from trustpub.github.hosts import Host
from trustpub.github.needs import Need
from trustpub.github.reading import Reader
from trustpub.github.tokens import Token, no_token
from trustpub.http.client import Client
from trustpub.http.clock import Clock
from trustpub.http.errors import HttpError
from trustpub.http.gate import OnWait
from trustpub.http.response import Response
from trustpub.http.transport import Settings

VERSION = "2022-11-28"
"""The version of the REST API; see https://docs.github.com/en/rest/about-the-rest-api/api-versions."""

_PER_PAGE = 100
_MOST_PAGES = 100


class GitHub:
    """One GitHub, as seen with one token; several threads may use one object.

    Attributes:
        host: which one.
        clock: the time, for whoever waits for something there.
        scopes: of a classic token, known after the first answer; None for a fine-grained one, and before.
    """

    def __init__(
        self,
        host: Host,
        token: Token | None = None,
        *,
        settings: Settings | None = None,
        clock: Clock | None = None,
        on_wait: OnWait | None = None,
    ) -> None:
        self.host = host
        self.clock = clock or Clock()
        self.scopes: frozenset[str] | None = None
        self._source = None if token is None else token.source
        self._client = Client(
            host.api,
            "GitHub",
            token=None if token is None else token.secret,
            headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION},
            settings=settings,
            clock=self.clock,
            on_wait=on_wait,
            is_spaced=True,
        )

    def __repr__(self) -> str:
        return f"GitHub({self.host.api!r})"

    @property
    def has_token(self) -> bool:
        """Whether requests carry a token."""
        return self._source is not None

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self._client.requests

    @property
    def requests_of_thread(self) -> int:
        """How many of them this thread made, so that what one repository costs can be told among several threads."""
        return self._client.requests_of_thread

    def require(self, need: Need, what: str) -> None:
        """Make sure that the token has what a step needs, as far as that is known before it is taken.

        Raises:
            HttpError: it is a classic token without the scope, which is named.
        """
        if self.scopes is not None and not need.is_met_by(self.scopes):
            has = ", ".join(sorted(self.scopes)) or "none"
            reason = f"the token from {self._source} lacks the scope {need.scope} (it has {has})"
            advice = f"give it that scope, or use a fine-grained one with the permission {need.permission}"
            raise HttpError(what, reason, advice, 403)

    def ask(
        self,
        method: str,
        path: str,
        what: str,
        need: Need,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        also: tuple[int, ...] = (),
        repeatable: bool = False,
    ) -> Response:
        """Make a request; the answer is a success, or has one of the statuses in ``also``.

        Args:
            method: in capitals.
            path: from `trustpub.http.addresses.path_of`.
            what: what is to be done, as it follows "cannot".
            need: what a token needs for it; checked before anything is changed.
            params: the query.
            body: plain data, sent as JSON.
            also: further statuses that the caller understands.
            repeatable: see `trustpub.http.client.Client.request`.

        Raises:
            HttpError: any other answer, or none.
        """
        if method != "GET":
            self.require(need, what)
        response = self._client.request(method, path, what, params=params, body=body, repeatable=repeatable)
        self._learn(response)
        if 200 <= response.status < 300 or response.status in also:
            return response
        raise self.refusal(response, need)

    def graphql(
        self,
        document: str,
        variables: Mapping[str, Any],
        what: str,
        need: Need,
        *,
        partial: bool = False,
        repeatable: bool | None = None,
        cost: int = 1,
    ) -> Data:
        """Ask GitHub's GraphQL API.

        Args:
            document: a query or a mutation; everything foreign in it comes by variables.
            variables: their values.
            what: what is to be done, as it follows "cannot".
            need: what a token needs for it; checked before anything is changed.
            partial: whether what is not there or not to be seen may be null; `Data.problems` then says why.
            repeatable: whether it is tried again when the server or the connection fails; None for queries only.
            cost: in points; see `trustpub.github.graphql.cost_of`.

        Raises:
            TrustpubError: there is no token, without which GraphQL answers nothing.
            GraphQLError: the query is not answered; its ``type`` says why.
            HttpError: any other failure.
        """
        if not self.has_token:
            raise no_token(what, self.host)
        is_mutation = document.lstrip().startswith("mutation")
        if is_mutation:
            self.require(need, what)
        response = self._client.request(
            "POST",
            "/graphql",
            what,
            body={"query": document, "variables": dict(variables)},
            repeatable=not is_mutation if repeatable is None else repeatable,
            is_change=is_mutation,
            base=self.host.graphql,
            cost=cost,
        )
        self._learn(response)
        if response.status != 200:
            raise self.refusal(response, need)
        return data_of(response, need, partial=partial)

    def _learn(self, response: Response) -> None:
        """Take over the scopes that an answer says the token has."""
        if "X-OAuth-Scopes" in response.headers and self.has_token:
            listed = response.headers["X-OAuth-Scopes"].split(",")
            self.scopes = frozenset(scope.strip() for scope in listed if scope.strip())

    def refusal(self, response: Response, need: Need) -> HttpError:
        """The error for an answer that is no success."""
        return refusal(response, need, self._source)

    def pages(
        self, path: str, what: str, need: Need, key: str | None, *, params: Mapping[str, str] | None = None
    ) -> list[Reader]:
        """All items of a list that comes in pages.

        Args:
            path, what, need: as for `ask`.
            key: where the items stand in each page; None when a page is the list itself.
            params: the query, beside the page.

        Raises:
            HttpError: a page cannot be had, or is no list of objects.
        """
        items: list[Reader] = []
        for number in range(1, _MOST_PAGES + 1):
            page_params = {**(params or {}), "per_page": str(_PER_PAGE), "page": str(number)}
            response = self.ask("GET", path, what, need, params=page_params)
            page = response.json() if key is None else response.json_object().get(key)
            if not isinstance(page, list):
                raise response.malformed("JSON of another shape than documented")
            items += [Reader(item, response) for item in page]
            if len(page) < _PER_PAGE:
                return items
        return items
