"""Whatever stands in a repository's workflows, the scan gives a result."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.uploads.memory import PATH, MemoryRepository, scan_text
from trustpub.errors import InputError
from trustpub.scanning import scan
from trustpub.uploads.find import find_uploads
from trustpub.workflow.load import load_workflow

WORDS = st.sampled_from(
    [
        *("", "x", "true", "null", "0", "twine upload dist/*", "poetry publish -r $R", "uv publish", "make release"),
        *("pypa/gh-action-pypi-publish@v1", "./.github/actions/a", f"./{PATH}", "o/r/.github/workflows/pypi.yml@v1"),
        *(
            "${{ secrets.PYPI_TOKEN }}",
            "${{ env.A }}",
            "${{ matrix.a }}",
            "${{ steps.a.outputs.b }}",
            "${{",
            "${{ ' }}",
        ),
        *("${{ needs.a.outputs.b || inputs.x }}", "echo A=$B >> $GITHUB_ENV", "echo x > ~/.pypirc", "inherit"),
        *("write-all", "docker run -e A=b c twine upload d", "$X upload", "env A=b twine upload c", "\ttwine upload"),
    ]
)
KEYS = st.sampled_from(
    [
        *("a", "steps", "env", "with", "run", "uses", "if", "id", "shell", "secrets", "strategy", "matrix", "include"),
        *(
            "needs",
            "outputs",
            "permissions",
            "environment",
            "name",
            "runs-on",
            "defaults",
            "TWINE_PASSWORD",
            "password",
        ),
        *("repository-url", "command", "args", "PYPI_TOKEN", "inputs", "default", "type"),
    ]
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=25,
)
WORKFLOWS = st.fixed_dictionaries(
    {"jobs": st.one_of(ANYTHING, st.dictionaries(KEYS, ANYTHING, max_size=3))},
    optional={"on": ANYTHING, "env": ANYTHING, "permissions": ANYTHING, "defaults": ANYTHING, "name": ANYTHING},
)
STEPS = st.lists(st.dictionaries(KEYS, ANYTHING, max_size=5), max_size=4)


@given(WORKFLOWS)
@settings(max_examples=150)
def test_documents_of_any_shape(document: dict[str, Any]) -> None:
    """A workflow of any shape is read or refused with an `InputError`; nothing else is raised."""
    repository = MemoryRepository({PATH: yaml.safe_dump(document)})
    try:
        workflow = load_workflow(repository, PATH)
    except InputError:
        return
    assert workflow is not None
    find_uploads(workflow, repository)


@given(STEPS, STEPS)
@settings(max_examples=150)
def test_steps_of_any_shape(steps: list[Any], inner: list[Any]) -> None:
    """Steps of any shape, in a job and in a composite action, give uploads with the fields of the contract."""
    jobs = {"a": {"steps": steps}, "b": {"uses": f"./{PATH}", "secrets": "inherit"}}
    files = {
        PATH: yaml.safe_dump({"on": "workflow_call", "jobs": jobs}),
        ".github/actions/a/action.yml": yaml.safe_dump({"runs": {"using": "composite", "steps": inner}}),
    }
    result = scan(MemoryRepository(files))
    for upload in result.uploads:
        assert upload.auth in ("token", "oidc", "unclear")
        assert upload.index in ("pypi", "testpypi", "other", "unknown")
        assert upload.line >= 1 and (upload.step is None or upload.step >= 0)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@example(b"jobs:\n  a: twine\n")
@example(b"\xff\xfejobs: twine")
@example(b"jobs: &a\n  twine: *a\n")
@settings(max_examples=150)
def test_bytes_of_any_kind(data: bytes) -> None:
    """Any bytes in place of a workflow end up in the result, as uploads or as an error."""
    scan(MemoryRepository({PATH: data, ".github/actions/a/action.yml": data, "action.yaml": b"pypi" + data}))


def test_every_error_names_its_file() -> None:
    """What cannot be read is an error with the file and the line; the other files are done all the same."""
    result = scan_text(
        "on: push\njobs:\n  pypi: x\n",
        **{".github/workflows/a.yml": "on: push\njobs:\n  a:\n    steps:\n      - run: twine upload x\n"},
    )
    assert [(error.path, error.line) for error in result.errors] == [(PATH, 3)]
    assert [upload.workflow for upload in result.uploads] == [".github/workflows/a.yml"]
