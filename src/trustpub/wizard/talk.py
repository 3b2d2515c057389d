"""What every step of the conversation works with: the repository, what is remembered, the screen, and the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from trustpub.errors import TrustpubError
from trustpub.migration.types import Options, Plan, Publisher
from trustpub.repository.local import LocalRepository
from trustpub.wizard.chosen import chosen_part, needed_publishers, options_of, told
from trustpub.wizard.prompts import Choice, Leaving, Problem, Prompter
from trustpub.wizard.screen import Screen
from trustpub.wizard.state import State
from trustpub.wizard.store import Store

if TYPE_CHECKING:
    from trustpub.github.client import GitHub
    from trustpub.pypi.client import Index

SKIP = Choice("s", "skip this step")
BACK = Choice("b", "back to the step before")
QUIT = Choice("q", "quit for now")
_ALWAYS = (
    "A step that is skipped is listed at the end. Whoever quits goes on another day where they left, with trustpub "
    "wizard."
)


class Skip(Exception):  # noqa: N818 - what the user does, not a fault
    """The user skips a step."""


class Back(Exception):  # noqa: N818 - what the user does, not a fault
    """The user goes back to the step before."""


class End(Exception):  # noqa: N818 - what the user does, not a fault
    """The user ends a conversation that has nothing to lead to."""


class Talk:
    """One run of the wizard.

    Attributes:
        repository: the checkout.
        environment: of the process.
        screen, prompter: how to show and to ask.
        state: what is known so far; `remember` keeps it on disk.
        can_go_back: whether there is a step before the present one.
        why_no_github: why there is no GitHub to ask, once `github` returned None.
    """

    def __init__(
        self,
        repository: LocalRepository,
        store: Store,
        state: State,
        screen: Screen,
        prompter: Prompter,
        environment: Mapping[str, str],
        api_url: str | None = None,
    ) -> None:
        self.repository = repository
        self.environment = environment
        self.screen = screen
        self.prompter = prompter
        self.state = state
        self.can_go_back = False
        self.why_no_github = ""
        self._store = store
        self._api_url = api_url
        self._github: GitHub | None = None
        self._indexes: dict[str, Index] = {}
        self._plan: tuple[Options, Plan] | None = None

    def remember(self, state: State) -> None:
        """Take a state for the present one, and keep it on disk.

        Raises:
            TrustpubError: it cannot be written.
        """
        self.state = self._store.save(state)

    def ask(self, question: str, choices: Sequence[Choice], explanation: str, *, default: str | None = None) -> str:
        """The key of a chosen answer; beside the choices a step can be skipped, left backwards, or put off.

        Args:
            question: with its mark.
            choices: the recommended one first; their keys are not ``s``, ``b``, ``q`` or ``?``.
            explanation: what ``?`` says.
            default: the key of the one that Enter chooses; the first one's when it is None.

        Raises:
            Skip, Back, Leaving: the user goes elsewhere.
        """
        offered = [*choices, SKIP, BACK, QUIT] if self.can_go_back else [*choices, SKIP, QUIT]
        key = self.prompter.choose(question, offered, f"{explanation} {_ALWAYS}", default or choices[0].key)
        if key == SKIP.key:
            raise Skip
        if key == BACK.key:
            raise Back
        if key == QUIT.key:
            raise Leaving
        return key

    def text(self, question: str, explanation: str, problem: Problem, default: str = "") -> str:
        """A typed text that has no problem."""
        return self.prompter.text(question, default, explanation, problem)

    @property
    def owner(self) -> str | None:
        """The owner on GitHub, as the git remote or the user told it."""
        return self.state.key.owner or told(self.state.choices, "owner")

    @property
    def name(self) -> str | None:
        """The repository's name on GitHub, likewise."""
        return self.state.key.name or told(self.state.choices, "repository")

    def whole_plan(self) -> Plan:
        """The plan for all workflows, by what the user chose."""
        options = options_of(self.state.choices)
        if self._plan is None or self._plan[0] != options:
            from trustpub.migration.planner import plan

            self._plan = (options, plan(self.repository, options))
        return self._plan[1]

    def plan(self) -> Plan:
        """The plan for the workflows that the user chose."""
        return chosen_part(self.whole_plan(), self.state.choices)

    def look_again(self) -> None:
        """Forget what was read of the repository: it changed, or may have."""
        self._plan = None

    def publishers(self) -> list[Publisher]:
        """The publishers that are needed: those of the change, then those of workflows that need no change."""
        return needed_publishers(self.repository, self.state.key, self.state.choices, self.plan())

    def index(self, key: str) -> Index:
        """PyPI or TestPyPI.

        Raises:
            TrustpubError: its address was given in a variable, and is none.
        """
        if key not in self._indexes:
            from trustpub.cli.waiting import announce
            from trustpub.pypi.client import Index

            self._indexes[key] = Index(key, self.environment, on_wait=announce)
        return self._indexes[key]

    def github(self) -> GitHub | None:
        """GitHub with the user's token; None, and `why_no_github` says why, where it cannot be asked."""
        if self._github is None and not self.why_no_github:
            from trustpub.cli.waiting import announce
            from trustpub.github.client import GitHub
            from trustpub.github.hosts import NOT_TRUSTED, choose_host
            from trustpub.github.tokens import find_token

            try:
                host = choose_host(self._api_url, self.environment)
                token = find_token(host, self.environment)
            except TrustpubError as error:
                self.why_no_github = str(error)
                return None
            if not host.is_trusted:
                self.why_no_github = f"GitHub is {host.name} by your settings, and {NOT_TRUSTED}"
            elif token is None:
                self.why_no_github = "there is no GitHub token; set GH_TOKEN, or run 'gh auth login'"
            else:
                self._github = GitHub(host, token, on_wait=announce)
        return self._github
