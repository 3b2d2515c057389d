"""What the environments of tox run."""

from __future__ import annotations

import posixpath
import re

from trustpub.recipes.files import is_inside, join, relative
from trustpub.recipes.quoting import shell_text
from trustpub.recipes.run import Run, named
from trustpub.recipes.scripting import run_shell, split_words
from trustpub.recipes.tox.arguments import Arguments, read_arguments
from trustpub.recipes.tox.config import Command, Config
from trustpub.recipes.tox.discovery import find_config
from trustpub.recipes.tox.factors import expand, is_python
from trustpub.recipes.tox.substitution import Substitution
from trustpub.recipes.types import Call, Context, Place, Sandbox

_KEYS = ("commands_pre", "commands", "commands_post")
_MAX_ENVIRONMENTS = 60


def read_tox(run: Run, call: Call) -> bool:
    """What a call of tox runs."""
    arguments = read_arguments(call.words[1:])
    if not arguments.runs:
        return True
    config = find_config(run.files, call.context.folder, arguments.file)
    if config is None:
        run.problem(f"there is no configuration of tox for {call.context.folder or 'the root folder'} that can be read")
        return False
    if arguments.odd:
        run.problem(f"tox is given {arguments.odd}")
    for name in _chosen(run, call.context, config, arguments)[:_MAX_ENVIRONMENTS]:
        _environment(run, call.context, config, arguments, name)
    for problem in config.problems:
        run.problem(problem)
    return True


def _chosen(run: Run, context: Context, config: Config, arguments: Arguments) -> list[str]:
    """The environments that run: ``-e``, ``-m``, the variable ``TOXENV``, or the configured list."""
    wanted = list(arguments.environments)
    if not wanted and arguments.labels:
        wanted = [name for label in arguments.labels for name in config.labelled(label)]
    if not wanted and "TOXENV" in context.variables:
        wanted = context.variables["TOXENV"].split(",")
    if wanted == ["ALL"] or not wanted:
        wanted = config.environments() or ["py"]
    wanted = [name for part in wanted for name in expand(part.strip())]
    if arguments.factors:
        factors = [set(text.split("-")) for text in arguments.factors]
        wanted = [name for name in wanted if any(f <= set(name.split("-")) for f in factors)]
    known = config.known()
    for name in wanted:
        if "$" in name:
            run.problem(f"the environment {name} of tox is only known when the step runs")
        elif name not in known and not all(is_python(factor) or factor in known for factor in name.split("-")):
            run.problem(f"{config.path} has no environment {name}")
    return [name for name in wanted if "$" not in name]


def _environment(run: Run, context: Context, config: Config, arguments: Arguments, name: str) -> None:
    root = posixpath.dirname(config.path)
    if arguments.root is not None:
        root = join(context.folder, arguments.root)
    paths = _paths(name, root, root)
    substitution = Substitution(
        context.variables, arguments.posargs, paths, lambda section, key: config.lookup(name, section, key)
    )
    texts = config.strings(name, "change_dir", substitution)
    folder = join(root, texts[0]) if texts else root
    paths.update(_paths(name, root, folder))
    for variable, text in _set_env(run, config, name, substitution):
        substitution.set_env[variable] = text
    passes = [
        part for text in config.strings(name, "pass_env", substitution) for part in re.split(r"[\s,]+", text) if part
    ]
    sandbox = run.sandbox(Sandbox(_tools(config, name, substitution, root), tuple(dict.fromkeys(passes))))
    inner = context.setting(named(substitution.set_env))._replace(folder=folder, sandbox=sandbox)
    if _is_true(config.strings(name, "ignore_outcome", substitution)):
        inner = inner._replace(ignores_failure=True)
    if arguments.executes:
        if arguments.posargs:
            run_shell(run, shell_text(arguments.posargs), Place(config.path, 0, f"[testenv:{name}]"), inner)
        return
    for key in _KEYS:
        for command in config.commands(name, key, substitution):
            _command(run, command, Place(config.path, command.line, f"[testenv:{name}]"), inner)


def _command(run: Run, command: Command, place: Place, context: Context) -> None:
    words = list(command.words) if command.words is not None else _split(command.text)
    if words is None:
        run.problem(f"the quotes of the command at {place.at(0)} do not match")
        return
    while words and words[0] in ("-", "!"):
        context = context._replace(ignores_failure=context.ignores_failure or words[0] == "-")
        words = words[1:]
    if words and words[0].startswith("-") and len(words[0]) > 1:
        context, words = context._replace(ignores_failure=True), [words[0].lstrip("-"), *words[1:]]
    if words:
        run_shell(run, shell_text(words), place, context)


def _split(text: str) -> list[str] | None:
    """The words of a command. Tox knows no shell: what is kept from it here are references and expressions."""
    return split_words(re.sub(r"(?<=\s)#.*", "", text))


def _set_env(run: Run, config: Config, name: str, substitution: Substitution) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in config.strings(name, "set_env", substitution):
        variable, equals, text = line.partition("=")
        if equals and re.fullmatch(r"[A-Za-z_]\w*", variable.strip()):
            found.append((variable.strip(), text.strip()))
        elif line.startswith("file|") or variable.strip() == "file":
            run.problem(f"the environment {name} of tox reads variables from a file")
    return found


def _tools(config: Config, name: str, substitution: Substitution, root: str) -> tuple[str, ...]:
    """What the environment installs; files and folders as seen from the checkout."""
    found: list[str] = []
    for text in config.strings(name, "deps", substitution):
        text = text.partition(" #")[0].strip()
        match = re.fullmatch(r"(-r|--requirement|-c|--constraint|-e|--editable)[\s=]*(\S+)", text)
        if match is None:
            found.append(text)
        elif match[1] in ("-r", "--requirement"):
            found.append(f"-r {join(root, match[2])}")
    extras = [
        part for text in config.strings(name, "extras", substitution) for part in re.split(r"[\s,]+", text) if part
    ]
    if extras:
        found.append(f"{root or '.'}[{','.join(extras)}]")
    found += [f"--group {group}" for group in config.strings(name, "dependency_groups", substitution)]
    return tuple(found)


def _paths(name: str, root: str, folder: str) -> dict[str, str]:
    """The values of the substitutions that are paths, as seen from the folder in which the commands run."""

    def seen(path: str) -> str:
        place = join(root, path)
        return relative(place, folder) if is_inside(place) and is_inside(folder) else place

    work = seen(".tox")
    own = f"{work}/{name}"
    return {
        **dict.fromkeys(("toxinidir", "tox_root", "package_root", "setupdir"), seen(".")),
        **dict.fromkeys(("toxworkdir", "work_dir"), work),
        **dict.fromkeys(("envdir", "env_dir"), own),
        **dict.fromkeys(("envtmpdir", "env_tmp_dir"), posixpath.join(own, "tmp")),
        **dict.fromkeys(("envlogdir", "env_log_dir"), f"{own}/log"),
        **dict.fromkeys(("envbindir", "env_bin_dir"), f"{own}/bin"),
        **dict.fromkeys(("envsitepackagesdir", "env_site_packages_dir"), f"{own}/lib"),
        **dict.fromkeys(("envpython", "env_python", "basepython", "base_python"), "python"),
        **dict.fromkeys(("envname", "env_name"), name),
        "distdir": f"{work}/dist",
        "temp_dir": f"{work}/.tmp",
        "homedir": "$HOME",
    }


def _is_true(texts: list[str]) -> bool:
    return bool(texts) and texts[0].lower() in ("true", "1", "yes", "on")
