"""Which children of a compound command of the grammar form its blocks, and what each adds to the context."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tree_sitter import Node

BlockNodes: TypeAlias = "tuple[tuple[str, ...], list[Node]]"

BLOCKS_BY_TYPE = {
    "if_statement": "if",
    "while_statement": "while",
    "for_statement": "for",
    "c_style_for_statement": "for",
    "case_statement": "case",
    "function_definition": "function",
    "subshell": "subshell",
    "compound_statement": "group",
}


def compound_blocks(node: Node) -> tuple[str, list[BlockNodes], list[Node]]:
    """The kind of a compound command, its blocks, and the children that belong to none."""
    kind = BLOCKS_BY_TYPE.get(node.type, "other")
    children = node.children
    if kind == "group" and children[0].type == "((":
        return "other", [], [node]
    if kind == "if":
        return kind, *_if_blocks(children)
    if kind in ("for", "while"):
        return kind, *_loop_blocks(children, kind)
    if kind == "case":
        return kind, *_case_blocks(children)
    if kind == "function":
        return kind, *_function_blocks(children)
    if kind in ("subshell", "group"):
        return kind, [((kind,), children[1:-1])], [children[0], children[-1]]
    return kind, [], [node]


def function_name(node: Node) -> str | None:
    """The name that a function definition defines; None for anything else."""
    name = node.child_by_field_name("name") if node.type == "function_definition" else None
    return name.text.decode() if name is not None and name.text is not None else None


def _if_blocks(children: list[Node]) -> tuple[list[BlockNodes], list[Node]]:
    condition: list[Node] = []
    body: list[Node] = []
    blocks: list[BlockNodes] = [(("if", "condition"), condition), (("if",), body)]
    rest: list[Node] = []
    nodes = condition
    for child in children:
        if child.type in ("if", "fi"):
            rest.append(child)
        elif child.type == "then":
            rest.append(child)
            nodes = body
        elif child.type in ("elif_clause", "else_clause"):
            inner, words = _clause_blocks(child)
            blocks += inner
            rest += words
        else:
            nodes.append(child)
    return blocks, rest


def _clause_blocks(clause: Node) -> tuple[list[BlockNodes], list[Node]]:
    children = clause.children
    if clause.type == "else_clause":
        return [(("else",), children[1:])], children[:1]
    then = next((i for i, child in enumerate(children) if child.type == "then"), len(children))
    blocks: list[BlockNodes] = [(("elif", "condition"), children[1:then]), (("elif",), children[then + 1 :])]
    return blocks, [children[0], *children[then : then + 1]]


def _loop_blocks(children: list[Node], kind: str) -> tuple[list[BlockNodes], list[Node]]:
    blocks: list[BlockNodes] = []
    rest: list[Node] = []
    for child in children:
        if child.type in ("do_group", "compound_statement"):
            blocks.append(((kind,), child.children[1:-1]))
        elif kind == "while" and child.type not in ("while", "until") and not blocks:
            blocks.append(((kind, "condition"), [child]))
        elif blocks and kind == "while" and child.type != "comment":
            blocks[0][1].append(child) if len(blocks) == 1 else rest.append(child)
        elif child.type != "comment":
            rest.append(child)
    return blocks, rest


def _case_blocks(children: list[Node]) -> tuple[list[BlockNodes], list[Node]]:
    blocks: list[BlockNodes] = []
    rest: list[Node] = []
    for child in children:
        if child.type != "case_item":
            rest.append(child)
            continue
        pattern_end = next((i for i, part in enumerate(child.children) if part.type == ")"), 0) + 1
        rest += child.children[:pattern_end]
        blocks.append((("case",), child.children[pattern_end:]))
    return blocks, rest


def _function_blocks(children: list[Node]) -> tuple[list[BlockNodes], list[Node]]:
    blocks: list[BlockNodes] = []
    rest: list[Node] = []
    for child in children:
        if child.type == "compound_statement" and child.children[0].type == "{":
            blocks.append((("function",), child.children[1:-1]))
        elif child.type in BLOCKS_BY_TYPE:
            blocks.append((("function",), [child]))
        else:
            rest.append(child)
    return blocks, rest
