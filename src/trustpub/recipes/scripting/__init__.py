"""Shell scripts, followed in order without running them."""

from trustpub.recipes.scripting.state import split_words
from trustpub.recipes.scripting.walker import run_shell

__all__ = ["run_shell", "split_words"]
