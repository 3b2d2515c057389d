"""Which publishers a project's releases should come from, by the workflows of its repository."""

from __future__ import annotations

from trustpub.errors import TrustpubError
from trustpub.pypi.client import NAMES, normalized
from trustpub.pypi.proof import Expected
from trustpub.pypi.publishing import publishings
from trustpub.pypi.wanted import registered_now
from trustpub.repository.base import Repository


def expected_of(repository: Repository, index: str, project: str) -> tuple[Expected, ...]:
    """The publishers that the workflows need for a project on an index.

    A workflow whose project cannot be told counts for every project. An environment that a run decides is not compared.

    Raises:
        TrustpubError: no workflow publishes the project there with Trusted Publishing, or one cannot be read.
    """
    found = publishings(repository)
    if found.errors:
        problem = found.errors[0]
        raise TrustpubError(f"{problem.path}: {problem.message}, so what to expect cannot be told; mend it first")
    publishers = [publisher for publisher in registered_now(found, repository) if publisher.index == index]
    fitting = [p for p in publishers if p.project is None or normalized(p.project) == normalized(project)]
    if not fitting:
        others = ", ".join(dict.fromkeys(p.project for p in publishers if p.project is not None))
        publishes = f" (they publish {others})" if others else ""
        raise TrustpubError(
            f"no workflow in {repository.path} publishes {project} to {NAMES[index]} with Trusted Publishing"
            f"{publishes}; see trustpub scan, or say what to expect with --repository, --workflow and --environment"
        )
    return tuple(
        dict.fromkeys(
            Expected(
                f"{publisher.owner}/{publisher.repository}" if publisher.owner and publisher.repository else None,
                publisher.workflow,
                publisher.environment,
            )
            for publisher in fitting
        )
    )
