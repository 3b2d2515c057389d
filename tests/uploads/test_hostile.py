"""Workflows that are made to hang or to crash their reader."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from tests.uploads.memory import PATH, MemoryRepository, scan_text
from trustpub.scanning import scan

SECONDS = 20.0
"""Far above what any of these takes, and far below what it would take without bounds."""


def steps(text: str, *, job: str = "", workflow: str = "") -> str:
    """A workflow with one job that has these steps."""
    return f"on: push\n{workflow}jobs:\n  publish:\n    runs-on: ubuntu-latest\n{job}    steps:\n{text}"


def password(expression: str) -> str:
    """A workflow whose only upload takes an expression as password, address and condition."""
    return steps(
        "      - uses: pypa/gh-action-pypi-publish@v1\n"
        f'        if: "{expression}"\n        with:\n          password: "{expression}"\n'
        f'          repository-url: "{expression}"\n'
    )


def twine(variable: str) -> str:
    """A step that uploads with a variable as password and address."""
    value = f"${{{{ {variable} }}}}"
    env = f"          TWINE_PASSWORD: {value}\n          TWINE_REPOSITORY_URL: {value}\n"
    return f"      - run: twine upload dist/*\n        env:\n{env}"


CHAIN = "ABCDEFGHIJKLMN"
"""Variables of which each names the next."""


def bomb(value: str) -> str:
    """Variables that each hold ``value`` with the next variable in it."""
    pairs = pairwise(CHAIN)
    return "env:\n" + "".join(f'  {name}: "{value.replace("NEXT", following)}"\n' for name, following in pairs)


HOSTILE = {
    "deep-parentheses": password("${{ " + "(" * 50_000 + "a" + ")" * 50_000 + " }}"),
    "deepest-parentheses-that-are-read": password("${{ " + "(" * 40 + "a" + ")" * 40 + " }}"),
    "many-negations": password("${{ " + "!" * 100_000 + "a }}"),
    "long-chain-of-or": password("${{ " + " || ".join(["secrets.A"] * 15_000) + " }}"),
    "long-chain-of-accesses": password("${{ a" + "[0]" * 80_000 + " }}"),
    "expressions-that-never-end": password("${{" * 80_000),
    "quotes-in-an-expression-that-never-ends": password("${{ " + "'a' " * 60_000),
    "many-quotes": password("${{ " + "'a' " * 60_000 + " }}"),
    "variables-that-name-each-other": steps(twine("env.A"), workflow="env:\n  A: ${{ env.B }}\n  B: ${{ env.A }}\n"),
    "variables-that-multiply": steps(twine("env.A") * 20, workflow=bomb("${{ env.NEXT }}" * 20)),
    "expressions-that-multiply": steps(
        twine("env.A") * 20, workflow=bomb("${{ " + " || ".join(["env.NEXT"] * 100) + " }}")
    ),
    "matrix-that-names-itself": steps(
        twine("matrix.a"), job="    strategy:\n      matrix:\n        a: ['${{ matrix.a }}${{ matrix.a }}']\n"
    ),
    "huge-matrix": steps(
        twine("matrix.a") * 50,
        job="    strategy:\n      matrix:\n        a: [" + ",".join(f"v{number}" for number in range(90_000)) + "]\n",
    ),
    "huge-environment": steps(
        "      - run: make x\n" * 8_000,
        workflow="env:\n" + "".join(f"  PYPI_{number}: ${{{{ secrets.X }}}}\n" for number in range(9_000)),
    ),
    "many-steps-that-write-to-the-environment": steps(
        "".join(f'      - run: echo "V{n}=${{{{ secrets.PYPI_TOKEN }}}}" >> $GITHUB_ENV\n' for n in range(8_000))
    ),
    "many-uploads": steps("      - run: twine upload dist/*\n" * 9_000),
    "many-configured-uploads": steps(
        "".join(
            f"      - run: |\n          poetry config pypi-token.pypi x{n}\n          poetry publish\n"
            for n in range(3_000)
        )
    ),
    "many-uploads-in-one-script": steps("      - run: |\n" + "          twine upload dist/*\n" * 20_000),
    "many-branches-in-one-script": steps(
        "      - run: |\n"
        + "          if a; then B=${{ secrets.X }}; fi\n" * 8_000
        + "          twine upload -p $B x\n"
    ),
    "many-words": steps(
        f'      - run: "make {"test " * 150_000}"\n        env:\n          PYPI_TOKEN: ${{{{ secrets.PYPI_TOKEN }}}}\n'
    ),
    "one-long-word": steps(
        f'      - run: "make {"test" * 200_000}!"\n        env:\n          PYPI_TOKEN: ${{{{ secrets.PYPI_TOKEN }}}}\n'
    ),
    "arguments-of-maturin": steps(
        "      - uses: PyO3/maturin-action@v1\n        with:\n          command: upload\n"
        f'          args: "{"-p ${{ " * 100_000}"\n'
    ),
    "jobs-that-need-each-other": "on: push\njobs:\n"
    + "".join(
        f"  j{n}:\n    needs: [j{(n + 1) % 3}]\n    if: needs.j{(n + 1) % 3}.result == 'success'\n"
        f"    runs-on: x\n    outputs:\n      o: ${{{{ needs.j{(n + 1) % 3}.outputs.o }}}}\n    steps:\n"
        f"      - run: twine upload dist/* -p ${{{{ needs.j{(n + 1) % 3}.outputs.o }}}}\n"
        for n in range(3)
    ),
    "workflow-that-calls-itself": "on: workflow_call\njobs:\n"
    + "".join(f"  a{n}:\n    uses: ./{PATH}\n    secrets: inherit\n" for n in range(3_000)),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_ends_in_time(text: str) -> None:
    """The scan ends, soon, and raises nothing."""
    started = time.monotonic()
    scan_text(text)
    assert time.monotonic() - started < SECONDS


def test_workflows_that_call_each_other() -> None:
    """Two workflows that call each other end, and the upload of one shows at both calls."""
    call = "on: workflow_call\njobs:\n  call:\n    uses: ./.github/workflows/{}.yml\n    secrets: inherit\n"
    upload = "  up:\n    runs-on: x\n    steps:\n      - run: twine upload x -p ${{ secrets.TOKEN }}\n"
    files = {f".github/workflows/{name}.yml": call.format(other) + upload for name, other in (("a", "b"), ("b", "a"))}
    result = scan(MemoryRepository(files))
    assert [(upload.job, upload.via) for upload in result.uploads] == [
        ("call", "reusable-workflow"),
        ("up", "twine"),
    ] * 2


def test_actions_that_use_each_other_many_times() -> None:
    """Actions that multiply their steps by using each other end in time."""
    use = "      - uses: ./.github/actions/{}\n        with:\n          token: ${{{{ secrets.PYPI_TOKEN }}}}\n"
    action = "runs:\n  using: composite\n  steps:\n" + "    - uses: ./.github/actions/{}\n" * 500
    files = {
        PATH: steps(use.format("a") * 500),
        **{f".github/actions/{name}/action.yml": action.format(*[other] * 500) for name, other in ("ab", "bc", "ca")},
    }
    started = time.monotonic()
    scan(MemoryRepository(files))
    assert time.monotonic() - started < SECONDS
