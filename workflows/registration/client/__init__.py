"""The way to registrations' workflows: creates them, sends them messages, keeps their rows in step."""
