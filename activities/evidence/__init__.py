"""Bundles of evidence: signed by a key of their own, and verified by its public half alone (`docs/evidence.md`)."""
