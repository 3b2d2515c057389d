"""Follows the statements of a Python file in the order in which they would run, as far as that can be told."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from trustpub.recipes.python.expressions import Expressions
from trustpub.recipes.python.values import NOTHING_KNOWN, added, as_list, truth
from trustpub.recipes.run import Run
from trustpub.recipes.types import Context

_MAX_UNROLLED = 20
_MAX_STEPS = 20_000
_MAX_CALLS = 12
_Branch = Sequence[ast.stmt]


class Follower(Expressions):
    """Follows a file. ``called`` is what a subclass knows of calls; see `Expressions`."""

    def __init__(self, run: Run, path: str, context: Context) -> None:
        super().__init__(path)
        self.run = run
        self.context = context
        self.ended = ""
        self._steps = 0
        self._active: list[str] = []
        self._result: Any = None

    def statements(self, body: _Branch) -> None:
        """Follows statements until one ends the function or the program."""
        for statement in body:
            self._steps += 1
            if self.ended or self._steps > _MAX_STEPS or self.run.is_exhausted:
                if self._steps > _MAX_STEPS:
                    self.run.problem(f"{self.path} does too much to be followed")
                return
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Follows one statement."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.functions[node.name] = node
            self.scope.pop(node.name, None)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.imported(node)
        elif isinstance(node, ast.Expr):
            self.discarded = node.value
            self.value(node.value)
            self.discarded = None
        elif isinstance(node, ast.Assign):
            value = self.value(node.value)
            for target in node.targets:
                self.bind(target, value)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self.bind(node.target, self.value(node.value))
        elif isinstance(node, ast.AugAssign):
            name = node.target.id if isinstance(node.target, ast.Name) else ""
            value = self.value(node.value)
            before = self.scope.get(name, NOTHING_KNOWN)
            self.bind(node.target, added(before, value) if isinstance(node.op, ast.Add) else NOTHING_KNOWN)
        elif isinstance(node, ast.Return):
            self._result = None if node.value is None else self.value(node.value)
            self.ended = "return"
        elif isinstance(node, ast.Raise):
            self.ended = "failure"
        else:
            self._compound(node)

    def _compound(self, node: ast.stmt) -> None:
        if isinstance(node, ast.If):
            self._if(node)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._for(node)
        elif isinstance(node, ast.While):
            self.value(node.test)
            self.maybe(node.body)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            before = self.context
            for item in node.items:
                self.entered(item)
            self.statements(node.body)
            self.context = self.context._replace(folder=before.folder, variables=before.variables, own=before.own)
        elif isinstance(node, ast.Try) or type(node).__name__ == "TryStar":
            self._try(node)
        elif isinstance(node, ast.Match):
            self.value(node.subject)
            for case in node.cases:
                self.maybe(case.body)

    def entered(self, item: ast.withitem) -> None:
        """What a ``with`` statement does at its start; a change of the folder ends with it."""
        value = self.value(item.context_expr)
        if item.optional_vars is not None:
            self.bind(item.optional_vars, value)

    def _if(self, node: ast.If) -> None:
        known = truth(self.value(node.test))
        if known is None:
            self.maybe(node.body)
            self.maybe(node.orelse)
        else:
            self.statements(node.body if known else node.orelse)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        values = self.value(node.iter)
        if isinstance(values, (list, tuple)) and len(values) <= _MAX_UNROLLED:
            for value in values:
                self.bind(node.target, value)
                self.statements(node.body)
            return
        self.bind(node.target, NOTHING_KNOWN)
        self.maybe(node.body)

    def _try(self, node: Any) -> None:
        self.statements(node.body)
        for handler in node.handlers:
            self.maybe(handler.body)
        self.statements(node.orelse)
        self.statements(node.finalbody)

    def maybe(self, body: _Branch) -> None:
        """Follows statements that perhaps are not run."""
        before, scope = self.context, dict(self.scope)
        self.context = before._replace(conditional=True)
        self.statements(body)
        # What ends the program with an error is only a guard; any other end leaves the rest to chance.
        doubtful = self.ended not in ("", "failure")
        if self.ended == "" and self.context.folder != before.folder:
            self.run.problem(f"the folder in {self.path} depends on a condition")
        self.ended = ""
        self.context = before._replace(conditional=before.conditional or doubtful)
        for name, value in list(self.scope.items()):
            if name not in scope or scope[name] is not value:
                self.scope[name] = NOTHING_KNOWN

    def call_function(self, name: str, arguments: Sequence[Any], keywords: dict[str, Any]) -> Any:
        """Follows a function of the file; its result as far as known."""
        node = self.functions[name]
        if name in self._active or len(self._active) >= _MAX_CALLS:
            self.run.problem(f"the function {name} in {self.path} calls itself")
            return NOTHING_KNOWN
        scope, conditional = self.scope, self.context.conditional
        self.scope = {**self.module, **self._bound(node, arguments, keywords)}
        self._active.append(name)
        self._result = None
        self.statements(node.body)
        self._active.pop()
        result = self._result if not (self.context.conditional and not conditional) else NOTHING_KNOWN
        self._result = None
        self.scope = scope
        if self.ended == "return":
            self.ended = ""
        self.context = self.context._replace(conditional=conditional)
        return result

    def _bound(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, arguments: Sequence[Any], keywords: dict[str, Any]
    ) -> dict[str, Any]:
        names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        bound: dict[str, Any] = dict.fromkeys(names, NOTHING_KNOWN)
        defaults = node.args.defaults
        for name, default in zip(names[len(names) - len(defaults) :], defaults, strict=True):
            bound[name] = self.value(default)
        for argument, only in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            bound[argument.arg] = NOTHING_KNOWN if only is None else self.value(only)
        bound.update(zip(names, arguments, strict=False))
        bound.update({name: value for name, value in keywords.items() if name in bound})
        if node.args.vararg is not None:
            bound[node.args.vararg.arg] = as_list(list(arguments[len(names) :]))
        if node.args.kwarg is not None:
            bound[node.args.kwarg.arg] = {k: v for k, v in keywords.items() if k not in bound}
        return bound

    def at_module(self, body: _Branch) -> None:
        """Follows the file itself, whose names every function sees."""
        self.scope = self.module
        self.statements(body)
