"""What a phone computes by itself: its cryptography of the PowerAuth protocol 3.0 to 3.3, one concern a file.

Written from the reference alone and sharing nothing with the server's `activities/powerauth/`: an error made by one side shows
against the other. Sections in the docstrings are those of the `powerauth-protocol.md`.
"""
