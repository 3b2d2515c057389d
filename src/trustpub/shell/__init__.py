"""Shell scripts of ``run:`` steps, read. Taking commands out of them is `trustpub.shell.surgery`, which loads more."""

from trustpub.shell.kinds import ShellKind, shell_kind, stops_on_error
from trustpub.shell.model import Assignment, Block, Command, Redirect, Script, Word
from trustpub.shell.options import Option, Options, parse_options
from trustpub.shell.plain import read_other
from trustpub.shell.reader import read_script
from trustpub.shell.tools import Tool, tool_of, tools_of, uses_tool
from trustpub.shell.values import resolve, static_value
from trustpub.shell.variables import variables_before
from trustpub.shell.writes import file_writes, github_env_writes, github_output_writes

__all__ = [
    "Assignment",
    "Block",
    "Command",
    "Option",
    "Options",
    "Redirect",
    "Script",
    "ShellKind",
    "Tool",
    "Word",
    "file_writes",
    "github_env_writes",
    "github_output_writes",
    "parse_options",
    "read_other",
    "read_script",
    "resolve",
    "shell_kind",
    "static_value",
    "stops_on_error",
    "tool_of",
    "tools_of",
    "uses_tool",
    "variables_before",
]
