"""GitHub Actions workflows and composite actions as a model on top of the YAML nodes."""
