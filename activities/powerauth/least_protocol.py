"""The oldest version of the protocol that an application's phones are served by."""

from enum import StrEnum


class LeastProtocol(StrEnum):
    """A version as headers write it; versions compare in their order.

    From 4.0 on a phone of protocol 3 may go over to protocol 4 (`powerauth-protocol-4.md` §9), and is served nothing else.
    """

    V3_0 = "3.0"
    V3_1 = "3.1"
    V3_2 = "3.2"
    V3_3 = "3.3"
    V4_0 = "4.0"
