"""The one version of this package, as it is written and as it is counted (`powerauth-protocol-4.md` §0)."""

# In headers, associated data, digests of tokens and shared secrets.
VERSION = "4.0"
# What an activation remembers of its version, and the highest that it could be upgraded to.
MAJOR = 4
