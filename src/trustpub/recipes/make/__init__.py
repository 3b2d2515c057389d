"""Makefiles, as GNU make reads them: https://www.gnu.org/software/make/manual/make.html."""

from trustpub.recipes.make.goals import read_make

__all__ = ["read_make"]
