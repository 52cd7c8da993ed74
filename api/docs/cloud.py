"""What is said of the PowerAuth Cloud door beyond its declarations."""

from api.docs.cloud_callbacks import MEMBERS, TAG
from api.docs.material import Material

MATERIAL = Material(title="PowerAuth Cloud", tags={"Callbacks": TAG}, members=MEMBERS)
