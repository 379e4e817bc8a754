"""An independent, literal reference implementation of the decision contract, for tests only."""
