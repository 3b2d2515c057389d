"""The rules, as an explicit list."""

from __future__ import annotations

from trustpub.rules.finding import Finding
from trustpub.rules.literal_token import LITERAL_TOKEN
from trustpub.rules.long_lived_token import LONG_LIVED_TOKEN
from trustpub.rules.no_environment import NO_ENVIRONMENT
from trustpub.rules.password_beside_oidc import PASSWORD_BESIDE_OIDC
from trustpub.rules.publish_in_reusable_workflow import PUBLISH_IN_REUSABLE_WORKFLOW
from trustpub.rules.pull_request_target_upload import PULL_REQUEST_TARGET_UPLOAD
from trustpub.rules.rule import Rule
from trustpub.rules.token_too_visible import TOKEN_TOO_VISIBLE
from trustpub.rules.user_and_password import USER_AND_PASSWORD
from trustpub.rules.workflow_level_id_token import WORKFLOW_LEVEL_ID_TOKEN
from trustpub.uploads.types import Upload
from trustpub.workflow.model import Workflow

RULES: tuple[Rule, ...] = (
    LONG_LIVED_TOKEN,
    USER_AND_PASSWORD,
    LITERAL_TOKEN,
    TOKEN_TOO_VISIBLE,
    NO_ENVIRONMENT,
    WORKFLOW_LEVEL_ID_TOKEN,
    PASSWORD_BESIDE_OIDC,
    PULL_REQUEST_TARGET_UPLOAD,
    PUBLISH_IN_REUSABLE_WORKFLOW,
)


def findings_of(workflow: Workflow, uploads: list[Upload]) -> list[Finding]:
    """What the rules say about a workflow and its uploads, in the order of the file."""
    found = [finding for rule in RULES for finding in rule.check(workflow, uploads)]
    return sorted(found, key=lambda finding: finding.line)
