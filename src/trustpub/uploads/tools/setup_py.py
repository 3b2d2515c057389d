"""``python setup.py ... upload``."""

from trustpub.uploads.tools.tool import CommandTool

SETUP_PY = CommandTool(
    via="setup.py",
    names=("setup.py",),
    subcommands=("upload",),
    source="https://docs.python.org/3.9/distutils/packageindex.html",
    name_options=("--repository", "-r"),
    value_options=("--identity", "-i"),
    uses_pypirc=True,
)
