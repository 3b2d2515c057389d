"""Move GitHub Actions workflows from stored PyPI tokens to Trusted Publishing."""

__version__ = "0.1.0"
