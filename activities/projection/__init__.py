"""States of workflows written into the read model."""
