"""The way to operations' workflows: creates them, sends them messages, keeps their rows in step."""
