"""Uploads by a command-line tool in a ``run`` step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from trustpub.repository.base import Repository
from trustpub.shell import Command, Script, Tool, Word, parse_options
from trustpub.uploads.containers import programs
from trustpub.uploads.handed import from_environment
from trustpub.uploads.indexes import index_of_name, index_of_urls, one_index
from trustpub.uploads.publish_urls import configured_url, pypirc_url
from trustpub.uploads.scripts import expand, script_of, statement_text, visible_variables
from trustpub.uploads.settings import ANY, Setting, settings_before
from trustpub.uploads.tools import TOOLS, CommandTool
from trustpub.uploads.types import OIDC, TOKEN, UNCLEAR, Credential, Site, Upload, secrets_of
from trustpub.workflow.scope import Scope

_TOOL_BY_NAME = {name: tool for tool in TOOLS for name in tool.names}
_MOST_UPLOADS = 50
_MOST_STEPS = 100
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
        if command.name is not None and command.name.startswith("$"):
            variables = visible_variables(scope, script, command)
        for tool, given in programs(command, variables):
            if tool.name not in _TOOL_BY_NAME:
                continue
            if variables is None:
                variables = visible_variables(scope, script, command)
            inside = variables | {name: expand(text, variables) for name, text in given.items()}
            call = read_call(tool, command, inside)
            upload = None if call is None else upload_by_call(call, script, scope, repository)
            if upload is not None:
                uploads.append(upload)
        if len(uploads) >= _MOST_UPLOADS:
            break
    return uploads


def read_call(tool: Tool, command: Command, variables: dict[str, str]) -> Call | None:
    """The call of an uploading tool, or None when the tool does not upload (nor in a dry run, or with --help)."""
    known = _TOOL_BY_NAME.get(tool.name)
    arguments = None if known is None else _after_subcommand(known, tool.args)
    if known is None or arguments is None:
        return None
    parsed = parse_options(arguments, known.valued)
    if parsed.has("--help", "-h", *known.dry_run):
        return None
    options = {
        option.name: "" if option.value is None else expand(_said(option.value), variables) for option in parsed.options
    }
    positionals = tuple(expand(_said(word), variables) for word in parsed.positionals)
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


def upload_by_call(call: Call, script: Script, scope: Scope, repository: Repository) -> Upload | None:
    """The upload that a call makes in a scope's step, or None when it is found to make none.

    Args:
        call: the call.
        script: the script that it stands in; that of the step, or of a recipe that the step runs.
        scope: the step.
        repository: for the addresses that the project configures.
    """
    step = scope.step
    assert step is not None
    settings = settings_before(scope)
    name = _repository_name(call)
    index, url = _index(call, name, settings, scope, repository)
    credentials = _credentials(call, name, settings, scope)
    never = call.options.get("--trusted-publishing") == "never"
    can_mint = scope.can_mint and call.tool.trusted_publishing is not None and not never
    if not _is_token(credentials) and not can_mint:
        credentials += tuple(_unnamed(call, script, scope))
    if _is_token(credentials):
        auth = TOKEN
    elif call.tool.via == "semantic-release":
        return None
    elif can_mint:
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


def _is_token(credentials: tuple[Credential, ...]) -> bool:
    return any(credential.role == "password" or credential.secrets for credential in credentials)


def _unnamed(call: Call, script: Script, scope: Scope) -> list[Credential]:
    """Credentials that reach a call in another way than by its options, variables and configuration.

    Through its standard input, from an action that sets the tool's variables for the rest of the job, or in variables
    that speak of PyPI but are not the tool's.
    """
    step = scope.step
    command = call.command
    if "pipeline" in command.context or any(redirect.operator == "<<<" for redirect in command.redirects):
        flow = scope.flow(expand(statement_text(script, command), call.variables))
        if flow.secrets:
            return [Credential("password", "standard input", None, flow.secrets, "", step, command)]
    for variable in _named(call.tool.password_env, None):
        if _set_by_action(scope, variable):
            return [Credential("password", variable, None, (), "", step, None)]
    inherited, own = from_environment(scope)
    if call.tool.via == "semantic-release":
        return own
    return own or [credential._replace(step=credential.step or step) for credential in inherited]


def _set_by_action(scope: Scope, variable: str) -> bool:
    """Whether an action before the step is told to set a variable, or every secret, for the rest of the job."""
    assert scope.step is not None
    earlier = scope.job.steps[: scope.step.index][-_MOST_STEPS:]
    for step in earlier:
        if step.uses is None:
            continue
        texts = [node.value for node in step.inputs.values()]
        if variable in step.env or any(variable in text or "tojson(secrets)" in text.lower() for text in texts):
            return True
    return False


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
    if not urls:
        tools = {call.tool.via} | ({".pypirc"} if call.tool.uses_pypirc else set())
        if name is not None or call.tool.via != "poetry":  # which has no address but PyPI's by default
            known = (name or "pypi").lower()
            urls = [s.text for s in settings if s.role == "url" and s.repository == known and s.tool in tools]
        configured = configured_url(repository, call.tool.via, name, scope)
        if configured is None and call.tool.uses_pypirc:
            named = call.option(("--config-file", "--pypirc"))
            configured = pypirc_url(repository, None if named is None else named[1], name, scope)
        if configured is not None:
            urls.append(configured)
    if urls:
        return index_of_urls(urls[0], scope.texts(urls[0])), urls[0]
    if name is None:
        return index_of_name(""), None
    names = scope.texts(name)
    if names is not None:
        names = [call.tool.own_names.get(text, text) for text in names]
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
    if setting.repository not in (name, ANY):
        return False
    if setting.tool == ".pypirc":
        return tool.uses_pypirc
    return setting.tool == tool.via or (setting.tool == "keyring" and tool.uses_keyring)
