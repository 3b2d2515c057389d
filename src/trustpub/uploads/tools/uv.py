"""``uv publish``."""

from trustpub.uploads.tools.tool import CommandTool

UV = CommandTool(
    via="uv",
    names=("uv",),
    subcommands=("publish",),
    source="https://docs.astral.sh/uv/reference/cli/#uv-publish",
    password_options=("--token", "-t", "--password", "-p"),
    user_options=("--username", "-u"),
    name_options=("--index",),
    url_options=("--publish-url",),
    dry_run=("--dry-run",),
    value_options=("--check-url", "--trusted-publishing", "--keyring-provider", "--allow-insecure-host", "--directory"),
    global_value_options=("--directory", "--project", "--config-file", "--cache-dir", "--color"),
    password_env=("UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD"),
    user_env=("UV_PUBLISH_USERNAME",),
    name_env=("UV_PUBLISH_INDEX",),
    url_env=("UV_PUBLISH_URL",),
    positional_dists=True,
    trusted_publishing="0.4.16",
)
