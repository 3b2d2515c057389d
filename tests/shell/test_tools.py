"""Which program a command runs, and how its arguments are split."""

from __future__ import annotations

import pytest

from trustpub.shell import parse_options, read_script, tool_of, tools_of, uses_tool

TWINE = [
    "twine upload x",
    "twine.exe upload x",
    "/usr/bin/twine upload x",
    "./venv/bin/twine upload x",
    "${{ env.BIN }}/twine upload x",
    "A=b twine upload x",
    "python -m twine upload x",
    "python3 -m twine upload x",
    "python3.11 -Im twine upload x",
    "python -W ignore -m twine upload x",
    "py -3 -m twine upload x",
    "$PYTHON -m twine upload x",
    '"${PYTHON}" -m twine upload x',
    "${{ steps.p.outputs.python }} -m twine upload x",
    "uvx twine upload x",
    "uvx twine@6.0 upload x",
    "uvx 'twine>=6' upload x",
    "uvx --from twine twine upload x",
    "uv tool run twine upload x",
    "uv run twine upload x",
    "uv run --with twine twine upload x",
    "uv run --frozen python -m twine upload x",
    "uv run -m twine upload x",
    "uv --directory d run twine upload x",
    "pipx run twine upload x",
    "pipx run --spec twine==6 twine upload x",
    "poetry run twine upload x",
    "poetry run python -m twine upload x",
    "pdm run twine upload x",
    "hatch run twine upload x",
    "hatch run env:twine upload x",
    "hatch -e env run twine upload x",
    "rye run twine upload x",
    "pipenv run twine upload x",
    "pixi run -e e twine upload x",
    "conda run -n e twine upload x",
    "micromamba run -n e twine upload x",
    "sudo -E twine upload x",
    "sudo -u me A=b twine upload x",
    "env A=b C=d twine upload x",
    "time twine upload x",
    "exec twine upload x",
    "command twine upload x",
    "nohup twine upload x",
    "timeout 60 twine upload x",
    "xvfb-run -a twine upload x",
    "xargs -n 1 twine upload x",
    'bash -c "twine upload x"',
    "bash -lc 'python -m twine upload x'",
    "sh -c \"bash -c 'twine upload x'\"",
    'eval "twine upload x"',
    "eval twine upload x",
    "$TWINE upload x",
    '"$BIN/twine" upload x',
]


@pytest.mark.parametrize("source", TWINE)
def test_launchers(source: str) -> None:
    """The program is found behind interpreters, runners, environments and shells."""
    (command,) = read_script(source).commands
    tool = tool_of(command, {"TWINE": "python -m twine", "BIN": "/opt"})
    assert tool is not None
    assert (tool.name, [word.value for word in tool.args]) == ("twine", ["upload", "x"])


OTHERS = [
    pytest.param("uv publish x", "uv", ["publish", "x"], id="uv-publish"),
    pytest.param("uv pip install x", "uv", ["pip", "install", "x"], id="uv-pip"),
    pytest.param("poetry -C d publish", "poetry", ["-C", "d", "publish"], id="poetry-publish"),
    pytest.param("hatch publish", "hatch", ["publish"], id="hatch-publish"),
    pytest.param("pdm publish", "pdm", ["publish"], id="pdm-publish"),
    pytest.param("rye publish", "rye", ["publish"], id="rye-publish"),
    pytest.param("maturin publish", "maturin", ["publish"], id="maturin-publish"),
    pytest.param("flit publish", "flit", ["publish"], id="flit-publish"),
    pytest.param("pip3.11 install x", "pip", ["install", "x"], id="pip-with-version"),
    pytest.param("python -m pip install x", "pip", ["install", "x"], id="pip-module"),
    pytest.param("python setup.py upload", "setup.py", ["upload"], id="setup-py"),
    pytest.param("./setup.py upload", "setup.py", ["upload"], id="setup-py-executable"),
    pytest.param("python x.py upload", "python", ["x.py", "upload"], id="another-script"),
    pytest.param("python -c 'import twine'", "python", ["-c", "import twine"], id="python-code"),
    pytest.param("command -v twine", "command", ["-v", "twine"], id="command-v"),
    pytest.param("${{ matrix.cmd }} x", "${{ matrix.cmd }}", ["x"], id="expression"),
    pytest.param("$X y", "$X", ["y"], id="unknown-variable"),
    pytest.param("bash x.sh", "bash", ["x.sh"], id="bash-script"),
    pytest.param("bash -c 'a; b'", "bash", ["-c", "a; b"], id="bash-c-of-two"),
    pytest.param("uv run", "uv", ["run"], id="launcher-of-nothing"),
]


@pytest.mark.parametrize(("source", "name", "args"), OTHERS)
def test_other_tools(source: str, name: str, args: list[str]) -> None:
    """Subcommands that launch nothing stay arguments; what cannot be told stays as written."""
    tool = tool_of(read_script(source).commands[0])
    assert tool is not None
    assert (tool.name, [word.value for word in tool.args]) == (name, args)


@pytest.mark.parametrize("source", ["A=b", "$(a) b"])
def test_no_tool(source: str) -> None:
    """Assignments run nothing, and the output of a command may be anything."""
    assert tool_of(read_script(source).commands[0]) is None


def test_tool_remembers_how_it_was_launched() -> None:
    """Launchers are listed outermost first; the path is the word that names the program."""
    tool = tool_of(read_script("sudo uv run python3 -m twine check").commands[0])
    assert tool is not None
    assert (tool.launcher, tool.path) == (("sudo", "uv run", "python3 -m"), "twine")


def test_nested_script() -> None:
    """All programs of the script given to `bash -c` are found, up to a depth."""
    (command,) = read_script("bash -c 'a && sudo b'").commands
    assert [tool.name for tool in tools_of(command)] == ["a", "b"]
    assert uses_tool(read_script("bash -c 'a && sudo b'"), "b")
    assert not uses_tool(read_script("echo b"), "b")
    deep = "x"
    for _ in range(12):
        deep = f"eval {deep}"
    assert [tool.name for tool in tools_of(read_script(deep).commands[0])] == ["eval"]


def test_options() -> None:
    """Options come with their values in any of the usual spellings, and with their words."""
    source = "t up --repository a --repository-url=b -uc -p 'd e' --skip-existing -- -x"
    command = read_script(source).commands[0]
    options = parse_options(command.words[1:], {"--repository", "--repository-url", "-u", "-p"})
    assert [(option.name, option.value and option.value.value) for option in options.options] == [
        ("--repository", "a"),
        ("--repository-url", "b"),
        ("-u", "c"),
        ("-p", "d e"),
        ("--skip-existing", None),
    ]
    assert [word.value for word in options.positionals] == ["up", "-x"]
    for option in options.options:
        assert option.value is None or source[option.value.start : option.value.end] == option.value.text
    assert options.has("--skip-existing", "-s")
    assert not options.has("-s")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("t -r a -r b", "b"),
        ("t --repository=a -r b", "b"),
        ('t "--repository=a b"', "a b"),
        ("t -r", None),
        ("t -x a", None),
        ("t -r=a", "a"),
    ],
)
def test_last_option_wins(source: str, value: str | None) -> None:
    """Of an option given twice the last counts; one at the very end has no value."""
    word = parse_options(read_script(source).commands[0].words[1:], {"-r", "--repository"}).get("-r", "--repository")
    assert (word and word.value) == value


def test_all_values() -> None:
    """All values of an option that may be repeated."""
    options = parse_options(read_script("t -r a --r=b c").commands[0].words[1:], {"-r"})
    assert [word.value for word in options.all("-r", "--r")] == ["a", "b"]
