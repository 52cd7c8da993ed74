"""People in the web flow: what they read, what they do, and what has become of it."""
