#!/usr/bin/env bash
# What: Babel writes amounts of money for French-speaking Switzerland with a decimal comma (1 234 567,50 CHF), where the CLDR, whose
#       data Babel carries, and browsers have a point (1 234 567.50 CHF).
# Why:  a locale of the CLDR can have separators for amounts beside those for other numbers (`currencyDecimal`, `currencyGroup`).
#       Babel imports both and uses neither. Today that tells in fr-CH alone, so that tests of other locales do not show it. (The
#       CLDR also has them in de-AT: numbers grouped by spaces, amounts by points. Babel's data have points for both.)
# Who:  a bank whose page formats an amount by Intl.NumberFormat, and whose server formats it for a message or for the text to be
#       approved: the two differ. It is Babel's issue 586, open since 2018.
# Seen: babel 2.18.0: fr_CH 1 234 567,50 CHF, and its data: decimal ",", currencyDecimal "."; Node 20.20.2 (CLDR 48): a point.
# Cure: format amounts by a copy of the locale whose separators are those of money, as this project does (locales/money.py).
# Needs python3 with venv and a package index; asks Node too, where there is one. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
cat > "$folder/amounts.py" <<'PYTHON'
"""Prints an amount as Babel has it, and where the locales' separators of money are not those of other numbers."""

from babel import Locale, localedata, numbers

amounts = []
for name in ("fr_CH", "de_CH", "de_AT"):
    amounts.append(" ".join(numbers.format_currency(1234567.5, "CHF", locale=name).split()))
    print(f"babel: {name}: {amounts[-1]}")
differ = []
for name in localedata.locale_identifiers():
    for symbols in Locale.parse(name).number_symbols.values():
        for usual, of_money in (("decimal", "currencyDecimal"), ("group", "currencyGroup")):
            if symbols.get(of_money, symbols.get(usual)) != symbols.get(usual):
                differ.append((name, of_money, symbols[usual], symbols[of_money]))
print("babel's data:", differ)
assert amounts[0] == "1 234 567,50 CHF", "the behaviour has changed"
assert differ == [("fr_CH", "currencyDecimal", ",", ".")], "the behaviour has changed"
PYTHON
"$folder/v/bin/python" "$folder/amounts.py"
if command -v node >/dev/null; then
  amount=$(node -p 'new Intl.NumberFormat("fr-CH", { style: "currency", currency: "CHF" }).format(1234567.5).replace(/\s/g, " ")')
  echo "node $(node --version): fr-CH: $amount"
  [ "$amount" = "1 234 567.50 CHF" ]
fi
