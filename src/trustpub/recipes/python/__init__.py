"""Python files that run commands: noxfile.py, tasks.py, scripts. They are parsed and followed, never run."""
