"""A phone for integrators, in the terminal: its state in a file, its screens as published apps show them."""
