"""A complete publishing workflow for a project that has none."""
