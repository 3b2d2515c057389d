"""Whole trees of files: built, read, looked into, compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.servers.github.objects import FILE, FOLDER, Entry, Objects


def build(objects: Objects, paths: Mapping[str, Entry]) -> str:
    """A tree with folders, of the full paths of everything in it; its id."""
    here: dict[str, Entry] = {}
    below: dict[str, dict[str, Entry]] = {}
    for path, entry in paths.items():
        name, slash, rest = path.partition("/")
        if slash:
            below.setdefault(name, {})[rest] = entry
        else:
            here[name] = entry
    folders = {name: Entry(FOLDER, build(objects, inside)) for name, inside in below.items()}
    return objects.tree({**here, **folders})


def of_files(objects: Objects, files: Mapping[str, bytes], modes: Mapping[str, str]) -> str:
    """A tree of files' bytes; its id. A mode that is not given is that of an ordinary file."""
    return build(objects, {p: Entry(modes.get(p, FILE), objects.put("blob", data)) for p, data in files.items()})


def flat(objects: Objects, tree: str, start: str = "") -> dict[str, Entry]:
    """Everything in a tree that is no folder, by its full path."""
    found: dict[str, Entry] = {}
    for name, entry in objects.entries(tree).items():
        if entry.mode == FOLDER:
            found |= flat(objects, entry.oid, f"{start}{name}/")
        else:
            found[start + name] = entry
    return found


def at(objects: Objects, tree: str, path: str) -> Entry | None:
    """What stands at a path; the tree itself at an empty one."""
    entry: Entry | None = Entry(FOLDER, tree)
    for name in path.split("/") if path else ():
        if entry is None or entry.mode != FOLDER:
            return None
        entry = objects.entries(entry.oid).get(name)
    return entry


def changed(objects: Objects, tree: str, others: Iterable[str], below: str) -> list[str]:
    """Paths in a folder that have a content which they have in none of the other trees."""
    known = {item for other in others for item in flat(objects, other).items()}
    return [
        path for path, entry in flat(objects, tree).items() if path.startswith(below) and (path, entry) not in known
    ]
