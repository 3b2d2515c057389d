"""Task runners: programs that run commands by the names that a project gives them."""

from trustpub.recipes.runners.hatch import read_hatch
from trustpub.recipes.runners.invoke import read_invoke
from trustpub.recipes.runners.just import read_just
from trustpub.recipes.runners.npm import read_npm
from trustpub.recipes.runners.pdm import read_pdm, read_rye
from trustpub.recipes.runners.pipenv import read_pipenv, read_pixi
from trustpub.recipes.runners.poe import read_poe
from trustpub.recipes.runners.task import read_task

__all__ = [
    "read_hatch",
    "read_invoke",
    "read_just",
    "read_npm",
    "read_pdm",
    "read_pipenv",
    "read_pixi",
    "read_poe",
    "read_rye",
    "read_task",
]
