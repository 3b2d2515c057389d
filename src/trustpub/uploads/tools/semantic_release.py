"""``semantic-release publish`` of python-semantic-release up to version 7, which uploads; later ones do not."""

from trustpub.uploads.tools.tool import CommandTool

SEMANTIC_RELEASE = CommandTool(
    via="semantic-release",
    names=("semantic-release", "semantic_release"),
    subcommands=("publish",),
    source="https://python-semantic-release.readthedocs.io/en/v7.34.6/envvars.html",
    dry_run=("--noop",),
    password_env=("PYPI_TOKEN", "PYPI_PASSWORD", "REPOSITORY_PASSWORD"),
    user_env=("PYPI_USERNAME", "REPOSITORY_USERNAME"),
    url_env=("REPOSITORY_URL",),
    uses_pypirc=True,
)
