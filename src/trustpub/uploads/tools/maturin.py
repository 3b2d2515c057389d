"""``maturin publish`` and ``maturin upload``."""

from trustpub.uploads.tools.tool import CommandTool

MATURIN = CommandTool(
    via="maturin",
    names=("maturin",),
    subcommands=("publish", "upload"),
    source="https://www.maturin.rs/distribution",
    password_options=("--password", "-p"),
    user_options=("--username", "-u"),
    name_options=("--repository", "-r"),
    url_options=("--repository-url",),
    value_options=(
        "--interpreter",
        "-i",
        "--manifest-path",
        "-m",
        "--out",
        "-o",
        "--target",
        "--compatibility",
        "--manylinux",
        "--bindings",
        "-b",
        "--features",
        "-F",
        "--profile",
        "--auditwheel",
    ),
    password_env=("MATURIN_PYPI_TOKEN", "MATURIN_PASSWORD"),
    user_env=("MATURIN_USERNAME",),
    name_env=("MATURIN_REPOSITORY",),
    url_env=("MATURIN_REPOSITORY_URL",),
    uses_pypirc=True,
    positional_dists=True,
    trusted_publishing="0.15.0",
    uses_keyring=True,
)
