"""A plan in Markdown: the difference with its reasons, and what to do in an order in which no release breaks."""

from __future__ import annotations

from trustpub.migration.names import display, site_of
from trustpub.migration.publishers import registration_page
from trustpub.migration.types import Left, Plan, Publisher
from trustpub.report.diff import annotated_diff
from trustpub.report.markdown import code, fence, link, text
from trustpub.report.scan_markdown import heading, problems_markdown
from trustpub.report.terminal import Paint
from trustpub.rules.rule import where

_ENVIRONMENTS = "https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments"


def plan_markdown(plans: list[Plan]) -> str:
    """The whole report: one section for each repository."""
    return "\n".join(_repository(plan) for plan in plans)


def _repository(plan: Plan) -> str:
    blocks = [heading(plan.path, plan.owner, plan.name)]
    if not (plan.files or plan.left or plan.errors):
        blocks.append("Nothing to change: no upload to PyPI uses a long-lived token.\n")
    if plan.files:
        blocks += ["### Change\n", *(fence(annotated_diff(file, Paint(False)), "diff") for file in plan.files)]
    blocks += _to_do(plan)
    if plan.left:
        blocks += ["### Left to you\n", "".join(_left(left) for left in plan.left)]
    if plan.notes:
        blocks += ["### Notes\n", "".join(f"- {text(note)}\n" for note in plan.notes)]
    return "\n".join(blocks + problems_markdown(plan.errors))


def _to_do(plan: Plan) -> list[str]:
    """The task lists for before and after the merge."""
    if not plan.publishers:
        return []
    before = "".join(_publisher(publisher) for publisher in plan.publishers)
    environments = list(dict.fromkeys(p.environment for p in plan.publishers if p.environment))
    if environments:
        names = ", ".join(code(name) for name in environments)
        before += (
            f"- [ ] On GitHub, under {link('Settings, Environments', _ENVIRONMENTS)}: create {names} and say who may "
            "release, and from which branches or tags\n"
        )
    after = "- [ ] Make a release, and see that the upload goes through\n"
    if plan.unused_secrets:
        names = ", ".join(code(secret) for secret in plan.unused_secrets)
        sites = dict.fromkeys(publisher.index for publisher in plan.publishers)
        pages = " and ".join(link(display(index), f"{site_of(index)}/manage/account/") for index in sites)
        after += f"- [ ] Delete {names}, which no workflow uses any more, from the secrets on GitHub\n"
        after += f"- [ ] Revoke the token itself on {pages}\n"
    return ["### Before the merge\n", before, "### After the merge, in this order\n", after]


def _publisher(publisher: Publisher) -> str:
    project = f"project {code(publisher.project)}" if publisher.project else "the project (its name is not known)"
    fields = [
        ("owner", publisher.owner or ""),
        ("repository", publisher.repository or ""),
        ("workflow", publisher.workflow),
    ]
    told = ", ".join(f"{name} {code(value) or '*(fill in)*'}" for name, value in fields)
    environment = code(publisher.environment) if publisher.environment else "left empty"
    page = link("open the form", registration_page(publisher))
    return (
        f"- [ ] Register the publisher on {display(publisher.index)}, as an owner of {project}: {told}, environment "
        f"{environment} ({page})\n"
    )


def _left(left: Left) -> str:
    place = code(f"{left.upload.workflow}:{left.upload.line}")
    item = f"- {place}, {text(where(left.upload))}: {text(left.reason)}\n"
    return item + (f"  - {text(left.advice)}\n" if left.advice else "")
