"""The wizard: the conversation that leads through a migration, and the state by which it can be resumed."""
