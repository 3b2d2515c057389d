"""Task runners: programs that run commands by the names that a project gives them."""
