"""Workflows, jobs and steps, each with its place in the file.

A composite action is read into the same shape: one job with the id ``""`` that holds its steps. Source of the
schema: GitHub's documentation, "Workflow syntax for GitHub Actions" and "Metadata syntax for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from trustpub.workflow.deployment import read_environment
from trustpub.workflow.effort import Effort
from trustpub.workflow.inputs import Inputs
from trustpub.workflow.permissions import Permissions, read_permissions
from trustpub.workflow.triggers import Trigger, read_triggers
from trustpub.workflow.values import Texts, scalar_of, strings, text_of, texts
from trustpub.yamlcst import Document, KeyPath, Mapping, Node, Scalar, Sequence, YamlError

if TYPE_CHECKING:
    from trustpub.shell import Script
    from trustpub.uploads.settings import Setting
    from trustpub.uploads.types import Credential
    from trustpub.workflow.environment import Env
    from trustpub.workflow.flow import Flow
    from trustpub.workflow.scope import Binding


class Step:
    """One step of a job.

    Attributes:
        index: position in the job's list, from 0.
        path: key path of the step in the document.
        script, outputs, settings: what was found out about it, kept so that it is found out once; None before.
    """

    __slots__ = (
        "condition",
        "env",
        "id",
        "index",
        "inputs",
        "job",
        "name",
        "node",
        "outputs",
        "path",
        "run",
        "script",
        "settings",
        "shell",
        "uses",
    )

    def __init__(self, job: Job, index: int, node: Mapping, path: KeyPath) -> None:
        self.job = job
        self.index = index
        self.node = node
        self.path = path
        self.id = text_of(node.get("id"))
        self.name = text_of(node.get("name"))
        self.uses = text_of(node.get("uses"))
        self.run = scalar_of(node.get("run"))
        self.shell = text_of(node.get("shell"))
        self.condition = text_of(node.get("if"))
        self.env = texts(node.get("env"))
        self.inputs = texts(node.get("with"))
        self.script: Script | None = None
        self.outputs: dict[str, str] | None = None
        self.settings: tuple[Binding | None, list[Setting]] | None = None

    @property
    def line(self) -> int:
        """Line of the step's first key, from 1."""
        return self.node.line

    @property
    def working_directory(self) -> str | None:
        """The directory its script runs in: its own, the job's default, the workflow's default, or None."""
        return text_of(self.node.get("working-directory")) or self.job.default("working-directory")

    @property
    def action(self) -> tuple[str, str | None] | None:
        """``owner/name[/path]`` in lower case and the ref of ``uses``; None for a script or a local action."""
        if self.uses is None or self.uses.startswith(("./", "../", "docker://")) or "/" not in self.uses:
            return None
        name, _, ref = self.uses.strip().partition("@")
        return name.lower().rstrip("/"), ref or None

    def input(self, name: str) -> tuple[str, Scalar] | None:
        """An input by name, ignoring case: the name as written and its value."""
        for key, value in self.inputs.items():
            if key.lower() == name:
                return key, value
        return None


class Job:
    """One job of a workflow, or the steps of a composite action.

    Attributes:
        credentials, declared_env, env_writers, flows: what was found out about the job, kept so that it is found once.
    """

    __slots__ = (
        "_configuring",
        "_steps_by_id",
        "condition",
        "credentials",
        "declared_env",
        "env",
        "env_writers",
        "environment",
        "flows",
        "id",
        "inputs",
        "key",
        "needs",
        "node",
        "path",
        "permissions",
        "secrets",
        "secrets_inherit",
        "steps",
        "uses",
        "workflow",
    )

    def __init__(self, workflow: Workflow, job_id: str, key: Scalar | None, node: Mapping, path: KeyPath) -> None:
        self.workflow = workflow
        self.id = job_id
        self.key = key
        self.node = node
        self.path = path
        self.uses = text_of(node.get("uses"))
        self.condition = text_of(node.get("if"))
        self.env = texts(node.get("env"))
        self.inputs = texts(node.get("with"))
        self.needs = strings(node.get("needs"))
        self.permissions = read_permissions(node.get("permissions"))
        secrets = node.get("secrets")
        self.secrets = texts(secrets)
        self.secrets_inherit = text_of(secrets) == "inherit"
        self.environment = read_environment(node.get("environment"))
        self.credentials: list[Credential] | None = None
        self.declared_env: Env | None = None
        self.env_writers: list[tuple[Step, list[tuple[str, str]]]] | None = None
        self.flows: dict[str, Flow] = {}
        self._configuring: list[Step] | None = None
        self._steps_by_id: dict[str, Step] | None = None
        self.steps: list[Step] = []
        steps = node.get("steps")
        if isinstance(steps, Sequence):
            for index, item in enumerate(steps.items):
                if isinstance(item, Mapping):
                    self.steps.append(Step(self, index, item, (*path, "steps", index)))

    @property
    def line(self) -> int:
        """Line of the job's key, from 1."""
        return self.node.line if self.key is None else self.key.line

    @property
    def runs_on(self) -> list[str]:
        """Labels of the runner, as written; expressions stay as they are."""
        node = self.node.get("runs-on")
        if isinstance(node, Mapping):
            return strings(node.get("labels")) or strings(node.get("group"))
        return strings(node)

    @property
    def matrix(self) -> Node | None:
        """The node of ``strategy.matrix``, or None."""
        strategy = self.node.get("strategy")
        return strategy.get("matrix") if isinstance(strategy, Mapping) else None

    @property
    def outputs(self) -> Texts:
        """The job's outputs."""
        return texts(self.node.get("outputs"))

    @property
    def effective_permissions(self) -> Permissions | None:
        """What the job's GITHUB_TOKEN may do: the job's own block, else the workflow's, else None (not declared)."""
        return self.permissions if self.permissions is not None else self.workflow.permissions

    @property
    def can_mint(self) -> bool:
        """Whether the job may ask GitHub for an OIDC token."""
        permissions = self.effective_permissions
        return permissions is not None and permissions.level("id-token") == "write"

    def step(self, step_id: str) -> Step | None:
        """The step with this id (case does not count), or None."""
        if self._steps_by_id is None:
            named = [(step.id.lower(), step) for step in reversed(self.steps) if step.id is not None]
            self._steps_by_id = dict(named)
        return self._steps_by_id.get(step_id.lower())

    def configuring_steps(self, configures: Callable[[Step], bool]) -> list[Step]:
        """The steps that a predicate holds for; it is asked once, whatever is passed later."""
        if self._configuring is None:
            self._configuring = [step for step in self.steps if configures(step)]
        return self._configuring

    def default(self, setting: str) -> str | None:
        """A default of ``defaults.run``: the job's, else the workflow's, else None."""
        for node in (self.node, self.workflow.root):
            defaults = node.get("defaults")
            run = defaults.get("run") if isinstance(defaults, Mapping) else None
            value = text_of(run.get(setting)) if isinstance(run, Mapping) else None
            if value is not None:
                return value
        return None


class Workflow:
    """A workflow file, or a composite action's metadata file.

    Attributes:
        path: path relative to the repository, with forward slashes.
        is_action: whether it is an action's metadata file.
        effort: what is left of the work that it may cause.
    """

    __slots__ = (
        "document",
        "effort",
        "env",
        "inputs",
        "is_action",
        "jobs",
        "name",
        "path",
        "permissions",
        "root",
        "triggers",
    )

    def __init__(self, path: str, document: Document, root: Mapping, is_action: bool) -> None:
        self.path = path
        self.document = document
        self.root = root
        self.is_action = is_action
        self.name = text_of(root.get("name"))
        self.env = texts(root.get("env"))
        self.permissions = None if is_action else read_permissions(root.get("permissions"))
        self.triggers: dict[str, Trigger] = {} if is_action else read_triggers(_on(root))
        self.jobs: dict[str, Job] = {}
        self.effort = Effort()
        self.inputs = Inputs(root, self.triggers, is_action)

    @property
    def filename(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def is_reusable(self) -> bool:
        """Whether other workflows can call it."""
        return "workflow_call" in self.triggers


def read_workflow(path: str, document: Document) -> Workflow:
    """The workflow or action in a document.

    Raises:
        YamlError: the document does not have the shape of a workflow, or of an action.
    """
    root = document.root
    is_action = path.rsplit("/", 1)[-1] in ("action.yml", "action.yaml")
    what = "an action" if is_action else "a workflow"
    if not isinstance(root, Mapping):
        found = "empty" if root is None else "a list" if isinstance(root, Sequence) else "a single value"
        line = None if root is None else root.line
        raise YamlError(f"not {what}: the file is {found}, where a mapping is needed", line=line)
    workflow = Workflow(path, document, root, is_action)
    if is_action:
        runs = root.get("runs")
        if isinstance(runs, Mapping):
            workflow.jobs[""] = Job(workflow, "", None, runs, ("runs",))
        return workflow
    jobs = root.entry("jobs")
    if jobs is None:
        raise YamlError("not a workflow: it has no 'jobs'", line=root.line)
    if not isinstance(jobs.value, Mapping):
        raise YamlError("'jobs' is not a mapping of jobs", line=jobs.key.line)
    for entry in jobs.value.entries:
        node = entry.value
        if not isinstance(node, Mapping):
            raise YamlError(f"the job {entry.key.value!r} is not a mapping", line=entry.key.line)
        workflow.jobs[entry.key.value] = Job(workflow, entry.key.value, entry.key, node, ("jobs", entry.key.value))
    return workflow


def _on(root: Mapping) -> Node | None:
    return root.get("on") or root.get("true") or root.get("True")
