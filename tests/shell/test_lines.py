"""Which scripts of PowerShell and cmd are nothing but commands, one on each line."""

from __future__ import annotations

import pytest

from trustpub.shell.lines import read_lines

LINES = {
    "commands": "pip install build\npython -m build\n",
    "comment": "# the wheel\npython -m build\n",
    "expression": "twine upload -p ${{ secrets.TOKEN }} dist/*\n",
    "variable of PowerShell": "twine upload -p $env:TOKEN dist/*\n",
    "variable of cmd": "twine upload -p %TOKEN% dist\\*\n",
    "variable set by PowerShell": '$env:TOKEN = "secret"\npython -m build\n',
    "quotes": "python -c \"print\"\npip install 'build'\n",
}

MORE = {
    "block": "if ($x) {\n  twine upload dist/*\n}\n",
    "keyword of cmd": "if exist dist twine upload dist/*\n",
    "pipeline": "echo y | twine upload dist/*\n",
    "list": "python -m build && twine upload dist/*\n",
    "redirection": "python -m build > build.log\n",
    "continued": "twine upload `\n  dist/*\n",
    "continued in cmd": "twine upload ^\n  dist/*\n",
    "variable": "$x = 1\ntwine upload dist/*\n",
    "subexpression": "twine upload $(Get-Item dist/*)\n",
    "folder": "cd python\ntwine upload dist/*\n",
    "end": "exit 0\n",
    "open quote": "echo 'a\nb'\n",
    "line comment of cmd": "rem it's here\npython -m build\n",
    "separator": "python -m build; twine upload dist/*\n",
}


@pytest.mark.parametrize("source", LINES.values(), ids=LINES.keys())
def test_commands_one_on_each_line(source: str) -> None:
    """Each line is one command, where the source says it is."""
    script = read_lines(source)
    assert script is not None
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    assert [source[command.start : command.end] for command in script.commands] == lines


@pytest.mark.parametrize("source", MORE.values(), ids=MORE.keys())
def test_more_than_commands(source: str) -> None:
    """Anything else is not taken apart."""
    assert read_lines(source) is None
