"""The result of a scan for people: what uploads where with which secret, and what to do."""

from __future__ import annotations

from trustpub.report.terminal import Paint, printable
from trustpub.rules.finding import Finding
from trustpub.rules.rule import index_name
from trustpub.scanning import Scan
from trustpub.uploads.types import OIDC, TOKEN, Upload

_SEVERITY_COLOURS = {"high": "red", "medium": "yellow", "low": "cyan", "informational": "dim"}
_MARGIN = " " * 10


def scan_text(scans: list[Scan], paint: Paint) -> str:
    """The whole report."""
    blocks = [block for scan in scans if (block := _repository(scan, paint, len(scans) > 1))]
    return "\n".join([*blocks, _summary(scans, paint)])


def _repository(scan: Scan, paint: Paint, is_one_of_many: bool) -> str:
    remarks = [finding for finding in scan.findings if finding.rule != "long-lived-token"]
    if not scan.uploads and not remarks:
        return ""
    title = f"{scan.owner}/{scan.name}" if scan.owner else scan.path
    if scan.owner and is_one_of_many:
        title += f" in {scan.path}"
    lines = [paint(printable(title), "bold") + "\n"]
    workflows = [upload.workflow for upload in scan.uploads] + [finding.workflow for finding in remarks]
    for workflow in dict.fromkeys(workflows):
        lines.append(f"  {paint(printable(workflow), 'cyan')}\n")
        lines += [_upload(upload, paint) for upload in scan.uploads if upload.workflow == workflow]
        lines += [_finding(finding, paint) for finding in remarks if finding.workflow == workflow]
    return "".join(lines)


def _upload(upload: Upload, paint: Paint) -> str:
    step = upload.site.step
    place = f"job {upload.job}" if upload.job else "composite action"
    if upload.step is not None:
        place += f", step {upload.step + 1}"
        if step is not None and step.name:
            place += f" ({step.name})"
    means = f"{upload.via} → {index_name(upload.index)}"
    verdict, style = _verdict(upload)
    text = paint.wrapped(printable(place), f"    {upload.line:>4}  ", _MARGIN)
    text += paint.wrapped(f"{means}, {printable(verdict)}", _MARGIN, _MARGIN + "  ").replace(
        printable(verdict), paint(printable(verdict), style), 1
    )
    if upload.through:
        text += paint.wrapped(printable(f"through {' → '.join(upload.through)}"), _MARGIN, _MARGIN + "  ")
    return text


def _verdict(upload: Upload) -> tuple[str, str]:
    """How the upload authenticates, and the style that says whether that is well."""
    if upload.auth == TOKEN:
        secrets = ", ".join(upload.secrets) or "a stored credential"
        return f"token: {secrets}", ("red" if upload.needs_migration else "dim")
    if upload.auth == OIDC:
        return "Trusted Publishing", "green"
    return "no credential seen", "yellow"


def _finding(finding: Finding, paint: Paint) -> str:
    message = f"{finding.severity}: {printable(finding.message)} [{finding.rule}]"
    text = paint.wrapped(message, f"    {finding.line:>4}  ", _MARGIN)
    severity = paint(finding.severity, _SEVERITY_COLOURS[finding.severity])
    text = text.replace(finding.severity, severity, 1)
    rule = f"[{finding.rule}]\n"
    return text.removesuffix(rule) + paint(rule[:-1], "dim") + "\n"


def _summary(scans: list[Scan], paint: Paint) -> str:
    todo = sum(len(scan.to_migrate) for scan in scans)
    if todo:
        which = "upload uses" if todo == 1 else "uploads use"
        places = [scan.path for scan in scans if scan.to_migrate]
        where = "" if places == ["."] else " " + (_quoted(places) if len(places) < 4 else "PATH...")
        text = paint(f"{todo} {which} a long-lived token.", "bold", "red") + "\n"
        text += f"  See the exact change:  trustpub diff{where}\n"
        if places != ["-"]:
            text += f"  Make it:               trustpub migrate{where}\n"
        return text + "  Be led through it all: trustpub wizard\n" if places == ["."] else text
    if any(scan.uploads for scan in scans):
        return paint("No upload to PyPI uses a long-lived token.", "bold", "green") + "\n"
    count = sum(scan.workflows for scan in scans)
    if count == 0:
        return "There are no GitHub Actions workflows here.\n"
    return f"No upload to a package index in {'1 workflow' if count == 1 else f'{count} workflows'}.\n"


def _quoted(paths: list[str]) -> str:
    import shlex  # only here, and only now and then: a scan must start fast

    return " ".join(printable(shlex.quote(path)) for path in paths)
