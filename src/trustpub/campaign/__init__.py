"""The same pull request for many repositories: selection, journal, plan, run, report, and what to register."""
