"""Templates of operations: the data they give an operation, and the words for it (reference `mobile-and-cloud.md` §2)."""
