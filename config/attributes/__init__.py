"""Attributes of the forms that phones show: a module of `types` is a type (`mobile-and-cloud.md` §2)."""
