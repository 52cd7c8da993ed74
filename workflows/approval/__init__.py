"""Answers of phones to operations, over the network or copied from a screen: checked once, then sent to the workflow."""
