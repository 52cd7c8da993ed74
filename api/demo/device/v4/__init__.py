"""What a phone of protocol 4.0 computes by itself, one concern a file, like the older versions beside it.

Written from the reference alone and sharing nothing with the server's `activities/powerauth/`. Sections in the docstrings are
those of `powerauth-protocol-4.md`. What did not change is imported from beside: activation codes, what is signed, Base64.
"""
