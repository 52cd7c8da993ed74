"""Requests that fuzz the engine: where they come from, who sends them, and what their answers must be."""
