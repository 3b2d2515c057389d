"""``rye publish``."""

from trustpub.uploads.tools.tool import CommandTool

RYE = CommandTool(
    via="rye",
    names=("rye",),
    subcommands=("publish",),
    source="https://rye.astral.sh/guide/commands/publish/",
    password_options=("--token",),
    user_options=("--username", "-u"),
    name_options=("--repository", "-r"),
    url_options=("--repository-url",),
    value_options=("--sign-with", "--identity", "-i", "--cert"),
    password_env=("RYE_TOKEN",),
    positional_dists=True,
)
