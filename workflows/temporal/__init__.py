"""How a process reaches Temporal, and what all workflows have in common there."""
