"""Campaigns: what holds under attack, load and faults. Not tests: each is run by its own command, and reports figures."""
