"""The git of this machine, for one checkout: what a commit holds, and new commits, branches and pushes.

Nothing that a checkout holds or configures is run: no hook, filter, monitor, pager or editor. `Git` from
`trustpub.git.client` is where to begin.
"""
