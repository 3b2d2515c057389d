"""Publishing workflows out of every part that the migration looks at, in many layouts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

TRIGGERS: list[Any] = [
    "push",
    ["push", "pull_request"],
    {"release": {"types": ["published"]}},
    {"push": {"tags": ["v*"]}, "workflow_dispatch": None},
    {"schedule": [{"cron": "0 3 * * 1"}]},
]
PERMISSIONS: list[Any] = [
    None,
    None,
    {},
    "read-all",
    "write-all",
    {"contents": "read"},
    {"contents": "write", "packages": "write"},
    {"contents": "read", "id-token": "write"},
]
ENVIRONMENTS: list[Any] = [None, None, "release", {"name": "pypi", "url": "https://pypi.org/p/sample"}]
RUNNERS: list[Any] = ["ubuntu-latest", "ubuntu-latest", "ubuntu-24.04", "windows-latest", ["self-hosted", "linux"]]
CONDITIONS = [
    "github.event_name == 'push'",
    "${{ startsWith(github.ref, 'refs/tags/') && github.repository == 'octo/sample' }}",
    "success() || github.event_name == 'schedule'",
    "steps.version.outputs.new == 'true'",
    "always()",
    "env.TOKEN != ''",
    "github.ref == 'refs/heads/main' || github.event.inputs.force == 'true'",
]
OTHER_STEPS: list[Data] = [
    {"uses": "actions/setup-python@v6", "with": {"python-version": "3.12"}},
    {"run": "pip install build twine"},
    {"run": "pip install -r requirements.txt\npython -m build\n"},
    {"run": "pytest", "name": "Tests: all of them"},
    {"id": "version", "run": 'echo "new=true" >> "$GITHUB_OUTPUT"'},
    {"uses": "softprops/action-gh-release@v2", "if": "github.ref_type == 'tag'"},
    {"uses": "example/unknown@v1"},
    {"run": "docker build ."},
]


def _credentials(names: tuple[str, str], secret: str) -> Data:
    return {names[0]: "__token__", names[1]: f"${{{{ secrets.{secret} }}}}"}


@st.composite
def upload_steps(draw: Draw) -> list[Data]:
    """One upload: usually one step, sometimes with another that configures it."""
    test = draw(st.booleans())
    secret = "TEST_PYPI_TOKEN" if test else "PYPI_TOKEN"
    kind = draw(
        st.sampled_from(["action", "action", "twine", "twine-script", "poetry", "flit", "hatch", "uv", "pypirc"])
    )
    steps: list[Data] = []
    if kind == "action":
        ref = draw(st.sampled_from(["release/v1", "master", "v1.4.2", "v1.12.4"]))
        inputs = {"user": "__token__", "password": f"${{{{ secrets.{secret} }}}}"}
        if test:
            old = ref in ("master", "v1.4.2")
            inputs["repository_url" if old else "repository-url"] = "https://test.pypi.org/legacy/"
        if draw(st.booleans()):
            inputs["verbose"] = "true"
        steps = [{"uses": f"pypa/gh-action-pypi-publish@{ref}", "with": inputs}]
    elif kind == "twine":
        command = "twine upload -r testpypi dist/*" if test else "twine upload --skip-existing dist/*"
        steps = [{"run": command, "env": _credentials(("TWINE_USERNAME", "TWINE_PASSWORD"), secret)}]
    elif kind == "twine-script":
        tail = draw(st.sampled_from(["", " || true"]))
        before = draw(st.sampled_from(["python -m build\n", "cd python\npython -m build\n", "set -eu\n"]))
        target = "-r testpypi " if test else ""
        command = f"python -m twine upload {target}-u __token__ -p ${{{{ secrets.{secret} }}}} dist/*{tail}\n"
        steps = [{"run": before + command + draw(st.sampled_from(["", "echo done\n", "./announce.sh\n"]))}]
    elif kind == "poetry":
        name = "testpypi" if test else "pypi"
        lines = ["poetry config repositories.testpypi https://test.pypi.org/legacy/"] if test else []
        lines.append(f"poetry config pypi-token.{name} ${{{{ secrets.{secret} }}}}")
        publish = f"poetry publish --build{' -r testpypi' if test else ''}"
        if draw(st.booleans()):
            steps = [{"run": "\n".join([*lines, publish]) + "\n"}]
        else:
            steps = [{"run": "\n".join(lines) + "\n"}, {"run": publish}]
    elif kind == "flit":
        steps = [{"run": "flit publish", "env": _credentials(("FLIT_USERNAME", "FLIT_PASSWORD"), "PYPI_TOKEN")}]
    elif kind == "hatch":
        steps = [
            {
                "run": "hatch build\nhatch publish\n",
                "env": _credentials(("HATCH_INDEX_USER", "HATCH_INDEX_AUTH"), secret),
            }
        ]
        if test:
            steps[0]["env"]["HATCH_INDEX_REPO"] = "test"
    elif kind == "uv":
        where = " --publish-url https://test.pypi.org/legacy/" if test else ""
        setup = [{"uses": "astral-sh/setup-uv@v7"}] if draw(st.booleans()) else []
        steps = [*setup, {"run": f"uv build\nuv publish{where} --token ${{{{ secrets.{secret} }}}}\n"}]
    else:
        target = " -r testpypi" if test else ""
        text = f"[{'testpypi' if test else 'pypi'}]\nusername = __token__\npassword = ${{{{ secrets.{secret} }}}}\n"
        steps = [
            {"run": f"cat > ~/.pypirc <<EOF\n{text}EOF\nchmod 600 ~/.pypirc\n"},
            {"run": f"twine upload{target} dist/*"},
        ]
    if draw(st.booleans()):
        steps[-1] = {"name": draw(st.sampled_from(["Publish", "Ship it: 📦", 'It\'s "out"'])), **steps[-1]}
    if draw(st.integers(0, 2)) == 0:
        steps[-1] = {**steps[-1], "if": draw(st.sampled_from(CONDITIONS))}
    if draw(st.integers(0, 5)) == 0:
        steps[-1] = {**steps[-1], "continue-on-error": True}
    if draw(st.integers(0, 5)) == 0:
        steps[-1] = {"id": "publish", **steps[-1]}
    return steps


@st.composite
def jobs(draw: Draw, earlier: list[str], publishes: bool) -> Data:
    """A job; those before it can be needed."""
    job: Data = {}
    if draw(st.booleans()):
        job["name"] = "Build, then: ship"
    if earlier and draw(st.booleans()):
        job["needs"] = draw(st.sampled_from([earlier[-1], earlier, [earlier[0]]]))
    if draw(st.integers(0, 3)) == 0:
        job["if"] = draw(
            st.sampled_from(["always()", "github.repository == 'octo/sample'", "success() && !cancelled()"])
        )
    job["runs-on"] = draw(st.sampled_from(RUNNERS))
    if draw(st.integers(0, 4)) == 0:
        job["strategy"] = {"matrix": {"os": ["ubuntu-latest", "windows-latest"], "python": ["3.12", "3.13"]}}
        job["runs-on"] = "${{ matrix.os }}"
    for key, values in (("permissions", PERMISSIONS), ("environment", ENVIRONMENTS)):
        value = draw(st.sampled_from(values))
        if value is not None and publishes:
            job[key] = value
    if draw(st.integers(0, 4)) == 0:
        job["env"] = {"TOKEN": "${{ secrets.PYPI_TOKEN }}", "PYTHONUTF8": "1"}
    if draw(st.integers(0, 4)) == 0:
        job["defaults"] = {"run": {"shell": "bash"}}
    steps: list[Data] = [{"uses": "actions/checkout@v7"}]
    steps += draw(st.lists(st.sampled_from(OTHER_STEPS), max_size=3, unique_by=json.dumps))
    for _ in range(draw(st.integers(1, 2)) if publishes else 0):
        steps += draw(upload_steps())
        steps += draw(st.lists(st.sampled_from(OTHER_STEPS[3:]), max_size=1))
    seen: set[str] = set()
    for step in steps:
        if step.get("id") in seen:
            steps = [other for other in steps if other is not step]
        seen.add(step.get("id", ""))
    if "version" not in seen and any("steps.version" in step.get("if", "") for step in steps):
        steps.insert(1, OTHER_STEPS[4])
    job["steps"] = steps
    return job


@st.composite
def workflows(draw: Draw) -> bytes:
    """A workflow with one to three jobs, at least one of which publishes, as the bytes of a file."""
    count = draw(st.integers(1, 3))
    publishing = draw(st.integers(0, count - 1))
    names = ["build", "deploy-it", "publish-pypi"][:count]
    workflow: Data = {"name": "Release", "on": draw(st.sampled_from(TRIGGERS))}
    if (permissions := draw(st.sampled_from(PERMISSIONS))) is not None:
        workflow["permissions"] = permissions
    if draw(st.integers(0, 4)) == 0:
        workflow["env"] = _credentials(("TWINE_USERNAME", "TWINE_PASSWORD"), "PYPI_TOKEN")
    workflow["jobs"] = {
        name: draw(jobs(names[:index], index == publishing or draw(st.integers(0, 3)) == 0))
        for index, name in enumerate(names)
    }
    layout = Layout(
        width=draw(st.sampled_from([2, 2, 4])),
        dash=draw(st.booleans()),
        blank=draw(st.booleans()),
        comments=draw(st.booleans()),
        quotes=draw(st.booleans()),
    )
    text = "\n".join(layout.mapping(workflow, 0)) + ("\n" if draw(st.integers(0, 4)) else "")
    ending = draw(st.sampled_from(["\n", "\n", "\n", "\r\n"]))
    return text.replace("\n", ending).encode()


class Layout:
    """One way of writing the same data: indentation, dashes, blank lines, comments, quotes."""

    def __init__(self, *, width: int, dash: bool, blank: bool, comments: bool, quotes: bool) -> None:
        self.width = width
        self.dash = width if dash else 0
        self.blank = blank
        self.comments = comments
        self.quotes = quotes

    def mapping(self, data: Data, column: int) -> list[str]:
        """The lines of a mapping."""
        lines: list[str] = []
        for key, value in data.items():
            if self.comments and key in ("steps", "env", "with", "password"):
                lines.append(f"{' ' * column}# about {key}")
            lines += self._entry(key, value, column)
            if self.blank and column == 0:
                lines.append("")
        return lines

    def _entry(self, key: str, value: Any, column: int) -> list[str]:
        head = f"{' ' * column}{key}:"
        if isinstance(value, dict) and value:
            return [head, *self.mapping(value, column + self.width)]
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            return [head, *self._sequence(value, column + self.dash)]
        if isinstance(value, str) and "\n" in value:
            body = [f"{' ' * (column + self.width)}{line}" for line in value.rstrip("\n").split("\n")]
            return [f"{head} |", *body]
        return [f"{head} {self._scalar(value)}".rstrip()]

    def _sequence(self, items: list[Any], column: int) -> list[str]:
        lines: list[str] = []
        for item in items:
            if self.blank and lines:
                lines.append("")
            inner = self.mapping(item, column + 2)
            first = next(position for position, line in enumerate(inner) if not line.lstrip().startswith("#"))
            inner[first] = f"{' ' * column}- {inner[first][column + 2 :]}"
            lines += [line[2:] if position < first else line for position, line in enumerate(inner)]
        return lines

    def _scalar(self, value: Any) -> str:
        if isinstance(value, str):
            plain = re.fullmatch(r"[A-Za-z$_/.~][^:#'\"]*", value) is not None
            return value if plain and not self.quotes else json.dumps(value, ensure_ascii=False)
        return "" if value is None else json.dumps(value)
