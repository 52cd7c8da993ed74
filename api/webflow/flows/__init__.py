"""Flows as pictures: which method follows which, and where one operation stands. Both are asked of the Next Step API."""
