"""Whether a workflow may read secrets that it does not name.

Source: GitHub's documentation, "Contexts reference" (``secrets``) and "Reuse workflows" (``secrets: inherit``).
"""

from __future__ import annotations

import re

from trustpub.workflow.expressions import embedded

_COMPUTED = re.compile(r"\bsecrets\s*(?:\[\s*[^'\"\s]|\.\s*\*)|\w\(\s*secrets\s*[,)]", re.IGNORECASE)
_STRING = re.compile(r"'(?:[^']|'')*'")
_UNNAMED = re.compile(r"(?<![\w.-])secrets\b(?!\s*\.\s*[A-Za-z_]|\s*\[\s*''\s*\])", re.IGNORECASE)
_HANDED_ON = re.compile(r"\bsecrets['\"]?\s*:\s*(?:(?:[&!]\S*\s+)*['\"]?inherit\b|\*)")
_FOREIGN = re.compile(r"[\w.-]+/[\w.-]+/\.github/workflows/")
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\r?\n[ \t]*)")


def unescaped(text: str) -> str:
    """A file with the escapes that YAML has between double quotes put into effect, wherever they stand.

    Source: YAML 1.2.2, 5.7 "Escaped Characters": by number, and at the end of a line, which goes on in the next one.

    Args:
        text: of a workflow or an action.
    """
    return _ESCAPED.sub(_meant, text)


def _meant(escape: re.Match[str]) -> str:
    number = next((digits for digits in escape.groups() if digits), "")
    code = int(number or "0", 16)
    return chr(code) if number and code < 0x110000 else ""


def may_read_any_secret(text: str) -> bool:
    """Whether a file asks for a secret by a computed name, for all of them, or hands them to another repository.

    Args:
        text: of a workflow or an action.
    """
    if _COMPUTED.search(text) or any(_UNNAMED.search(_STRING.sub("''", piece)) for piece in embedded(text)):
        return True
    return _HANDED_ON.search(text) is not None and _FOREIGN.search(text) is not None
