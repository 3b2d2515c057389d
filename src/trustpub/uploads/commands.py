"""Uploads by a command-line tool in a ``run`` step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from trustpub.repository.base import Repository
from trustpub.shell import Command, Tool, Word, parse_options, resolve, tools_of
from trustpub.uploads.indexes import index_of_name, index_of_urls, one_index
from trustpub.uploads.publish_urls import configured_url
from trustpub.uploads.scripts import script_of, visible_variables
from trustpub.uploads.settings import Setting, settings_before
from trustpub.uploads.tools import TOOLS, CommandTool
from trustpub.uploads.types import OIDC, TOKEN, UNCLEAR, Credential, Site, Upload, secrets_of
from trustpub.workflow.scope import Scope

_TOOL_BY_NAME = {name: tool for tool in TOOLS for name in tool.names}
_HINT = re.compile(r"upload|publish")


class Call(NamedTuple):
    """A call of an uploading tool: what was written, and what its words say once variables are resolved."""

    tool: CommandTool
    command: Command
    options: dict[str, str]
    arguments: tuple[str, ...]
    variables: dict[str, str]

    def option(self, names: Sequence[str]) -> tuple[str, str] | None:
        """The first of these options that is given: its spelling and value."""
        for name in names:
            if name in self.options:
                return name, self.options[name]
        return None


def command_uploads(scope: Scope, repository: Repository) -> list[Upload]:
    """The uploads that the script of the scope's step makes by naming an uploading tool."""
    step = scope.step
    if step is None or step.run is None or not _HINT.search(step.run.value):
        return []
    script = script_of(step)
    if script is None:
        return []
    uploads: list[Upload] = []
    for command in script.commands:
        variables: dict[str, str] | None = None
        for tool in tools_of(command):
            if tool.name not in _TOOL_BY_NAME and not tool.name.startswith("$"):
                continue
            variables = variables or visible_variables(scope, script, command)
            upload = _upload_of(tool, command, variables, scope, repository)
            if upload is not None:
                uploads.append(upload)
    return uploads


def _upload_of(
    tool: Tool, command: Command, variables: dict[str, str], scope: Scope, repository: Repository
) -> Upload | None:
    call = read_call(tool, command, variables)
    return None if call is None else _upload(call, scope, repository)


def read_call(tool: Tool, command: Command, variables: dict[str, str]) -> Call | None:
    """The call of an uploading tool, or None when the tool does not upload (also for a dry run)."""
    known = _TOOL_BY_NAME.get(tool.name)
    arguments = None if known is None else _after_subcommand(known, tool.args)
    if known is None or arguments is None:
        return None
    parsed = parse_options(arguments, known.valued)
    if parsed.has(*known.dry_run):
        return None
    options = {
        option.name: "" if option.value is None else resolve(_said(option.value), variables)
        for option in parsed.options
    }
    positionals = tuple(resolve(_said(word), variables) for word in parsed.positionals)
    return Call(known, command, options, positionals, variables)


def _said(word: Word) -> str:
    return word.text if word.value is None else word.value


def _after_subcommand(tool: CommandTool, args: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """The words behind the uploading subcommand; None when the call is of another subcommand."""
    if tool.via == "setup.py":
        words = [word.value for word in args]
        return args[words.index("upload") + 1 :] if "upload" in words else None
    skip = False
    for position, word in enumerate(args):
        if skip:
            skip = False
        elif word.text.startswith("-"):
            skip = word.text in tool.global_value_options
        else:
            return args[position + 1 :] if word.value in tool.subcommands else None
    return None


def _upload(call: Call, scope: Scope, repository: Repository) -> Upload | None:
    step = scope.step
    assert step is not None
    settings = settings_before(scope)
    name = _repository_name(call)
    index, url = _index(call, name, settings, scope, repository)
    credentials = _credentials(call, name, settings, scope)
    passwords = [c for c in credentials if c.role == "password"]
    if passwords or any(c.secrets for c in credentials):
        auth = TOKEN
    elif call.tool.via == "semantic-release":
        return None
    elif scope.can_mint and call.tool.trusted_publishing is not None:
        auth = OIDC
    else:
        auth = UNCLEAR
    return Upload(
        workflow=scope.workflow.path,
        job=scope.job.id,
        step=step.index,
        line=step.line,
        via=call.tool.via,
        through=(),
        index=index,
        auth=auth,
        secrets=secrets_of(credentials) if auth == TOKEN else (),
        site=Site(
            scope.workflow,
            scope.job,
            step,
            scope,
            credentials,
            call.command,
            call.options,
            call.arguments,
            url,
        ),
    )


def _repository_name(call: Call) -> str | None:
    given = call.option(call.tool.name_options)
    if given is not None:
        return given[1]
    for variable in call.tool.name_env:
        if variable in call.variables:
            return call.variables[variable]
    return None


def _index(
    call: Call, name: str | None, settings: list[Setting], scope: Scope, repository: Repository
) -> tuple[str, str | None]:
    """The index a call uploads to, and the address where one is written."""
    url_option = call.option(call.tool.url_options)
    urls = [] if url_option is None else [url_option[1]]
    urls += [call.variables[v] for v in _named(call.tool.url_env, name) if v in call.variables]
    if not urls and name is not None:
        tools = {call.tool.via} | ({".pypirc"} if call.tool.uses_pypirc else set())
        urls = [s.text for s in settings if s.role == "url" and s.repository == name.lower() and s.tool in tools]
        configured = configured_url(repository, call.tool.via, name)
        if configured is not None:
            urls.append(configured)
    if urls:
        return index_of_urls(urls[0], scope.texts(urls[0])), urls[0]
    if name is None:
        return index_of_name(""), None
    names = scope.texts(name)
    return one_index(map(index_of_name, names)) if names is not None else index_of_name(None), None


def _named(variables: tuple[str, ...], name: str | None) -> list[str]:
    """The variables with the repository's name filled in, as Poetry spells it."""
    spelled = re.sub(r"[^A-Za-z0-9]", "_", name or "pypi").upper()
    return [variable.replace("{NAME}", spelled) for variable in variables]


def _credentials(call: Call, name: str | None, settings: list[Setting], scope: Scope) -> tuple[Credential, ...]:
    """Every place a part of the credential stands in; options win over variables, these over configuration."""
    found: list[Credential] = []
    for role, options, variables in (
        ("user", call.tool.user_options, call.tool.user_env),
        ("password", call.tool.password_options, call.tool.password_env),
    ):
        given = call.option(options)
        if given is not None:
            flow = scope.flow(given[1])
            if not flow.is_empty:
                found.append(Credential(role, given[0], None, flow.secrets, flow.literal, scope.step, call.command))
        for variable in _named(variables, name):
            if variable not in call.variables:
                continue
            flow = scope.flow(call.variables[variable])
            if flow.is_empty:
                continue
            known = scope.env.get(variable)
            path = None if known is None else known.path
            found.append(Credential(role, variable, path, flow.secrets, flow.literal, scope.step, None))
    wanted = (name or "pypi").lower()
    for setting in settings:
        if setting.role == "url" or not _applies(setting, call.tool, wanted):
            continue
        flow = scope.at(setting.step).flow(setting.text)
        if not flow.is_empty:
            found.append(
                Credential(
                    setting.role,
                    f"{setting.tool} {setting.repository}",
                    None,
                    flow.secrets,
                    flow.literal,
                    setting.step,
                    setting.command,
                )
            )
    return tuple(found)


def _applies(setting: Setting, tool: CommandTool, name: str) -> bool:
    if setting.tool == ".pypirc":
        return tool.uses_pypirc and setting.repository == name
    return setting.tool == tool.via and setting.repository == name
