"""Who uploaded a release, for people."""

from __future__ import annotations

from trustpub.pypi.client import NAMES
from trustpub.pypi.proof import DIFFERENT, PROVEN, UNPROVEN, Expected, FileProof, Proof
from trustpub.pypi.provenance import AttestedPublisher
from trustpub.report.terminal import Paint, printable

NO_PROVENANCE = (
    "No provenance means that a file was uploaded with a token, or with Trusted Publishing but without attestations, "
    "which leaves no public mark; the project's security history tells which."
)
STRANGER = (
    "A file from another publisher than you expect is a reason to look at the project's publishers now, and to remove "
    "those that you do not know."
)
YANKED = "The release is yanked: installers pass it over, unless exactly this version is asked for."
"""Source: https://packaging.python.org/en/latest/specifications/file-yanking/."""
NOTHING_EXPECTED = (
    "Any publisher will do, since none was named; compare with --path, or with --repository, --workflow, --environment."
)


def proof_text(proof: Proof, paint: Paint) -> str:
    """The whole report."""
    title = f"{proof.project} {proof.version} on {NAMES[proof.index_key]}"
    lines = [paint(printable(title), "bold") + "\n"]
    lines += [_file(file, paint) for file in proof.files]
    lines.append("\n" + _summary(proof, paint))
    lines += [paint.wrapped(text, "  ", "  ") for text in remarks(proof)]
    return "".join(lines)


def remarks(proof: Proof) -> list[str]:
    """What is to be said about the result as a whole."""
    verdicts = {file.verdict for file in proof.files}
    found = []
    if proof.expected:
        found.append(f"Expected: {' or '.join(expected_name(wanted) for wanted in proof.expected)}.")
    if UNPROVEN in verdicts:
        found.append(NO_PROVENANCE)
    if DIFFERENT in verdicts:
        found.append(STRANGER)
    if any(file.file.is_yanked for file in proof.files):
        found.append(YANKED)
    if not proof.expected and PROVEN in verdicts:
        found.append(NOTHING_EXPECTED)
    return found


def summary(proof: Proof) -> str:
    """The result in one sentence."""
    count = len(proof.files)
    proven = sum(file.verdict == PROVEN for file in proof.files)
    files = "1 file" if count == 1 else f"{count} files"
    whom = "the publisher that you expect" if proof.expected else "a trusted publisher"
    if proven == count:
        return f"Proven: {files}, uploaded by {whom}."
    return f"Not proven: of {files}, {proven or 'none'} {'was' if proven < 2 else 'were'} uploaded by {whom}."


def publisher_name(publisher: AttestedPublisher) -> str:
    """A publisher in a line."""
    if publisher.repository is None:
        return publisher.kind
    start = "" if publisher.kind == "GitHub" else f"{publisher.kind}: "
    environment = f"environment {publisher.environment}" if publisher.environment else "no environment"
    return f"{start}{publisher.repository}, {publisher.workflow or 'no workflow'}, {environment}"


def expected_name(wanted: Expected) -> str:
    """An expected publisher in a line."""
    parts = [part for part in (wanted.repository, wanted.workflow) if part]
    if wanted.environment is not None:
        parts.append(f"environment {wanted.environment}" if wanted.environment else "no environment")
    return printable(", ".join(parts) or "any publisher of GitHub")


def _file(file: FileProof, paint: Paint) -> str:
    text = f"  {printable(file.file.name)}\n"
    for publisher in file.publishers:
        text += paint.wrapped(printable(publisher_name(publisher)), "      ", "        ")
    if file.reason is None:
        return text
    style = "yellow" if file.verdict == UNPROVEN else "red"
    return text + "".join(
        f"{paint(line, style)}\n" for line in paint.wrapped(printable(file.reason), "      ", "        ").splitlines()
    )


def _summary(proof: Proof, paint: Paint) -> str:
    return paint(summary(proof), "bold", "green" if proof.is_proven else "red") + "\n"
