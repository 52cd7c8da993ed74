"""Users: who they are, how they are reached, what they may do, and how they are found."""
