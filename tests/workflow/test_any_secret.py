"""Whether a workflow may read secrets that it does not name."""

from __future__ import annotations

import pytest

from trustpub.workflow.any_secret import may_read_any_secret

FOREIGN = "uses: other/tools/.github/workflows/x.yml@v1"


@pytest.mark.parametrize(
    "text",
    [
        "${{ secrets[matrix.name] }}",
        "${{ secrets[format('{0}_TOKEN', inputs.index)] }}",
        "${{ toJSON(secrets) }}",
        "${{ ToJson( Secrets ) }}",
        "${{ join(secrets.*, ',') }}",
        "${{ secrets.* }}",
        "${{ secrets['A'] || secrets[env.B] }}",
        "${{ fromJSON(toJSON(secrets))[inputs.name] }}",
        "${{ true && secrets }}",
        "if: contains(toJSON(secrets), 'x')",
        f"{FOREIGN}\nsecrets: inherit",
        f"{FOREIGN}\nsecrets: 'inherit'",
        f"secrets: &all inherit\n{FOREIGN}",
        f"secrets: *all\n{FOREIGN}",
        '"uses": "other/tools/.github/workflows/x.yml@v1"\n"secrets": "inherit"',
    ],
)
def test_it_may(text: str) -> None:
    """By a computed name, by taking all of them, or by handing them on."""
    assert may_read_any_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "${{ secrets.A }} ${{ secrets['B'] }} ${{ Secrets [ 'C' ] }}",
        "${{ secrets.\n  A }}",
        "${{ needs.secrets.outputs.x || steps.secrets.outcome || env.my-secrets }}",
        "${{ format('{0} secrets', github.ref) }}",
        "uses: ./.github/workflows/x.yml\nsecrets: inherit",
        f"{FOREIGN}\nsecrets:\n  token: ${{{{ secrets.A }}}}",
        "# how we keep our secrets: inherited from nobody",
        "run: ./scan-secrets --all",
    ],
)
def test_it_does_not(text: str) -> None:
    """Secrets with a name, other things called so, and called files of the same repository, which are looked at too."""
    assert not may_read_any_secret(text)
