"""What administrators may call things whose names stand in addresses."""

import re
from typing import Final

# Users' names stand in HTTP Basic before a colon. The end is the end, in Python and JavaScript alike.
NAME: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._@-]*$(?!\n)")
WORDS: Final = "Only letters, digits and . _ @ - are allowed, a letter or digit first."
# Below `/admin/templates/` these are addresses of their own.
NOT_TEMPLATES: Final = frozenset({"texts"})
