"""GitHub through its API: reading many repositories, pull requests without a clone, environments, secrets.

Usable on its own: `GitHub` from `trustpub.github.client`, the functions of the other modules on top of it. Several
threads may use one object.

- `listing`, `gathering`, `snapshot`: repositories in pages, with the files that decide, and what else work asks for.
- `gitdata`, `pulls`, `forks`: commits, branches, pull requests and forks.
- `environments`, `secrets`, `repositories`, `contents`: one repository, its settings, people and files.
"""
