#!/usr/bin/env python3
"""Time and memory of `trustpub scan` beside zizmor's, on the same files in the same run.

    python benchmarks/compare_scan.py FOLDER [--repository FOLDER] [--runs 10]

FOLDER holds one folder per repository. Both tools are given all of them at once, and then one alone: the one named, or
the one with the most workflow text. The runs alternate (trustpub, zizmor, trustpub, ...), after one of each that is not
counted, so that both meet the same caches and the same load. Reported are the median wall time, start-up included, and
the largest peak memory of any run. Memory is that of the tool's largest process (wait4), and never less than the 14 MiB
of this script, which Linux carries over. Not for Windows.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ZIZMOR = "zizmor --offline --no-progress -q --format json --no-exit-codes"


@dataclass
class Series:
    """The runs of one tool on one input: seconds of wall time, and peak memory in MiB."""

    seconds: list[float] = field(default_factory=list)
    mebibytes: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median wall time in seconds."""
        return statistics.median(self.seconds)

    @property
    def peak(self) -> float:
        """The largest peak memory in MiB."""
        return max(self.mebibytes)


def measure(command: list[str]) -> tuple[float, float]:
    """Run a command, its output discarded; seconds of wall time and peak memory in MiB.

    Raises `SystemExit` with the command's standard error when it did not do its work (status 2 or higher, or a signal).
    """
    with tempfile.TemporaryFile() as errors:
        files = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, errors.fileno(), 2),
        ]
        start = time.perf_counter()
        process = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
        _, status, usage = os.wait4(process, 0)
        seconds = time.perf_counter() - start
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            errors.seek(0)
            sys.exit(f"{shlex.join(command)} failed: {errors.read().decode(errors='replace')[-2000:]}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes on macOS, in KiB on Linux
    return seconds, usage.ru_maxrss / unit


def alternate(commands: Sequence[list[str]], runs: int) -> list[Series]:
    """One uncounted run of each command, then `runs` rounds in which each runs once."""
    series = [Series() for _ in commands]
    for round_number in range(runs + 1):
        for command, results in zip(commands, series, strict=True):
            seconds, mebibytes = measure(command)
            if round_number:
                results.seconds.append(seconds)
                results.mebibytes.append(mebibytes)
    return series


def workflow_bytes(repository: Path) -> int:
    """The size of a repository's workflows, in bytes."""
    return sum(path.stat().st_size for path in (repository / ".github").rglob("*.y*ml") if path.is_file())


def main() -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--repository", type=Path, help="the single repository (default: the one with most workflow text)"
    )
    parser.add_argument("--runs", type=int, default=10, help="counted runs of each tool (default: %(default)s)")
    parser.add_argument("--trustpub", default="trustpub scan --format json --exit-zero", help="default: %(default)s")
    parser.add_argument("--zizmor", default=ZIZMOR, help="default: %(default)s")
    args = parser.parse_args()

    repositories = sorted(path for path in args.corpus.iterdir() if path.is_dir())
    single: Path = args.repository or max(repositories, key=workflow_bytes)
    inputs = {
        f"{len(repositories)} repositories": [str(path) for path in repositories],
        single.name: [str(single)],
    }
    print(f"{'input':32} {'tool':9} {'median':>9} {'fastest':>9} {'peak':>10}")
    for name, paths in inputs.items():
        commands = [[*shlex.split(command), *paths] for command in (args.trustpub, args.zizmor)]
        trustpub, zizmor = alternate(commands, args.runs)
        for tool, series in (("trustpub", trustpub), ("zizmor", zizmor)):
            times = f"{series.median * 1000:6.0f} ms {min(series.seconds) * 1000:6.0f} ms"
            print(f"{name[:32]:32} {tool:9} {times} {series.peak:6.1f} MiB")
        ratios = f"{trustpub.median / zizmor.median:9.2f} {'':9} {trustpub.peak / zizmor.peak:10.2f}"
        print(f"{'':32} {'ratio':9} {ratios}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
