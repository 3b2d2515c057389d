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


def may_read_any_secret(text: str) -> bool:
    """Whether a file asks for a secret by a computed name, for all of them, or hands them to another repository.

    Args:
        text: of a workflow or an action.
    """
    if _COMPUTED.search(text) or any(_UNNAMED.search(_STRING.sub("''", piece)) for piece in embedded(text)):
        return True
    return _HANDED_ON.search(text) is not None and _FOREIGN.search(text) is not None
