"""Generated YAML documents in varied layouts, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from trustpub.yamlcst import Alias, KeyPath, Mapping, Node, Scalar, Sequence

KEYS = ["a", "b", "on", "name", "'s q'", '"d q"', "é", "k😀", "x-y", "1"]
PLAIN = ["x", "true", "3.10", "a b c", "${{ secrets.X }}", "http://x/y", "é😀", "a#b", "-x", "~", "null", "don't"]
QUOTED = ["'it''s'", '"t\\tb"', "''", '""', "'# no comment'", '"a: b"', '"\\U0001F600"']
TEXTS = ["echo one", "# not a comment", "  indented", "- dash", "a: b", "", "", "tail  ", "é😀", "\ttab"]
COMMENTS = ["# plain", "#", "# key: value", "#- item", "# é😀 'quote\" {[", "# a # b"]


class _Writer:
    """Writes one document, every choice drawn from hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.step = draw(st.sampled_from([2, 2, 4, 3, 1]))
        self.dash_indent = draw(st.sampled_from([0, 2, 4]))
        self.dash = "-" + " " * draw(st.sampled_from([1, 1, 3]))
        self.anchors: list[str] = []
        self.number = 0

    def one(self, choices: list[str]) -> str:
        """One of some texts."""
        return self.draw(st.sampled_from(choices))

    def chance(self, percent: int) -> bool:
        """True about that often; shrinks to False."""
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def document(self) -> str:
        """The whole document, with line feeds as line breaks."""
        lines = ["# head", ""][: self.draw(st.integers(0, 2))]
        if self.chance(15):
            lines += ["---"]
        lines += self.mapping(0, 0)
        lines += self.draw(st.sampled_from([[], [""], ["# end"], ["", "# end", ""]]))
        return "\n".join(lines) + "\n"

    def between(self, column: int) -> list[str]:
        """Blank lines and comments in front of a child."""
        lines: list[str] = []
        while self.chance(20) and len(lines) < 3:
            lines.append("" if self.chance(50) else " " * column + self.one(COMMENTS))
        return lines

    def trailing(self) -> str:
        """Perhaps a comment behind a value."""
        return self.one([" ", "  "]) + self.one(COMMENTS) if self.chance(20) else ""

    def mapping(self, column: int, depth: int) -> list[str]:
        """The lines of a block mapping."""
        keys = self.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
        lines: list[str] = []
        for key in keys:
            lines += self.between(column) + self.valued(" " * column + key + ":", column, depth)
        return lines

    def sequence(self, column: int, depth: int) -> list[str]:
        """The lines of a block sequence."""
        lines: list[str] = []
        for _ in range(self.draw(st.integers(1, 3))):
            lines += self.between(column)
            inner = column + len(self.dash)
            kind = self.draw(st.integers(0, 5)) if depth < 3 else 0
            if kind in (1, 2, 3):
                block = self.mapping(inner, depth + 1) if kind < 3 else self.sequence(inner, depth + 1)
                if block[0].strip() and not block[0].lstrip().startswith("#"):
                    block[0] = " " * column + self.dash + block[0][inner:]
                else:
                    block.insert(0, " " * column + "-")
                lines += block
            else:
                lines += self.valued(" " * column + "-", column, depth, in_mapping=False)
        return lines

    def valued(self, head: str, column: int, depth: int, in_mapping: bool = True) -> list[str]:
        """The lines of a head (``key:`` or a dash) and its value."""
        kind = self.draw(st.integers(0, 11)) if depth < 3 else self.draw(st.integers(4, 11))
        if kind < 4 and in_mapping:
            anchor = self.anchor()
            if kind < 2:
                body = self.mapping(column + self.step, depth + 1)
            else:
                body = self.sequence(column + self.dash_indent, depth + 1)
            lines = [head + anchor + self.trailing(), *body]
            self.anchors += [anchor.strip(" &")] if anchor else []
            return lines
        if kind < 6:
            anchor = self.anchor()
            self.anchors += [anchor.strip(" &")] if anchor else []
            gap = self.one([" ", " ", "   "])
            return [head + anchor + gap + self.tag() + self.one(PLAIN + QUOTED) + self.trailing()]
        if kind == 6:
            return self.block_scalar(head, column)
        if kind == 7:
            return [head + self.trailing()]
        if kind == 8 and self.anchors:
            return [head + " *" + self.one(self.anchors) + self.trailing()]
        if kind == 9:
            return self.long_scalar(head, column)
        if kind == 10:
            return self.tall_flow(head, column)
        return [head + " " + self.flow(0) + self.trailing()]

    def anchor(self) -> str:
        """Perhaps an anchor that no other node has."""
        if not self.chance(8):
            return ""
        self.number += 1
        return f" &n{self.number}"

    def tag(self) -> str:
        """Perhaps an explicit tag."""
        return "!!str " if self.chance(3) else ""

    def block_scalar(self, head: str, column: int) -> list[str]:
        """A literal or folded scalar with any chomping and perhaps an indentation indicator."""
        body = self.draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4))
        width = self.draw(st.sampled_from([self.step, 2, 4]))
        first = next((line for line in body if line), "x")
        digit = str(width) if first[0] in " \t" or self.chance(10) else ""
        header = self.one(["|", "|", ">"]) + digit + self.one(["", "-", "+"])
        comment = self.trailing()
        return [f"{head} {header}{comment}", *(" " * (column + width) + line if line else "" for line in body)]

    def long_scalar(self, head: str, column: int) -> list[str]:
        """A scalar over several lines."""
        quote = self.one(["", "'", '"'])
        middle = [""] if self.chance(30) else []
        rest = " " * (column + self.step) + "second line" + quote
        return [f"{head} {quote}first line", *middle, rest + self.trailing()]

    def tall_flow(self, head: str, column: int) -> list[str]:
        """A flow sequence with one item a line."""
        items = self.draw(st.lists(st.sampled_from(["x", "'y'", "{p: q}", "[1, 2]"]), min_size=1, max_size=3))
        inner = " " * (column + 4)
        lines = [f"{inner}{item},{self.trailing()}" for item in items]
        if self.chance(50):
            lines[-1] = inner + items[-1] + self.trailing()
        return [head + " [" + self.trailing(), *lines, " " * (column + 2) + "]" + self.trailing()]

    def flow(self, depth: int) -> str:
        """A flow collection on one line."""
        parts = [
            self.flow(depth + 1) if depth < 2 and self.chance(15) else self.one(["x", "y z", "'q, r'", '"]"', "é"])
            for _ in range(self.draw(st.integers(0, 3)))
        ]
        comma = "," if parts and self.chance(15) else ""
        pad = " " if self.chance(30) else ""
        if self.chance(50):
            return "[" + pad + ", ".join(parts) + comma + pad + "]"
        pairs = [f"{key}: {part}" for key, part in zip(["p", "'q'", "r"], parts, strict=False)]
        return "{" + pad + ", ".join(pairs) + comma + pad + "}"


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A YAML document: varied indents, comments, styles, anchors, line breaks, byte order mark, end of file."""
    text = _Writer(draw).document()
    if draw(st.integers(0, 9)) > 7:
        text = text.rstrip("\n")
    if draw(st.integers(0, 9)) > 6:
        text = text.replace("\n", "\r\n")
    if draw(st.integers(0, 9)) > 8:
        text = "\ufeff" + text
    return text.encode()


def nodes(node: Node | None, path: KeyPath = ()) -> list[tuple[KeyPath, Node]]:
    """Every node of a document with its key path, aliases as they stand."""
    if node is None:
        return []
    found: list[tuple[KeyPath, Node]] = [(path, node)]
    if isinstance(node, Mapping):
        for entry in node.entries:
            found += nodes(entry.written, (*path, entry.key.value))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.written):
            found += nodes(item, (*path, index))
    return found


def describe(node: Node) -> object:
    """A node's attributes and children as plain data, to compare what two parsers made."""
    common = (type(node).__name__, node.start, node.end, node.line, node.column, node.anchor, node.tag)
    if isinstance(node, Scalar):
        return (*common, node.value, node.style)
    if isinstance(node, Alias):
        return (*common, node.name, node.target.start)
    if isinstance(node, Sequence):
        return (*common, node.flow, [describe(item) for item in node.written])
    assert isinstance(node, Mapping)
    return (*common, node.flow, [(describe(entry.key), describe(entry.written)) for entry in node.entries])
