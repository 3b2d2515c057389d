"""``poetry publish``."""

from trustpub.uploads.tools.tool import CommandTool

POETRY = CommandTool(
    via="poetry",
    names=("poetry",),
    subcommands=("publish",),
    source="https://python-poetry.org/docs/repositories/#configuring-credentials",
    password_options=("--password", "-p"),
    user_options=("--username", "-u"),
    name_options=("--repository", "-r"),
    dry_run=("--dry-run",),
    value_options=("--cert", "--client-cert", "--dist-dir"),
    global_value_options=("-C", "--directory", "-P", "--project"),
    password_env=("POETRY_PYPI_TOKEN_{NAME}", "POETRY_HTTP_BASIC_{NAME}_PASSWORD"),
    user_env=("POETRY_HTTP_BASIC_{NAME}_USERNAME",),
    url_env=("POETRY_REPOSITORIES_{NAME}_URL",),
    uses_keyring=True,
)
