"""Renderers of results: for terminals and for machines."""
