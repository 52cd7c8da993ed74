"""Who calls: what a request shows of its caller, and what its caller may do, for the APIs that ask."""
