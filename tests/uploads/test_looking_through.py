"""What is seen behind make, tox, nox, task runners and scripts: the chain, the index, and that there is no upload."""

from __future__ import annotations

import pytest

from tests.uploads.memory import scan_text

WORKFLOW = """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - run: |
{run}
{step}        env:
          TWINE_USERNAME: __token__
          TWINE_PASSWORD: ${{{{ secrets.PYPI_TOKEN }}}}
"""
UPLOAD = "release:\n\tpython -m build\n\ttwine upload dist/*\n"
TESTING = "release:\n\tpython -m build\n\ttwine upload --repository testpypi dist/*\n"
CHECK = "release:\n\tpython -m build\n\ttwine check dist/*\n"
SCRIPT = "#!/bin/sh\nset -e\npython -m build\n"


def seen(run: str, files: dict[str, str], step: str = "") -> list[tuple[str, tuple[str, ...]]]:
    """Index and chain of each upload of a step with a script, among files of its repository."""
    lines = "\n".join(f"          {line}" for line in run.splitlines())
    found = scan_text(WORKFLOW.format(run=lines, step=f"        {step}\n" if step else ""), **files)
    assert found.errors == ()
    return [(upload.index, upload.through) for upload in found.uploads]


@pytest.mark.parametrize(
    ("run", "files", "index", "last"),
    [
        pytest.param("make release", {"Makefile": UPLOAD}, "pypi", "twine upload dist/*", id="make"),
        pytest.param(
            "make release",
            {"Makefile": TESTING},
            "testpypi",
            "twine upload --repository testpypi dist/*",
            id="make-to-testpypi",
        ),
        pytest.param("cd lib\nmake release", {"lib/Makefile": UPLOAD}, "pypi", "twine upload dist/*", id="behind-a-cd"),
        pytest.param(
            "cd lib\nmake release",
            {"Makefile": CHECK, "lib/Makefile": UPLOAD},
            "pypi",
            "twine upload dist/*",
            id="the-file-of-the-folder-counts",
        ),
        pytest.param(
            "make -C lib release", {"lib/Makefile": UPLOAD}, "pypi", "twine upload dist/*", id="make-in-a-folder"
        ),
        pytest.param(
            "./release.sh",
            {"release.sh": SCRIPT + "twine upload dist/*\n"},
            "pypi",
            "twine upload dist/*",
            id="script",
        ),
        pytest.param(
            "make release",
            {"Makefile": "release:\n\t./tools/up.sh\n", "tools/up.sh": SCRIPT + "twine upload dist/*\n"},
            "pypi",
            "twine upload dist/*",
            id="script-behind-make",
        ),
        pytest.param(
            "make release",
            {"Makefile": "release: dist\n\ttwine upload dist/*\ndist:\n\tpython -m build\n"},
            "pypi",
            "twine upload dist/*",
            id="prerequisite",
        ),
    ],
)
def test_an_upload_is_seen(run: str, files: dict[str, str], index: str, last: str) -> None:
    """The index is the recipe's, and the chain leads from the step's command to the uploading one."""
    ((found, through),) = seen(run, files)
    assert found == index
    assert through[-1] == last
    assert len(through) >= 2


@pytest.mark.parametrize(
    ("run", "files"),
    [
        pytest.param("make release", {"Makefile": CHECK}, id="only-builds-and-checks"),
        pytest.param("./release.sh", {"release.sh": SCRIPT}, id="script-that-only-builds"),
        pytest.param(
            "cd lib\nmake release", {"Makefile": UPLOAD, "lib/Makefile": CHECK}, id="not-the-file-of-the-root"
        ),
        pytest.param(
            "make release",
            {"Makefile": "release:\n\ttwine upload --repository-url https://pypi.example.com/ dist/*\n"},
            id="private-index",
        ),
    ],
)
def test_no_upload_to_pypi_is_seen(run: str, files: dict[str, str]) -> None:
    """A recipe that was read to its end and uploads nothing to PyPI is no upload to PyPI, whatever it is called."""
    assert [index for index, _ in seen(run, files) if index != "other"] == []


@pytest.mark.parametrize(
    ("run", "files"),
    [
        pytest.param("make release", {}, id="missing-file"),
        pytest.param("./publish.sh", {}, id="missing-script"),
        pytest.param("cd $(ls -d lib*)\nmake publish", {"Makefile": CHECK}, id="folder-by-a-command"),
        pytest.param("pushd lib\nmake publish", {"Makefile": CHECK}, id="folder-by-pushd"),
        pytest.param("make release", {"Makefile": "release:\n\t./unknown-tool release\n"}, id="unknown-command"),
    ],
)
def test_what_cannot_be_read_stays_an_upload(run: str, files: dict[str, str]) -> None:
    """Where a token is handed to a command that cannot be read to its end, the command may upload."""
    assert len(seen(run, files)) == 1
