"""The versions that an application may begin with are those that there are."""

from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.v4.version import VERSION
from activities.powerauth.version import ProtocolVersion


def test_they_are_those_of_protocol_3_and_then_protocol_4():
    assert [one.value for one in LeastProtocol] == [*(one.value for one in ProtocolVersion), VERSION]
    assert sorted(LeastProtocol) == list(LeastProtocol)
