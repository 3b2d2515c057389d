"""From the command of a step to what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trustpub.recipes.files import join
from trustpub.recipes.programs import calls_of, reader_of
from trustpub.recipes.quoting import command_of, shell_text
from trustpub.recipes.run import Run
from trustpub.recipes.types import Call, Context, Recipe
from trustpub.repository.base import Repository
from trustpub.shell import tool_of


def resolve(
    words: Sequence[str], repository: Repository, folder: str = "", variables: Mapping[str, str] | None = None
) -> Recipe | None:
    """What a command does in the end; None when its program is none that is known to lead to other commands.

    Args:
        words: the program and its arguments as values, ``${{ }}`` kept: ``["make", "publish", "T=${{ secrets.T }}"]``.
            Launchers may be taken off or not, but those of task runners must be there: ``["hatch", "run", "publish"]``.
        repository: where the files are.
        folder: where the command runs, relative to the checkout.
        variables: the environment of the step, as texts; None when it is not known. Where it is, ``${NAME:-text}`` of a
            script is the text when neither sets the variable.

    Returns:
        A recipe, with ``complete`` False when a part of it could not be read, be it only that there is no Makefile.
    """
    if not words:
        return None
    run = Run(repository, reader_of, calls_of)
    text = shell_text(words)
    place = join("", folder)
    context = Context(folder=place, variables=dict(variables or {}), knows_environment=variables is not None)
    call = Call(tuple(words), text, "", context)
    if reader_of(call) is not None and run.follow(call):
        return run.result(text)
    tool = tool_of(command_of(words))
    for way, launcher in calls_of(words, tool) if tool is not None else ():
        if way != call.words and run.follow(call._replace(words=way, launcher=launcher)):
            return run.result(text)
    return run.result(text) if run.problems else None
