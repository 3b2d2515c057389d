"""Taking commands and packages out of scripts. Apart from the reading, which a scan needs without it."""

from trustpub.shell.checks import check_effects
from trustpub.shell.inert import is_inert
from trustpub.shell.packages import drop_package, installs
from trustpub.shell.refusal import CannotRemove
from trustpub.shell.removal import remove

__all__ = ["CannotRemove", "check_effects", "drop_package", "installs", "is_inert", "remove"]
