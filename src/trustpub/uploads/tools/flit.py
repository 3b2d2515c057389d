"""``flit publish``."""

from trustpub.uploads.tools.tool import CommandTool

FLIT = CommandTool(
    via="flit",
    names=("flit",),
    subcommands=("publish",),
    source="https://flit.pypa.io/en/stable/upload.html",
    name_options=("--repository",),
    value_options=("--pypirc", "--format"),
    global_value_options=("-f", "--ini-file"),
    password_env=("FLIT_PASSWORD",),
    user_env=("FLIT_USERNAME",),
    url_env=("FLIT_INDEX_URL",),
    uses_pypirc=True,
    uses_keyring=True,
)
