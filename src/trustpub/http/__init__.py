"""Requests over HTTP to services that limit, fail, move and lie: what the clients of GitHub and PyPI share."""
