"""Push messages: what they say, which devices take them, and who carries them (`mobile-and-cloud.md` §5)."""
