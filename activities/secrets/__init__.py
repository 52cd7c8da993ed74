"""Secrets at rest: sealed under the master key, or kept as hashes."""
