"""The command-line tools that upload to a package index, one file each."""

from trustpub.uploads.tools.flit import FLIT
from trustpub.uploads.tools.hatch import HATCH
from trustpub.uploads.tools.maturin import MATURIN
from trustpub.uploads.tools.pdm import PDM
from trustpub.uploads.tools.poetry import POETRY
from trustpub.uploads.tools.rye import RYE
from trustpub.uploads.tools.semantic_release import SEMANTIC_RELEASE
from trustpub.uploads.tools.setup_py import SETUP_PY
from trustpub.uploads.tools.tool import CommandTool
from trustpub.uploads.tools.twine import TWINE
from trustpub.uploads.tools.uv import UV

TOOLS = (TWINE, POETRY, FLIT, HATCH, PDM, UV, RYE, MATURIN, SEMANTIC_RELEASE, SETUP_PY)

__all__ = ["TOOLS", "CommandTool"]
