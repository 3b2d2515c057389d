"""Look: what uploads where with which secret."""

from __future__ import annotations

from collections.abc import Mapping

from trustpub.repository.identity import why_unknown
from trustpub.rules.rule import index_name
from trustpub.scanning import Scan, scan
from trustpub.uploads.types import OIDC, TOKEN, Upload
from trustpub.wizard.look import look_at
from trustpub.wizard.prompts import Choice
from trustpub.wizard.state import Json
from trustpub.wizard.talk import End, Talk

_EXPLANATION = (
    "A secret that holds a PyPI token works from anywhere, for anyone who gets hold of it, until it is revoked. With "
    "Trusted Publishing nothing is stored: GitHub vouches for the run, and PyPI gives it a token that lives 15 "
    "minutes. What goes to other indexes stays as it is."
)


def sentence_of(upload: Upload) -> str:
    """One upload: its job, how, where to, and with what."""
    through = f" through {' and '.join(upload.through)}" if upload.through else ""
    what = f"{upload.via}{through} uploads to {index_name(upload.index)} {_how(upload)}"
    return f"line {upload.line}, {place_of(upload)}: {what}"


def place_of(upload: Upload) -> str:
    """The job and step of an upload."""
    place = f"job {upload.job}" if upload.job else "the action"
    if upload.step is None:
        return place
    step = upload.site.step
    return f"{place}, step {upload.step + 1}" + (f" ({step.name})" if step is not None and step.name else "")


def _how(upload: Upload) -> str:
    if upload.auth == OIDC:
        return "with Trusted Publishing"
    if upload.auth != TOKEN:
        return "without a credential that can be seen"
    if not upload.secrets:
        return "with a stored credential"
    return f"with the secret{'s' if len(upload.secrets) > 1 else ''} {' and '.join(upload.secrets)}"


def verdict(found: Scan) -> tuple[str, bool]:
    """What it comes to, and whether there is anything to migrate."""
    count = len(found.to_migrate)
    if count:
        return f"{count} upload{'' if count == 1 else 's'} to PyPI with a stored credential to move.", True
    if any(upload.auth == OIDC for upload in found.uploads):
        return "Every upload to PyPI uses Trusted Publishing already; the steps on PyPI and GitHub remain.", False
    if found.uploads:
        return "No upload to PyPI here uses a stored credential.", False
    return (
        "No workflow here uploads to a package index. If something else releases this project, it is not seen from "
        "here; trustpub new writes a publishing workflow.",
        False,
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def run(talk: Talk) -> Mapping[str, Json]:
    """Show the uploads, and go on.

    Raises:
        End: nothing here is published, and the user leaves it at that.
    """
    talk.look_again()
    found = scan(talk.repository)
    screen = talk.screen
    screen.title(f"{found.owner}/{found.name}" if found.owner else talk.repository.root)
    if found.owner is None:
        screen.warn(f"{_sentence(why_unknown(talk.repository))}, when the step on PyPI asks for them.")
    for path in dict.fromkeys(upload.workflow for upload in found.uploads):
        screen.say(path, style="cyan")
        screen.points(sentence_of(upload) for upload in found.uploads if upload.workflow == path)
    for problem in found.errors:
        line = f":{problem.line}" if problem.line else ""
        screen.bad(f"{problem.path}{line} cannot be read: {problem.message}")
    sentence, is_todo = verdict(found)
    (screen.warn if is_todo else screen.good)(sentence)
    publishes = is_todo or any(upload.auth == OIDC for upload in found.uploads)
    answers = [Choice("g", "go on")] if publishes else [Choice("e", "end here"), Choice("g", "go on all the same")]
    if talk.ask("Go on?", answers, _EXPLANATION) == "e":
        raise End
    talk.remember(talk.state.with_look(look_at(talk.repository, talk.state.key, talk.state.choices)))
    return {"to_migrate": len(found.to_migrate)}
