"""The report and the registration sheet as files, in the form that the file's name asks for."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Mapping

from trustpub.campaign.report import Report
from trustpub.campaign.sheet import Sheet
from trustpub.errors import TrustpubError
from trustpub.report.terminal import Paint

_PLAIN = Paint(False)


def report_forms() -> Mapping[str, Callable[[Report], str]]:
    """What makes a report for each ending of a file's name."""
    from trustpub.campaign.report_markdown import report_markdown
    from trustpub.campaign.report_tables import report_csv, report_json
    from trustpub.campaign.report_text import report_text

    return {
        ".json": report_json,
        ".md": report_markdown,
        ".csv": report_csv,
        ".txt": lambda report: report_text(report, _PLAIN),
    }


def sheet_forms() -> Mapping[str, Callable[[Sheet], str]]:
    """What makes a registration sheet for each ending of a file's name."""
    from trustpub.campaign.sheet_markdown import sheet_markdown
    from trustpub.campaign.sheet_tables import sheet_csv, sheet_json
    from trustpub.campaign.sheet_text import sheet_text

    return {
        ".json": sheet_json,
        ".md": sheet_markdown,
        ".csv": sheet_csv,
        ".txt": lambda sheet: sheet_text(sheet, _PLAIN),
    }


def ending_of(path: str, option: str) -> str:
    """The ending of a file's name that says which form it is to have; checked before any work is done.

    Raises:
        TrustpubError: there is no such form, or the file's folder cannot be written to.
    """
    ending = os.path.splitext(path)[1].lower()
    if ending not in (".json", ".md", ".csv", ".txt"):
        raise TrustpubError(f"{option} takes a file whose name ends in .json, .md, .csv or .txt")
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK) or os.path.isdir(path):
        raise TrustpubError(f"{option}: {path} cannot be written; name a file in a folder that is there and yours")
    return ending


def write_file(path: str, text: str) -> None:
    """Replace a file in one go.

    Raises:
        TrustpubError: it cannot be written.
    """
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".trustpub-")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
        if os.path.exists(path):
            os.chmod(temporary, os.stat(path).st_mode & 0o777)
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise TrustpubError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
