"""GitHub through its API: what is there, environments, and the secrets of Actions.

Usable on its own: `GitHub` from `trustpub.github.client`, the functions of the other modules on top of it.
"""
