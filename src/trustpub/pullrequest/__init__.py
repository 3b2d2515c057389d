"""A pull request with the migration of one repository: its text, whether to open it, and opening it."""
