"""A real Temporal cluster: each of its services a process, on PostgreSQL (`docs/cluster.md`)."""
