"""What leaves the house, at least once: noted with the change that it tells of, delivered afterwards."""
