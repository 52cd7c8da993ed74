#!/usr/bin/env bash
# What: one amount in one language is two texts: a server in Python (Babel) or Java (java.text, whose data are the CLDR's since Java 9)
#       writes `CZK1,234.50` in English and `1 234,50 CZK` in Polish, where a browser (ICU) writes `CZK 1,234.50` and `1234,50 CZK`.
#       All three read the same data, the Unicode CLDR. Of some 900 locales that Babel and ICU both have, 500 differ.
# Why:  the CLDR says of a pattern more than the pattern says itself. `currencySpacing`: between letters of a currency and digits stands
#       a space, though the pattern of English has none; `$1,234.50` stays. `minimumGroupingDigits` of 2, in Spanish, Polish, Portuguese,
#       Italian, Bulgarian and others: four digits are not grouped, five are. Babel does not import either, java.text heeds neither.
# Who:  a bank whose page formats by Intl.NumberFormat what its server, or the text that the phone is to sign, has formatted too. With
#       dollars in English, with any amount in German or French, all agree, so that tests seldom show it.
# Seen: babel 2.18.0, OpenJDK 17.0.15, Node 20.20.2 (ICU 78.2, CLDR 48): the table that this script prints.
# Cure: one side formats, and the other shows its text (here the server: `valueFormatted`, `formattedValues`). The reference server is in
#       Java, so this project writes as Babel and Java do.
# Needs python3 with venv, a JDK 17 or newer, Node 18 or newer, and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
cat > "$folder/ofBabel.py" <<'PYTHON'
"""Prints language, amount of four digits, of five digits, and in dollars; of every locale that has one language and region."""

import sys

from babel import localedata, numbers

for name in sys.argv[1:] or sorted(localedata.locale_identifiers()):
    amounts = ((1234.5, "CZK"), (12345.5, "CZK"), (1234.5, "USD"))
    print(name.replace("_", "-"), *(numbers.format_currency(a, c, locale=name, numbering_system="latn") for a, c in amounts), sep="|")
PYTHON
cat > "$folder/OfJava.java" <<'JAVA'
import java.text.NumberFormat;
import java.util.*;

public class OfJava {
    public static void main(String[] languages) {
        for (String language : languages) {
            List<String> told = new ArrayList<>(List.of(language));
            for (Object[] amount : new Object[][] {{1234.5, "CZK"}, {12345.5, "CZK"}, {1234.5, "USD"}}) {
                NumberFormat format = NumberFormat.getCurrencyInstance(Locale.forLanguageTag(language));
                format.setCurrency(Currency.getInstance((String) amount[1]));
                told.add(format.format(amount[0]));
            }
            System.out.println(String.join("|", told));
        }
    }
}
JAVA
cat > "$folder/ofIcu.js" <<'JAVASCRIPT'
const amounts = [[1234.5, "CZK"], [12345.5, "CZK"], [1234.5, "USD"]];
const told = (language) => amounts.map(([amount, currency]) =>
  new Intl.NumberFormat(language, { style: "currency", currency, numberingSystem: "latn" }).format(amount));
if (process.argv[2] === "count") {
  let both = 0, differ = 0;
  const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ").replace(/[\u061c\u200e\u200f]/g, "");
  for (const line of require("fs").readFileSync(0, "utf8").trim().split("\n")) {
    const [language, ...theirs] = line.split("|");
    try {
      if (!Intl.NumberFormat.supportedLocalesOf(language).length) continue;
    } catch { continue; }
    both += 1;
    differ += told(language).slice(0, 2).some((text, at) => plain(text) !== plain(theirs[at]));
  }
  console.log(`babel and ICU: ${differ} of ${both} locales differ in an amount of crowns`);
  process.exit(differ > 300 ? 0 : 1);
}
for (const language of process.argv.slice(2)) console.log([language, ...told(language)].join("|"));
JAVASCRIPT
cd "$folder"
languages="en es pl pt-PT it de fr"
plain() { sed 's/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g'; }
# shellcheck disable=SC2086
{
  v/bin/python ofBabel.py ${languages//-/_} | plain > babel
  java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 OfJava.java $languages | plain > java
  node ofIcu.js $languages | plain > icu
}
java --version | head -1
node -p '`Node ${process.version}, ICU ${process.versions.icu}, CLDR ${process.versions.cldr}`'
echo "Babel and Java:"
cat babel
echo "ICU:"
cat icu
changed() { echo "the behaviour has changed"; exit 1; }
cmp babel java || changed
grep -qx 'en|CZK1,234.50|CZK12,345.50|$1,234.50' babel && grep -qx 'en|CZK 1,234.50|CZK 12,345.50|$1,234.50' icu || changed
grep -q '^pl|1 234,50 CZK|12 345,50 CZK' babel && grep -q '^pl|1234,50 CZK|12 345,50 CZK' icu || changed
[ "$(diff babel icu | grep -c '^>')" = 5 ] || changed
v/bin/python ofBabel.py | node ofIcu.js count || changed
