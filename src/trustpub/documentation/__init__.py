"""The pages on rules and strategies, as they are shipped with the package."""
