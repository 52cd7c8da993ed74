"""Deliveries to the outside, attempted until they arrive or the limit has passed."""
