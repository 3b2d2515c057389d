"""The pages that the wizard opens in a browser, and refusing every other address."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

_IN_TERMINAL = frozenset(("www-browser", "links", "elinks", "lynx", "w3m"))
"""Browsers that `webbrowser` falls back to without a desktop; PyPI's forms need more than they can do."""

HOSTS = frozenset(("pypi.org", "test.pypi.org", "github.com"))


def is_known(page: str) -> bool:
    """Whether an address is one of PyPI, TestPyPI or GitHub, encrypted, and without a name or password in it."""
    parts = urlsplit(page)
    return parts.scheme == "https" and parts.netloc in HOSTS and page.isascii() and page.isprintable()


def open_page(page: str) -> bool:
    """Open a page in the user's browser; False where there is none but one that would take over the terminal.

    Raises:
        ValueError: the address is none of `is_known`.
    """
    if not is_known(page):
        raise ValueError(page)
    import webbrowser

    try:
        browser = webbrowser.get()
        return getattr(browser, "name", "") not in _IN_TERMINAL and browser.open(page)
    except (webbrowser.Error, OSError):
        return False


def settings_page(owner: str, name: str, *parts: str) -> str:
    """A page of a repository's settings on GitHub."""
    return "/".join(["https://github.com", *(quote(part, safe="") for part in (owner, name, "settings", *parts))])


def actions_page(owner: str, name: str) -> str:
    """The list of a repository's runs."""
    return f"https://github.com/{quote(owner, safe='')}/{quote(name, safe='')}/actions"
