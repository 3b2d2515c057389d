"""``twine upload``."""

from trustpub.uploads.tools.tool import CommandTool

TWINE = CommandTool(
    via="twine",
    names=("twine",),
    subcommands=("upload",),
    source="https://twine.readthedocs.io/en/stable/#commands",
    password_options=("--password", "-p"),
    user_options=("--username", "-u"),
    name_options=("--repository", "-r"),
    url_options=("--repository-url",),
    value_options=("--config-file", "--comment", "-c", "--cert", "--client-cert", "--sign-with", "--identity", "-i"),
    password_env=("TWINE_PASSWORD",),
    user_env=("TWINE_USERNAME",),
    name_env=("TWINE_REPOSITORY",),
    url_env=("TWINE_REPOSITORY_URL",),
    uses_pypirc=True,
    positional_dists=True,
    trusted_publishing="6.1.0",
    uses_keyring=True,
)
