"""The inputs that a workflow or an action declares.

Source: "Workflow syntax for GitHub Actions", ``on.workflow_call.inputs`` and ``on.workflow_dispatch.inputs``; "Metadata
syntax for GitHub Actions", ``inputs``.
"""

from __future__ import annotations

from collections.abc import Iterator

from trustpub.workflow.triggers import Trigger
from trustpub.workflow.values import text_of
from trustpub.yamlcst import Mapping, Node, Sequence


class Inputs:
    """The inputs of one file; their names are in lower case everywhere."""

    __slots__ = ("_defaults", "_is_action", "_root", "_triggers")

    def __init__(self, root: Mapping, triggers: dict[str, Trigger], is_action: bool) -> None:
        self._root = root
        self._triggers = triggers
        self._is_action = is_action
        self._defaults: dict[str, str] | None = None

    def defaults(self) -> dict[str, str]:
        """Defaults of the inputs that a caller or a person may give (``workflow_call``, ``workflow_dispatch``)."""
        if self._defaults is None:
            self._defaults = {name: _default(node) for name, node in self._declared()}
        return self._defaults

    def booleans(self) -> set[str]:
        """The inputs, in lower case, that are booleans in expressions; those of an action are texts."""
        if self._is_action:
            return set()
        return {name for name, node in self._declared() if text_of(node.get("type")) == "boolean"}

    def choices(self, name: str) -> list[str] | None:
        """The texts that an input is expected to have: its choices, else its default; None when neither is declared."""
        found: list[str] = []
        for declared, node in self._declared():
            if declared != name.lower():
                continue
            options, default = node.get("options"), text_of(node.get("default"))
            texts = [text_of(item) for item in options.items] if isinstance(options, Sequence) else [default]
            if None in texts:
                return None
            found += [text for text in texts if text is not None]
        return found or None

    def dispatch_choices(self) -> dict[str, list[str]]:
        """The texts from which a person chooses when starting the workflow by hand, by the input's name in lower case.

        Source: "Workflow syntax for GitHub Actions", ``on.workflow_dispatch.inputs.<input_id>.type``: inputs of the
        types ``choice`` and ``boolean`` have them; what is typed, or is the name of an environment, can be anything.
        """
        found: dict[str, list[str]] = {}
        for name, node in self._inputs_of("workflow_dispatch"):
            kind, options = text_of(node.get("type")), node.get("options")
            if kind == "boolean":
                found[name] = ["true", "false"]
            elif kind == "choice" and isinstance(options, Sequence):
                texts = [text_of(item) for item in options.items]
                if texts and None not in texts:
                    found[name] = list(dict.fromkeys(text for text in texts if text is not None))
        return found

    def _declared(self) -> Iterator[tuple[str, Mapping]]:
        """The inputs that the workflow or action declares, by their names in lower case."""
        if self._is_action:
            yield from _named(self._root.get("inputs"))
        for event in self._triggers:
            if event in ("workflow_call", "workflow_dispatch"):
                yield from self._inputs_of(event)

    def _inputs_of(self, event: str) -> Iterator[tuple[str, Mapping]]:
        trigger = self._triggers.get(event)
        if trigger is not None and isinstance(trigger.settings, Mapping):
            yield from _named(trigger.settings.get("inputs"))


def _named(inputs: Node | None) -> Iterator[tuple[str, Mapping]]:
    """The entries of a mapping that are mappings themselves, by their names in lower case."""
    for name, node in inputs.items() if isinstance(inputs, Mapping) else ():
        if isinstance(node, Mapping):
            yield name.lower(), node


def _default(node: Mapping) -> str:
    value = text_of(node.get("default"))
    if value is not None:
        return value
    return "false" if text_of(node.get("type")) == "boolean" else ""
