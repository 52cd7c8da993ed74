"""Credentials: their policies, how their values are made, validated and kept, and their counters."""
