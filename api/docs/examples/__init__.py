"""Whole examples of requests and answers, for the documentation."""
