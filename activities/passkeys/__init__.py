"""Passkeys (WebAuthn Level 3): registered for users, and what their authenticators sign, checked member by member."""
