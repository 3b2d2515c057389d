"""What trustpub remembers between two runs: the folder that it is kept in, and who may write there."""
