"""Texts that no person would write: whatever the files say, reading them ends without an error."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.uploads.memory import MemoryRepository
from trustpub.recipes import classify, kind_of, resolve
from trustpub.recipes.pinned import packages_pinned, requirements_of
from trustpub.recipes.types import RecipeCommand

PIECES = st.sampled_from(
    [
        *(
            "a",
            "b",
            " ",
            "  ",
            "\n",
            "\n\t",
            "\n    ",
            ":",
            "=",
            ":=",
            "?=",
            "$(",
            "${",
            ")",
            "}",
            "{",
            "{{",
        ),
        *(
            "}}",
            "$",
            "$$",
            "\\\n",
            "#",
            "'",
            '"',
            "`",
            "(",
            "[",
            "]",
            ";",
            "&&",
            "||",
            "|",
            "-",
            "@",
            "%",
            "*",
        ),
        *(
            ",",
            ".",
            "..",
            "/",
            "<<E\n",
            "if ",
            "fi",
            "for a in b; do ",
            "done",
            "case a in",
            "esac",
        ),
        *(
            "ifdef a\n",
            "endif\n",
            "else\n",
            "include ",
            "define a\n",
            "endef\n",
            "make a",
            "tox -e a",
        ),
        *(
            "./s.sh",
            "nox -s a",
            "{posargs}",
            "{env:A:b}",
            "{[testenv]commands}",
            "[testenv:a]\n",
            "commands =",
        ),
        *(
            "def a(s):\n",
            "@nox.session\n",
            "    s.run('x')\n",
            "s.notify('a')",
            "import nox\n",
        ),
        *(
            "[tool.poe.tasks]\n",
            "a = ['b']\n",
            "tasks:\n",
            "  a:\n",
            "    cmds: [x]\n",
            "twine upload x",
        ),
        *(
            "python -m build",
            "exit",
            "shift",
            "cd ..",
            "cd -",
            "$1",
            "$@",
            "${1:-a}",
            "$(dirname $0)",
            "f() {",
        ),
        *(
            "\r\n",
            "é",
            "a b='c' *d: e\n",
            "set export\n",
            "alias b := a\n",
            "\x00",
            "\t",
            "!",
            "return ",
        ),
        *(
            "while True:\n",
            "try:\n",
            "[*a]",
            "lambda: 0",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))
FILES = {
    "Makefile": ("make a", "a:\n\t{}"),
    "s.sh": ("./s.sh a b", "{}"),
    "tox.ini": ("tox -e a", "[testenv:a]\ncommands =\n  {}"),
    "noxfile.py": ("nox -s a", "import nox\n@nox.session\ndef a(session):\n    {}"),
    "justfile": ("just a", "a:\n  {}"),
    "Taskfile.yml": ("task a", "tasks:\n  a:\n    cmds: {}"),
    "tasks.py": ("inv a", "from invoke import task\n@task\ndef a(c):\n    {}"),
    "pyproject.toml": ("poe a", "[tool.poe.tasks]\na = {}"),
    "package.json": ("npm run a", '{"scripts": {"a": "{}"}}'),
    "Pipfile": ("pipenv run a", "[scripts]\na = '{}'"),
    "pixi.toml": ("pixi run a", "[tasks]\na = '{}'"),
    "r.py": ("python r.py", "import subprocess\n{}"),
}


PROGRAMS = sorted({command.split()[0] for command, _ in FILES.values()})


@pytest.mark.parametrize("name", FILES)
@given(text=TEXTS, whole=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_raises(name: str, text: str, whole: bool) -> None:
    """Any text as a recipe's file, or as a part of one, is read to an end, and tells the same every time."""
    command, frame = FILES[name]
    repository = MemoryRepository({name: text if whole else frame.replace("{}", text)})
    recipe = resolve(command.split(), repository)
    assert recipe == resolve(command.split(), repository)
    if recipe is not None:
        assert len(classify(recipe)) == len(recipe.commands)
        assert recipe.complete == (not recipe.problems)
        assert packages_pinned(repository, "twine", recipe) is not None
        requirements_of(recipe)


@given(
    words=st.lists(st.text(max_size=12), max_size=6),
    program=st.sampled_from(sorted({c.split()[0] for c, _ in FILES.values()})),
)
@settings(max_examples=200, deadline=None)
def test_any_words(words: list[str], program: str) -> None:
    """Any arguments of a program are read to an end."""
    resolve([program, *words], MemoryRepository({name: frame.replace("{}", "x") for name, (_, frame) in FILES.items()}))


@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_requirement(text: str) -> None:
    """Any text as a requirement, a requirements file and a command."""
    repository = MemoryRepository(
        {"requirements.txt": text, "setup.cfg": text, "pyproject.toml": text, "Pipfile": text}
    )
    packages_pinned(repository, "twine")
    packages_pinned(repository, "twine", requirements=[text, "-r requirements.txt"])
    kind_of(RecipeCommand(text, "", "", False))
