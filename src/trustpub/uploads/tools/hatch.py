"""``hatch publish``."""

from trustpub.uploads.tools.tool import CommandTool

HATCH = CommandTool(
    via="hatch",
    names=("hatch",),
    subcommands=("publish",),
    source="https://hatch.pypa.io/latest/publish/",
    password_options=("--auth", "-a"),
    user_options=("--user", "-u"),
    name_options=("--repo", "-r"),
    value_options=("--ca-cert", "--client-cert", "--client-key", "--publisher", "-p", "--option", "-o"),
    global_value_options=("-e", "--env", "-p", "--project", "--data-dir", "--cache-dir", "--config"),
    password_env=("HATCH_INDEX_AUTH",),
    user_env=("HATCH_INDEX_USER",),
    name_env=("HATCH_INDEX_REPO",),
    own_names={"main": "pypi", "test": "testpypi"},
    uses_pypirc=True,
    positional_dists=True,
    uses_keyring=True,
)
