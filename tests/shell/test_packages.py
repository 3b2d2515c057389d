"""Taking a package out of what a script installs."""

from __future__ import annotations

import pytest

from trustpub.shell import read_script
from trustpub.shell.surgery import CannotRemove, drop_package, installs

DROPPED = [
    pytest.param("pip install --upgrade build twine", "pip install --upgrade build", id="last"),
    pytest.param("pip install twine build", "pip install build", id="first"),
    pytest.param("pip install a twine b\nc", "pip install a b\nc", id="middle"),
    pytest.param('a\npip install "twine>=4"\nb', "a\nb", id="only-one"),
    pytest.param("pip3 install Twine==1.0 a", "pip3 install a", id="version"),
    pytest.param("pip install 'twine[keyring]~=5.0' a", "pip install a", id="extra"),
    pytest.param(
        "python -m pip install -U \\\n  twine \\\n  build\n", "python -m pip install -U \\\n  build\n", id="lines"
    ),
    pytest.param(
        "python -m pip install \\\n  build \\\n  twine\nb", "python -m pip install \\\n  build\nb", id="last-line"
    ),
    pytest.param("pip install -r r.txt twine", "pip install -r r.txt", id="requirements-file"),
    pytest.param("pip install -e . twine", "pip install -e .", id="editable"),
    pytest.param("pip install . twine", "pip install .", id="folder"),
    pytest.param("pip install -c c.txt twine\na", "a", id="constraints-are-no-requirements"),
    pytest.param("uv pip install --system twine build", "uv pip install --system build", id="uv-pip"),
    pytest.param("uv tool install twine\na", "a", id="uv-tool"),
    pytest.param("pipx install twine\na", "a", id="pipx"),
    pytest.param("sudo pip install twine six", "sudo pip install six", id="sudo"),
    pytest.param(
        "pip install -U pip && pip install a twine && b", "pip install -U pip && pip install a && b", id="chain"
    ),
    pytest.param("pip install -U pip; pip install twine", "pip install -U pip", id="line"),
    pytest.param("pip install twine a\npip install twine\nb", "pip install a\nb", id="twice"),
    pytest.param("if a; then pip install twine b; fi", "if a; then pip install b; fi", id="branch"),
    pytest.param("# twine\npip install a twine", "# twine\npip install a", id="comment"),
]


@pytest.mark.parametrize(("source", "expected"), DROPPED)
def test_dropped(source: str, expected: str) -> None:
    """The package goes, and the command with it when it installs nothing else; again changes nothing."""
    assert installs(read_script(source), "twine")
    result = drop_package(read_script(source), "twine")
    assert result == expected
    assert not installs(read_script(result), "twine")
    assert drop_package(read_script(result), "twine") == result


UNCHANGED = [
    pytest.param("pip install build", id="not-there"),
    pytest.param("pip install -i twine build", id="value-of-an-option"),
    pytest.param("pip install twine-stubs x/twine", id="other-packages"),
    pytest.param("conda install twine", id="conda"),
    pytest.param("pip download twine", id="no-install"),
    pytest.param("echo pip install twine", id="text"),
    pytest.param("bash -c 'pip install twine'", id="nested"),
    pytest.param("pip install $PACKAGES", id="unknown"),
    pytest.param("twine upload dist/*", id="use"),
]


@pytest.mark.parametrize("source", UNCHANGED)
def test_unchanged(source: str) -> None:
    """What does not install the package by name stays."""
    assert drop_package(read_script(source), "twine") == source
    assert not installs(read_script(source), "twine")


REFUSED = [
    pytest.param("pip install twine\ntwine check x", "still mentioned", id="tool-in-use"),
    pytest.param("pip install twine a\npython -m twine check", "still mentioned", id="module-in-use"),
    pytest.param("pip install twine a\npython <<E\nimport twine\nE", "still mentioned", id="here-document"),
    pytest.param("pip install build && pip install twine\nls", "a failure before `&&`", id="chain"),
    pytest.param("if a; then pip install twine; fi", "all that the `if` branch does", id="whole-branch"),
    pytest.param("pip install twine a\nif b; then", "not fully understood", id="broken"),
]


@pytest.mark.parametrize(("source", "reason"), REFUSED)
def test_refused(source: str, reason: str) -> None:
    """A package that may be needed, or sits where nothing can be taken out, stays."""
    with pytest.raises(CannotRemove) as caught:
        drop_package(read_script(source), "twine")
    assert reason in caught.value.reason
