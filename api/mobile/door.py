"""The mobile door itself, for its resources to declare their endpoints on."""

from activities.audit import origin
from api.door import Door, Envelope
from api.mobile.errors import TABLE

door = Door("mobile", "/enrollment-server", TABLE, Envelope(request=True, answer=True, null=False), actor=origin.DEVICE)
