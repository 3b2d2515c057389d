"""Expressions of a Python file: their values, and the calls in them."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Sequence
from typing import Any

from trustpub.recipes.files import CHECKOUT
from trustpub.recipes.python import values as v
from trustpub.recipes.python.values import NOTHING_KNOWN, Handle

_MAX_DEPTH = 60
_CONSTANTS = {"sys.executable": "python", "os.sep": "/", "os.linesep": "\n", "os.pathsep": ":", "os.curdir": "."}
NOT_MINE = object()
"""What `called` returns for a call that it does not know."""


class Expressions:
    """The names of a file and what expressions come to with them.

    ``module`` holds the values of the file's own names, ``scope`` those that are visible, ``functions`` what the file
    defines. ``discarded`` is the expression whose value nobody looks at.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.module: dict[str, Any] = {"__name__": "__main__", "__file__": posixpath.join(CHECKOUT, path)}
        self.module["TYPE_CHECKING"] = False
        self.scope = self.module
        self.functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self.imports: dict[str, str] = {}
        self.discarded: ast.expr | None = None
        self._depth = 0

    def called(self, name: str, node: ast.Call, arguments: Sequence[Any], keywords: dict[str, Any]) -> Any:
        """What a call by a dotted name does, and its value; `NOT_MINE` for calls that nothing is known of."""
        return NOT_MINE

    def call_function(self, name: str, arguments: Sequence[Any], keywords: dict[str, Any]) -> Any:
        """What a function of the file does, and its value."""
        raise NotImplementedError

    def attribute(self, name: str) -> Any:
        """The value of a dotted name such as ``session.posargs``; `NOTHING_KNOWN` when it is not known."""
        return NOTHING_KNOWN

    def imported(self, node: ast.Import | ast.ImportFrom) -> None:
        """Notes what names an import binds."""
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                self.imports[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
            elif alias.asname:
                self.imports[alias.asname] = alias.name
            else:
                top = alias.name.partition(".")[0]
                self.imports[top] = top

    def bind(self, target: ast.expr, value: Any) -> None:
        """Binds the names of a target of an assignment."""
        if isinstance(target, ast.Name):
            self.scope[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = list(value) if isinstance(value, (list, tuple)) and len(value) == len(target.elts) else []
            for number, inner in enumerate(target.elts):
                self.bind(inner, items[number] if items else NOTHING_KNOWN)
        elif isinstance(target, ast.Attribute):
            name = self.dotted(target)
            if name is not None:
                self.scope[name] = value
        elif isinstance(target, ast.Subscript):
            place, key = self.value(target.value), self.value(target.slice)
            if isinstance(place, dict) and isinstance(key, str) and len(place) < v.MAX_ITEMS:
                place[key] = value

    def dotted(self, node: ast.expr) -> str | None:
        """The dotted name of an expression, with what the imports and known objects stand for; None for others."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < 20:
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        first = self.scope.get(node.id)
        if isinstance(first, Handle):
            start = first.label
        elif node.id in self.scope:
            return None if parts else node.id
        else:
            start = self.imports.get(node.id, node.id)
        return ".".join([start, *reversed(parts)])

    def value(self, node: ast.expr) -> Any:
        """The value of an expression. Calls in it are carried out."""
        if self._depth > _MAX_DEPTH:
            return NOTHING_KNOWN
        self._depth += 1
        try:
            return self._value(node)
        finally:
            self._depth -= 1

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value[: v.MAX_TEXT] if isinstance(node.value, str) else node.value
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return self.items(node.elts)
        if isinstance(node, ast.Dict):
            return self._dict(node)
        if isinstance(node, ast.JoinedStr):
            return "".join(self._piece(part) for part in node.values)[: v.MAX_TEXT]
        if isinstance(node, (ast.BinOp, ast.BoolOp, ast.Compare, ast.UnaryOp, ast.IfExp)):
            return self._operation(node)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.Starred):
            return self.value(node.value)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return NOTHING_KNOWN

    def _name(self, node: ast.Name) -> Any:
        if node.id in self.scope:
            return self.scope[node.id]
        return _CONSTANTS.get(self.imports.get(node.id, ""), NOTHING_KNOWN)

    def _attribute(self, node: ast.Attribute) -> Any:
        name = self.dotted(node)
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name is not None and name in self.scope:
            return self.scope[name]
        if name is not None:
            known = self.attribute(name)
            if known is not NOTHING_KNOWN:
                return known
        value = self.value(node.value)
        if isinstance(value, str) and node.attr in ("parent", "name"):
            return posixpath.dirname(value) or "." if node.attr == "parent" else posixpath.basename(value)
        return NOTHING_KNOWN

    def items(self, nodes: Sequence[ast.expr]) -> list[Any]:
        """The values of a list of expressions, starred ones spread."""
        found: list[Any] = []
        for node in nodes[: v.MAX_ITEMS]:
            value = self.value(node)
            found += v.as_list(value) if isinstance(node, ast.Starred) else [value]
        return found[: v.MAX_ITEMS]

    def _dict(self, node: ast.Dict) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, item in zip(node.keys[: v.MAX_ITEMS], node.values[: v.MAX_ITEMS], strict=True):
            name, value = None if key is None else self.value(key), self.value(item)
            if isinstance(name, str):
                found[name] = value
            elif key is None and isinstance(value, dict):
                found.update(value)
        return found

    def _piece(self, node: ast.expr) -> str:
        value = self.value(node.value) if isinstance(node, ast.FormattedValue) else self.value(node)
        return v.as_text(value)

    def _operation(self, node: ast.expr) -> Any:
        if isinstance(node, ast.BinOp):
            left, right = self.value(node.left), self.value(node.right)
            kind = type(node.op).__name__
            operations = {"Add": v.added, "Div": v.divided, "Mod": v.formatted}
            return operations[kind](left, right) if kind in operations else NOTHING_KNOWN
        if isinstance(node, ast.BoolOp):
            return self._either(node)
        if isinstance(node, ast.Compare):
            left = self.value(node.left)
            rights = [self.value(right) for right in node.comparators]
            return v.compared(left, type(node.ops[0]).__name__, rights[0]) if len(rights) == 1 else NOTHING_KNOWN
        if isinstance(node, ast.UnaryOp):
            known = v.truth(self.value(node.operand))
            return NOTHING_KNOWN if known is None or not isinstance(node.op, ast.Not) else not known
        assert isinstance(node, ast.IfExp)
        known = v.truth(self.value(node.test))
        first, second = self.value(node.body), self.value(node.orelse)
        return NOTHING_KNOWN if known is None else first if known else second

    def _either(self, node: ast.BoolOp) -> Any:
        value: Any = NOTHING_KNOWN
        for part in node.values:
            value = self.value(part)
            known = v.truth(value)
            if known is None:
                return NOTHING_KNOWN
            if known == isinstance(node.op, ast.Or):
                return value
        return value

    def _subscript(self, node: ast.Subscript) -> Any:
        name = self.dotted(node.value)
        if isinstance(node.slice, ast.Slice):
            value = self.value(node.value)
            bounds = [None if bound is None else self.value(bound) for bound in (node.slice.lower, node.slice.upper)]
            plain = all(bound is None or isinstance(bound, int) for bound in bounds) and node.slice.step is None
            return value[bounds[0] : bounds[1]] if plain and isinstance(value, list) else NOTHING_KNOWN
        key = self.value(node.slice)
        if name == "os.environ":
            return f"${{{key}}}" if isinstance(key, str) and key.isidentifier() else NOTHING_KNOWN
        value = self.value(node.value)
        if isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
            return value[key]
        return value.get(key, NOTHING_KNOWN) if isinstance(value, dict) and isinstance(key, str) else NOTHING_KNOWN

    def _call(self, node: ast.Call) -> Any:
        name = self.dotted(node.func)
        arguments = self.items(node.args)
        keywords: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value, dict):
                keywords.update(value)
        if name is not None:
            result = self.called(name, node, arguments, keywords)
            if result is not NOT_MINE:
                return result
            if name in self.functions:
                return self.call_function(name, arguments, keywords)
            result = v.function(name, arguments)
            if result is not NOTHING_KNOWN:
                return result
        if isinstance(node.func, ast.Attribute):
            return v.method(self.value(node.func.value), node.func.attr, arguments, keywords)
        if name is None:
            self.value(node.func)
        return NOTHING_KNOWN
