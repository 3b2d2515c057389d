"""Scripts of ``package.json``: https://docs.npmjs.com/cli/v10/commands/npm-run-script."""

from __future__ import annotations

from trustpub.recipes.documents import parse_json
from trustpub.recipes.files import is_inside, join
from trustpub.recipes.quoting import shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.runners.tables import table, with_arguments
from trustpub.recipes.scripting import run_shell
from trustpub.recipes.types import Call, Place

_RUNNING = frozenset({"run", "run-script", "rum", "urn"})
_SHORT = frozenset({"test", "start", "stop", "restart"})
_FOLDERS = frozenset({"--prefix", "--cwd", "-C", "--dir"})
_VALUED = _FOLDERS | {"-w", "--workspace", "--filter", "-F"}
_OWN = frozenset(
    {
        "install",
        "i",
        "ci",
        "publish",
        "add",
        "audit",
        "init",
        "link",
        "pack",
        "version",
        "config",
        "exec",
        "dlx",
        "login",
    }
    | {"set", "cache", "remove", "update", "upgrade", "outdated", "whoami", "view", "info", "why", "create", "help"}
    | {"workspace", "workspaces", "node", "up", "dedupe", "plugin", "patch", "unlink", "rebuild", "store", "prune", "x"}
)
"""Subcommands that run no script of the project by that name."""


def read_npm(run: Run, call: Call) -> bool:
    """``npm run NAME``, ``yarn NAME``, ``pnpm NAME``; False for all other subcommands, ``npm publish`` among them."""
    program = call.words[0].rpartition("/")[2].removesuffix(".cmd")
    folder, is_selective = call.context.folder, False
    plain: list[str] = []
    rest: list[str] = []
    words = list(call.words[1:])
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if name in _VALUED:
            value = value if equals else (words.pop(0) if words else "")
            folder = join(folder, value) if name in _FOLDERS else folder
            is_selective |= name not in _FOLDERS
        elif word == "--":
            rest = words
            break
        elif len(plain) > (plain[:1] == ["run"]) and (program != "npm" or not word.startswith("-")):
            rest = [word, *words]
            break
        elif not word.startswith("-"):
            plain.append(word)
    script = _script(program, plain)
    if script is None:
        return False
    if is_selective or not is_inside(folder):
        run.problem(f"which package {program} runs {script} in cannot be told")
        return False
    path = join(folder, "package.json")
    text = run.files.text(path)
    scripts = table(parse_json(text or ""), "scripts")
    if not isinstance(scripts.get(script), str):
        if plain[0] not in _RUNNING:
            return False
        run.problem(f"there is no script {script} in {path}")
        return False
    context = call.context._replace(folder=folder)
    for name in (f"pre{script}", script, f"post{script}"):
        body = scripts.get(name)
        if isinstance(body, str):
            body = with_arguments(body, shell_text(rest) if name == script else "")
            run_shell(run, body, Place(path, _line(text or "", name)), context)
    return True


def _script(program: str, plain: list[str]) -> str | None:
    if not plain:
        return None
    if plain[0] in _RUNNING:
        return plain[1] if len(plain) > 1 else None
    if plain[0] in _SHORT or (program in ("yarn", "pnpm", "bun") and plain[0] not in _OWN):
        return plain[0]
    return None


def _line(text: str, name: str) -> int:
    position = text.find(f'"{name}"')
    return text.count("\n", 0, position) + 1 if position >= 0 else 0
