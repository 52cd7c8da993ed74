"""`jq -r .MEMBER[.MEMBER]...`: prints one text of the JSON on standard input; fails where there is none."""

import json
import sys

value = json.load(sys.stdin)
for member in sys.argv[2].removeprefix(".").split("."):
    value = value[member]
print(value)
