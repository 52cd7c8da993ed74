"""From the check of a credential or a one-time password to the step of its operation."""
