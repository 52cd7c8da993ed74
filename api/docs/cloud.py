"""What is said of the PowerAuth Cloud door beyond its declarations."""

from api.docs.material import Material

MATERIAL = Material(title="PowerAuth Cloud")
