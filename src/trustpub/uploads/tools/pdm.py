"""``pdm publish``."""

from trustpub.uploads.tools.tool import CommandTool

PDM = CommandTool(
    via="pdm",
    names=("pdm",),
    subcommands=("publish",),
    source="https://pdm-project.org/latest/usage/publish/",
    password_options=("--password", "-P"),
    user_options=("--username", "-u"),
    name_options=("--repository", "-r"),
    value_options=("--comment", "-c", "--identity", "-i", "--ca-certs", "--dest", "-d", "--project", "-p"),
    global_value_options=("-c", "--config", "-p", "--project"),
    password_env=("PDM_PUBLISH_PASSWORD",),
    user_env=("PDM_PUBLISH_USERNAME",),
    name_env=("PDM_PUBLISH_REPO",),
    trusted_publishing="2.6.0",
    uses_keyring=True,
)
