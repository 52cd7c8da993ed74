"""The mobile door itself, for its resources to declare their endpoints on."""

from api.door import Door, Envelope
from api.mobile.errors import TABLE
from config.actors import DEVICE

door = Door("mobile", "/enrollment-server", TABLE, Envelope(request=True, answer=True, null=False), actor=DEVICE)
