"""Who uploaded a release, in Markdown: for an issue, or the summary of a job."""

from __future__ import annotations

from trustpub.pypi.client import NAMES
from trustpub.pypi.proof import FileProof, Proof
from trustpub.report.markdown import code, table, text
from trustpub.report.proof_text import publisher_name, remarks, summary


def proof_markdown(proof: Proof) -> str:
    """The whole report: one section."""
    head = f"## {code(f'{proof.project} {proof.version}')} on {NAMES[proof.index_key]}\n"
    rows = table(["File", "Uploaded by", "Verdict"], [_row(file) for file in proof.files])
    return "\n".join([head, f"**{summary(proof)}**\n", rows, *(f"{text(remark)}\n" for remark in remarks(proof))])


def _row(file: FileProof) -> list[str]:
    publishers = "<br>".join(code(publisher_name(publisher)) for publisher in file.publishers)
    verdict = file.verdict if file.reason is None else f"**{file.verdict}**: {text(file.reason)}"
    return [code(file.file.name), publishers or "nobody knows", verdict]
