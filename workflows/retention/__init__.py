"""The retention's workflow, and the schedule that starts it."""
