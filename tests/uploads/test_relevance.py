"""The look at a file's bytes that decides whether it is read at all."""

from __future__ import annotations

import re
import time

import pytest

from tests.corpus import corpus_files, require_shared
from tests.uploads.memory import MemoryRepository
from trustpub.data import read_text
from trustpub.errors import InputError
from trustpub.uploads.find import find_uploads, may_upload
from trustpub.workflow.load import load_workflow

RELEVANT = (
    pytest.param(b"run: twine upload dist/*", id="twine"),
    pytest.param(b"run: TWINE UPLOAD", id="any-case"),
    pytest.param(b"run: poetry publish", id="tool-and-verb"),
    pytest.param(b"run: |\n  poetry \\\n    publish", id="continued-line"),
    pytest.param(b"run: >-\n  uv\n  publish", id="folded-line"),
    pytest.param(b"run: python setup.py sdist upload", id="setup-py"),
    pytest.param(b"with: {command: publish}", id="maturin-action"),
    pytest.param(b'with:\n  command: "upload"', id="quoted-command"),
    pytest.param(b"uses: ./.github/actions/publish", id="local-action"),
    pytest.param(b"- 'uses': './x'", id="quoted-key"),
    pytest.param(b"env:\n  X: ${{ secrets.PYPI }}\nrun: make", id="secret-by-name"),
    pytest.param(b"env:\n  UV_PUBLISH_TOKEN: x\nrun: ./release", id="variable-of-a-tool"),
)


@pytest.mark.parametrize("data", RELEVANT)
def test_may_upload(data: bytes) -> None:
    """A file that may upload is let through."""
    assert may_upload(data)


IRRELEVANT = (
    pytest.param(b"", id="empty"),
    pytest.param(b"run: uv sync\nuses: actions/upload-artifact@v4", id="tool-and-upload-in-two-lines"),
    pytest.param(b"uses: actions/upload-artifact@v4\nwith:\n  name: uv.lock", id="upload-before-tool"),
    pytest.param(b"run: npm publish", id="npm"),
)


@pytest.mark.parametrize("data", IRRELEVANT)
def test_may_not_upload(data: bytes) -> None:
    """A file without any trace of an upload need not be read."""
    assert not may_upload(data)


def test_drops_no_upload_of_the_corpus() -> None:
    """No file of the real workflows that is not let through has an upload when it is read all the same."""
    require_shared()
    dropped = [path for path in corpus_files() if not may_upload(path.read_bytes())]
    assert dropped
    for path in dropped:
        name = path.name if path.name.startswith("action.") else f".github/workflows/{path.name}"
        repository = MemoryRepository({name: path.read_bytes()})
        try:
            workflow = load_workflow(repository, name)
        except InputError:
            continue
        assert workflow is not None
        assert find_uploads(workflow, repository) == [], path


def test_lets_every_known_action_through() -> None:
    """Every action and workflow of the table that uploads is recognised by its name, or by what it has to be given."""
    for entry in read_text("publishing_actions.toml").split("\n[[action]]\n")[1:]:
        name = re.search(r'^uses = "(.+)"', entry, re.MULTILINE)
        assert name is not None
        given = re.findall(r'^(?:token_inputs|token_env) = \["(.+?)"', entry, re.MULTILINE)
        if 'uploads = "never"' not in entry:
            text = "\n".join([f"uses: {name[1]}@v1", *(f"{key}: ${{{{ secrets.X }}}}" for key in given)])
            assert may_upload(text.encode()), name[1]


@pytest.mark.parametrize("word", [b"uv ", b"upload ", b"uv upload", b"command: ", b"uses: ", b"\\\n", b"publish\n"])
def test_is_linear(word: bytes) -> None:
    """The look at a megabyte takes a moment, however often a telling word is repeated."""
    started = time.monotonic()
    may_upload(word * (1_000_000 // len(word)))
    assert time.monotonic() - started < 2
