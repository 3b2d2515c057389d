"""PyPI's side of Trusted Publishing: publishers and their forms, claims and matching, errors, tokens."""
