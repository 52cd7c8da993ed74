"""What registered devices prove and are told by version 4.0 of the protocol (`docs/reference/powerauth-protocol-4.md`)."""
