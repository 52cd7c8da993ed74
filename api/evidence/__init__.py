"""What is known of an operation, dossier for a dispute as records and as a page for people (`docs/evidence.md`)."""
