#!/usr/bin/env bash
# What: `request.accept_languages.best_match(...)` of Flask and Werkzeug serves a language that a client named last, or one that it
#       did not name, although the first that it named is offered: `de-CH, en;q=0.1` of [en, de] is en; `de-CH, *;q=0.1` of [cs, de]
#       is cs. And `accept_languages.best` of `en;q=0, *` is en, which the client refuses.
# Why:  the whole header is first compared with its regions, and without them only where nothing was equal. So what is equal, or a
#       `*`, of whatever weight, comes before the language of every region that is not offered itself. `best` is the most specific.
# Who:  whoever offers languages without regions. Browsers mostly name the bare language as well (`de-CH, de;q=0.9, en;q=0.8` is
#       served rightly), so that one's own does not show it; programs, and applications of phones, write their own headers.
#       Werkzeug's issue 2732 was closed in 2023: it is meant so.
# Seen: werkzeug 3.1.9: the table that this script prints; babel 2.18.0, which tries one language after another, says de each time.
# Cure: babel.negotiate_locale with the languages in the order of their weights; this project has its own (locales/languages.py).
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check werkzeug==3.1.9 babel==2.18.0
cat > "$folder/languages.py" <<'PYTHON'
"""Prints what each chooses; fails where Werkzeug or Babel chooses otherwise than it did."""

from babel import negotiate_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

CASES = (
    ("de-CH, de;q=0.9, en;q=0.8", ("en", "de"), "de"),
    ("de-CH, en;q=0.1", ("en", "de"), "en"),
    ("de-CH, fr-CH;q=0.9, en;q=0.1", ("en", "fr", "de"), "en"),
    ("de-CH, en-US;q=0.1", ("en-US", "de"), "en-US"),
    ("de-CH, *;q=0.1", ("cs", "de"), "cs"),
)


def parsed(header):
    return parse_accept_header(header, LanguageAccept)


changed = False
for header, offered, expected in CASES:
    werkzeug = parsed(header).best_match(offered)
    wanted = [language for language, _ in sorted(parsed(header), key=lambda one: -one[1])]
    babel = negotiate_locale(wanted, offered, sep="-")
    print(f"{header}, of {', '.join(offered)}: werkzeug {werkzeug}, babel {babel}")
    changed = changed or (werkzeug, babel) != (expected, "de")
refused = parsed("en;q=0, *").best
print(f"the best of `en;q=0, *`: {refused}")
if changed or refused != "en":
    raise SystemExit("the behaviour has changed")
PYTHON
"$folder/v/bin/python" "$folder/languages.py"
