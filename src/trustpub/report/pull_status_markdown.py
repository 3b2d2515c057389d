"""Where pull requests stand, in Markdown: a table, and what is to be registered."""

from __future__ import annotations

from collections.abc import Sequence

from trustpub.github.listing import Unseen
from trustpub.migration.publishers import registration_page
from trustpub.pullrequest.status import DRAFT, PullStatus
from trustpub.report.markdown import code, link, table, text
from trustpub.report.pull_status_text import WORDS, publisher_text, remarks


def statuses_markdown(found: Sequence[PullStatus | Unseen]) -> str:
    """The report: a row for each repository, and a task for each publisher that a draft waits for."""
    rows = [_row(one) for one in found]
    tasks = [
        f"- [ ] {text(publisher_text(publisher))}: {link('open the form', registration_page(publisher))}\n"
        for one in found
        if isinstance(one, PullStatus) and one.state == DRAFT
        for publisher in one.publishers or ()
    ]
    blocks = [table(["Repository", "Pull request", "State"], rows)]
    return "\n".join(blocks + (["### To register\n", "".join(tasks)] if tasks else []))


def _row(one: PullStatus | Unseen) -> list[str]:
    if isinstance(one, Unseen):
        return [code(one.full_name), "", text(f"GitHub does not show it: {one.reason}")]
    pull = "" if one.pull is None else link(f"#{one.pull.number}", one.pull.url)
    return [code(one.full_name), pull, text("; ".join([WORDS[one.state], *remarks(one)]))]
