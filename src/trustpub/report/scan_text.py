"""The result of a scan for people: what uploads where with which secret, and what to do."""

from __future__ import annotations

from trustpub.redaction import redact
from trustpub.report.terminal import Paint, printable
from trustpub.rules.rule import index_name
from trustpub.scanning import Problem, Scan
from trustpub.uploads.types import OIDC, TOKEN, Upload

_SEVERITY_COLOURS = {"high": "red", "medium": "yellow", "low": "cyan", "informational": "dim"}


def scan_text(scans: list[Scan], paint: Paint) -> str:
    """The whole report."""
    blocks = [block for scan in scans if (block := _repository(scan, paint, len(scans) > 1))]
    return redact("\n".join([*blocks, _summary(scans, paint)]))


def problem_line(problem: Problem, paint: Paint) -> str:
    """One line for a file that could not be read."""
    place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    return f"  {paint('cannot read', 'red')} {printable(place)}: {printable(problem.message)}\n"


def _repository(scan: Scan, paint: Paint, is_one_of_many: bool) -> str:
    if is_one_of_many and not scan.uploads and not scan.findings and not scan.errors:
        return ""
    title = f"{scan.owner}/{scan.name}" if scan.owner else scan.path
    lines = [paint(printable(title), "bold") + (f"  {printable(scan.path)}" if scan.owner else "") + "\n"]
    workflow = ""
    for upload in scan.uploads:
        if upload.workflow != workflow:
            workflow = upload.workflow
            lines.append(f"  {paint(printable(workflow), 'cyan')}\n")
        lines.append(_upload(upload, paint))
    remarks = [finding for finding in scan.findings if finding.rule != "long-lived-token"]
    if remarks:
        lines.append("  Also:\n")
    for finding in remarks:
        severity = paint(f"{finding.severity:<6}", _SEVERITY_COLOURS[finding.severity])
        place = f"{finding.workflow}:{finding.line}"
        lines.append(
            f"    {severity} {printable(place)}  {printable(finding.message)} {paint(f'[{finding.rule}]', 'dim')}\n"
        )
    lines += [problem_line(problem, paint) for problem in scan.errors]
    return "".join(lines)


def _upload(upload: Upload, paint: Paint) -> str:
    step = upload.site.step
    place = f"job {upload.job}" if upload.job else "composite action"
    if upload.step is not None:
        place += f", step {upload.step + 1}"
        if step is not None and step.name:
            place += f" ({step.name})"
    means = upload.via if not upload.through else f"{upload.via} ({' → '.join(upload.through)})"
    if upload.auth == TOKEN:
        secrets = printable(", ".join(upload.secrets) or "a stored credential")
        verdict = paint(f"token: {secrets}", "red") if upload.needs_migration else f"token: {secrets} (left alone)"
    elif upload.auth == OIDC:
        verdict = paint("Trusted Publishing", "green")
    else:
        verdict = paint("no credential seen", "yellow")
    head = f"    {upload.line:>4}  {printable(place)}\n"
    return f"{head}          {printable(means)} → {index_name(upload.index)}, {verdict}\n"


def _summary(scans: list[Scan], paint: Paint) -> str:
    todo = sum(len(scan.to_migrate) for scan in scans)
    uploads = sum(len(scan.uploads) for scan in scans)
    if todo:
        which = "upload uses" if todo == 1 else "uploads use"
        places = " ".join(_quoted(scan.path) for scan in scans if scan.to_migrate) if len(scans) < 4 else "PATH..."
        places = "" if places == "." else f" {places}"
        return paint(f"{todo} {which} a long-lived token.", "bold", "red") + (
            f" See the exact change with: trustpub diff{places}\nMake it with: trustpub migrate{places}\n"
        )
    if uploads:
        return paint("No upload to PyPI uses a long-lived token.", "bold", "green") + "\n"
    count = sum(scan.workflows for scan in scans)
    files = "1 workflow" if count == 1 else f"{count} workflows"
    return f"No upload to a package index found in {files}.\n"


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)
