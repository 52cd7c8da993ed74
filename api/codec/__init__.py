"""What Temporal keeps encrypted, decrypted for those who may see it: the codec server of Temporal's UI and command line."""

from api.codec.endpoints import api
from api.codec.mounting import mount_preflights
from api.codec.origins import readable

__all__ = ["api", "mount_preflights", "readable"]
