"""The result of a scan in Markdown: for an issue, a comment, or the summary of a job."""

from __future__ import annotations

from trustpub.report.markdown import code, link, table, text
from trustpub.rules.finding import SEVERITIES, Finding
from trustpub.rules.rule import index_name
from trustpub.scanning import Problem, Scan
from trustpub.uploads.types import OIDC, TOKEN, Upload

RULE_PAGES = "https://github.com/trustpub/trustpub/blob/main/docs/rules"


def scan_markdown(scans: list[Scan]) -> str:
    """The whole report: one section for each repository."""
    return "\n".join(_repository(scan) for scan in scans)


def heading(path: str, owner: str | None, name: str | None) -> str:
    """The heading of a repository's section."""
    return f"## {code(f'{owner}/{name}' if owner else path)}\n"


def problems_markdown(problems: tuple[Problem, ...]) -> list[str]:
    """A section on what could not be read or written; none when there is nothing."""
    if not problems:
        return []
    lines = [f"- {_place(problem.path, problem.line)}: {text(problem.message)}\n" for problem in problems]
    return ["### Could not be read\n", "".join(lines)]


def _repository(scan: Scan) -> str:
    blocks = [heading(scan.path, scan.owner, scan.name), f"{_summary(scan)}\n"]
    uploads = table(["Where", "Means", "Index", "Credential"], [_upload(upload) for upload in scan.uploads])
    order = {severity: number for number, severity in enumerate(SEVERITIES)}
    findings = sorted(scan.findings, key=lambda finding: order[finding.severity])
    remarks = table(["Severity", "Where", "Rule", "Finding"], [_finding(finding) for finding in findings])
    blocks += ["### Uploads\n", uploads] if uploads else []
    blocks += ["### Findings\n", remarks] if remarks else []
    return "\n".join(blocks + problems_markdown(scan.errors))


def _summary(scan: Scan) -> str:
    count = len(scan.to_migrate)
    if count:
        which = "upload uses" if count == 1 else "uploads use"
        return f"**{count} {which} a long-lived token.** `trustpub diff` shows the exact change to Trusted Publishing."
    if scan.uploads:
        return "No upload to PyPI uses a long-lived token."
    return f"No upload to a package index in {'1 workflow' if scan.workflows == 1 else f'{scan.workflows} workflows'}."


def _upload(upload: Upload) -> list[str]:
    step = upload.site.step
    place = f"job {code(upload.job)}" if upload.job else "composite action"
    if upload.step is not None:
        place += f", step {upload.step + 1}"
        if step is not None and step.name:
            place += f" ({text(step.name)})"
    means = text(upload.via)
    if upload.through:
        means += f" through {' → '.join(code(link) for link in upload.through)}"
    where = f"{_place(upload.workflow, upload.line)}<br>{place}"
    return [where, means, text(index_name(upload.index)), _credential(upload)]


def _credential(upload: Upload) -> str:
    if upload.auth == TOKEN:
        secrets = ", ".join(code(secret) for secret in upload.secrets) or "a stored credential"
        return f"**token**: {secrets}" if upload.needs_migration else f"token: {secrets}"
    return "Trusted Publishing" if upload.auth == OIDC else "none seen"


def _finding(finding: Finding) -> list[str]:
    rule = link(finding.rule, f"{RULE_PAGES}/{finding.rule}.md")
    return [finding.severity, _place(finding.workflow, finding.line), rule, text(finding.message)]


def _place(path: str, line: int | None) -> str:
    return code(path if line is None else f"{path}:{line}")
