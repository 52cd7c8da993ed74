"""Version 4.0 of the protocol (`docs/reference/powerauth-protocol-4.md`), as pure functions like those of 3.x.

A package of its own, not a fifth value of `ProtocolVersion`: 3.0 to 3.3 are four settings of one construction, and so a table
of properties tells them apart; of 4.0 each key, hash, curve and shape is another. What is the same is imported from beside
(identifiers, base64, activation codes, base strings, factors). Within 4.0 the three algorithms are such a table:
`algorithm.Algorithm`.
"""
