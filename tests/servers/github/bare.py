"""The state of a repository as a bare git repository on disk, for real git to push to and fetch from."""

from __future__ import annotations

import os
import shutil
import subprocess
import zlib
from pathlib import Path

from tests.servers.github.state import RepositoryState

_UPDATE = r"""#!/bin/sh
# Refuses what GitHub refuses: a protected branch, and workflows from a token that may not change them.
if [ "$1" = "$PROTECTED_REF" ]; then
  echo "error: GH006: Protected branch update failed for $1." >&2
  echo "error: Changes must be made through a pull request." >&2
  exit 1
fi
if [ -n "$NO_WORKFLOWS" ] && [ "$(printf %s "$3" | tr -d 0)" ]; then
  git for-each-ref --format='%(objectname)' | while read -r commit; do
    git ls-tree -r "$commit" .github/workflows/
  done > "$GIT_DIR/known"
  new=$(git ls-tree -r "$3" .github/workflows/ | grep -vxFf "$GIT_DIR/known" | head -n 1 | cut -f 2)
  if [ -n "$new" ]; then
    said="refusing to allow a Personal Access Token to create or update workflow"
    echo "$said \`$new\` without \`workflow\` scope" >&2
    exit 1
  fi
fi
"""
_CONFIG = """[core]
\trepositoryformatversion = 0
\tbare = true
[http]
\treceivepack = true
[receive]
\tautogc = false
\tfsckObjects = true
[uploadpack]
\tallowAnySHA1InWant = true
"""


class Bare:
    """A bare repository that is kept like a state.

    Args:
        state: the repository.
        path: where the folder is made.
    """

    def __init__(self, state: RepositoryState, path: Path) -> None:
        self.path = path
        self._state = state
        self._written: set[str] = set()
        for folder in ("objects/info", "objects/pack", "refs", "hooks"):
            (path / folder).mkdir(parents=True)
        (path / "config").write_text(_CONFIG)
        hook = path / "hooks" / "update"
        hook.write_text(_UPDATE)
        hook.chmod(0o755)

    def write(self) -> None:
        """Bring the folder up to the state."""
        for oid, (kind, data) in self._state.objects.stored.items():
            if oid not in self._written:
                place = self.path / "objects" / oid[:2] / oid[2:]
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(zlib.compress(b"%s %d\0%s" % (kind.encode(), len(data), data), 1))
                self._written.add(oid)
        shutil.rmtree(self.path / "refs")
        (self.path / "refs" / "heads").mkdir(parents=True)
        lines = [f"{oid} {ref}\n" for ref, oid in sorted(self._state.refs.items())]
        (self.path / "packed-refs").write_text("".join(["# pack-refs with: sorted\n", *lines]))
        (self.path / "HEAD").write_text(f"ref: refs/heads/{self._state.default_branch}\n")

    def read(self) -> None:
        """Bring the state up to the folder, after a push."""
        self._read_objects()
        lines = self._git("for-each-ref", "--format=%(objectname) %(refname)").decode().splitlines()
        refs = {ref: oid for oid, ref in (line.split(" ", 1) for line in lines)}
        for ref in self._state.refs.keys() | refs.keys():
            if self._state.refs.get(ref) != refs.get(ref):
                self._state.move(ref, refs.get(ref))

    def _read_objects(self) -> None:
        data, at = self._git("cat-file", "--batch-all-objects", "--batch", "--buffer"), 0
        while at < len(data):
            end = data.index(b"\n", at)
            oid, kind, size = data[at:end].decode().split()
            if oid not in self._written:
                put = self._state.objects.put(kind, data[end + 1 : end + 1 + int(size)])
                assert put == oid, f"git calls an object {oid}, and the local GitHub {put}"
                self._written.add(oid)
            at = end + 2 + int(size)

    def _git(self, *arguments: str) -> bytes:
        return subprocess.run(
            ["git", *arguments], cwd=self.path, env=environment(), check=True, capture_output=True
        ).stdout


def environment() -> dict[str, str]:
    """Variables for a git that no configuration of this machine touches."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
