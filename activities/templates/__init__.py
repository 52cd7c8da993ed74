"""Templates of operations: the data they give an operation, and the words for it (`mobile-and-cloud.md` §2)."""
