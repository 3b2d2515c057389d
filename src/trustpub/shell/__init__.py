"""Shell scripts of ``run:`` steps: reading them, and taking commands out of them."""

from trustpub.shell.inert import is_inert
from trustpub.shell.kinds import ShellKind, shell_kind, stops_on_error
from trustpub.shell.model import Assignment, Command, Redirect, Script, Word
from trustpub.shell.options import Option, Options, parse_options
from trustpub.shell.packages import drop_package, installs
from trustpub.shell.plain import read_other
from trustpub.shell.reader import read_script
from trustpub.shell.refusal import CannotRemove
from trustpub.shell.removal import remove
from trustpub.shell.tools import Tool, tool_of, tools_of, uses_tool
from trustpub.shell.values import resolve, static_value
from trustpub.shell.variables import variables_before
from trustpub.shell.writes import file_writes, github_env_writes, github_output_writes

__all__ = [
    "Assignment",
    "CannotRemove",
    "Command",
    "Option",
    "Options",
    "Redirect",
    "Script",
    "ShellKind",
    "Tool",
    "Word",
    "drop_package",
    "file_writes",
    "github_env_writes",
    "github_output_writes",
    "installs",
    "is_inert",
    "parse_options",
    "read_other",
    "read_script",
    "remove",
    "resolve",
    "shell_kind",
    "static_value",
    "stops_on_error",
    "tool_of",
    "tools_of",
    "uses_tool",
    "variables_before",
]
