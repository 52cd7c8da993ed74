"""The demo: bank, web flow and user played over HTTP against a running server, told step by step in the terminal."""
