"""The page of a bundle: what it says around what is known, and how it looks, on screens and on paper."""

from typing import Final

STYLE: Final = """
:root { color-scheme: light; font: 11pt/1.5 Georgia, "Times New Roman", serif; color: #111; background: #fff; }
main { max-width: 52rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid #999; break-after: avoid; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; break-after: avoid; }
p, ul { margin: .4rem 0; }
.mark { border-left: .3rem solid #a40000; padding: .3rem 1rem; background: #fdf3f3; break-inside: avoid; }
.shown { border: 1px solid #777; border-radius: .4rem; padding: .6rem 1.2rem; break-inside: avoid; }
.shown p { white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #ddd; }
th { font-weight: 600; }
table.facts th { width: 13rem; font-weight: 400; color: #444; }
td { overflow-wrap: anywhere; }
tr { break-inside: avoid; }
code, pre { font: .82em/1.45 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; border: 1px solid #ccc; padding: .5rem .7rem; margin: .3rem 0; }
.small { font-size: .85rem; color: #333; }
@page { size: A4; margin: 18mm 15mm; }
@media print { main { margin: 0; padding: 0; max-width: none; } :root { font-size: 9.5pt; } }
"""

PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{ style_hash }}'; base-uri 'none'; \
form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Evidence of operation {{ operation_id | seen }}</title>
<style>{{ style }}</style>
</head>
<body>
<main>
<h1>Evidence of operation <bdi>{{ operation_id | seen }}</bdi></h1>
<p>Made {{ made }} by Next Step {{ release }}. Times are in UTC. <strong>This page holds personal data.</strong></p>
<p class="small">This page is for reading. What it says stands in full in <code>evidence.jsonl</code> beside it, and both are
covered by the signature in <code>manifest.sig</code>; the last section tells how that is verified. What stands in frames is shown
as it was stored; a character that nobody would see stands there as its code, such as <code>⟨U+202E⟩</code>.</p>
{% macro facts(rows) %}<table class="facts">{% for name, value in rows if value not in (none, "") %}
<tr><th scope="row">{{ name }}</th><td><bdi>{{ value | seen }}</bdi></td></tr>{% endfor %}
</table>{% endmacro %}
{% macro display(form) %}<div class="shown">
<h3><bdi>{{ form.title | seen }}</bdi></h3>
{% if form.message %}<p><bdi>{{ form.message | seen }}</bdi></p>{% endif %}
<table class="facts">{% for name, value in form.fields %}
<tr><th scope="row"><bdi>{{ name | seen }}</bdi></th>
<td><bdi>{{ ("" if value is none else value) | seen }}</bdi></td></tr>{% endfor %}
</table>
</div>{% endmacro %}
{% if gaps %}<section class="mark" aria-labelledby="gaps"><h2 id="gaps">What is missing or damaged</h2><ul>
{% for text in gaps %}<li>{{ text | seen }}</li>{% endfor %}
</ul></section>{% endif %}
{% if operation %}
<section aria-labelledby="operation"><h2 id="operation">The operation</h2>
{{ facts(operation.facts) }}
<h3>The data that were to be confirmed</h3>
<pre>{{ operation.data | seen }}</pre>
</section>{% endif %}
{% if form %}<section aria-labelledby="form"><h2 id="form">What the operation looks like to its user</h2>
<p class="small">In the language {{ form.language | seen }}, by the texts that were stored when this bundle was made.</p>
{{ display(form) }}
</section>{% endif %}
{% for answer in answers %}
<section aria-labelledby="answer{{ loop.index }}"><h2 id="answer{{ loop.index }}">
Answer {{ loop.index }} of a phone: {{ answer.verdict }}</h2>
{{ facts(answer.facts) }}
{% if answer.shown %}<h3>What the server showed to the phone for this operation when the answer came</h3>
{{ display(answer.shown) }}{% endif %}
{% if answer.qr %}<h3>The text of the QR code as it was served last</h3>
<pre>{{ answer.qr | seen }}</pre>{% endif %}
{% if answer.signed %}<h3>What was signed</h3>
<pre>{{ answer.signed | seen }}</pre>
<h3>By which key</h3>
{{ facts(answer.key) }}{% endif %}
</section>{% endfor %}
{% if registrations %}<section aria-labelledby="phones"><h2 id="phones">The phones</h2>
{% for one in registrations %}{{ facts(one) }}{% endfor %}</section>{% endif %}
{% for table in tables %}
<section aria-labelledby="{{ table.id }}"><h2 id="{{ table.id }}">{{ table.title }}</h2>
{% if table.text %}<p class="small">{{ table.text }}</p>{% endif %}
<table><thead><tr>{% for name in table.head %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead><tbody>
{% for row in table.rows %}<tr>
{% for value in row %}<td><bdi>{{ ("" if value is none else value) | seen }}</bdi></td>{% endfor %}</tr>
{% endfor %}</tbody></table>
</section>{% endfor %}
{% if notes %}<section aria-labelledby="notes"><h2 id="notes">What is not here by a rule</h2><ul>
{% for text in notes %}<li>{{ text | seen }}</li>{% endfor %}
</ul></section>{% endif %}
<section aria-labelledby="limits"><h2 id="limits">What this proves, and what it does not</h2>
<p>The signature proves that the holder of the evidence key made this bundle and that nothing in it was changed since. It does not
prove by itself that what the bank's server recorded is true. A phone's signature is a keyed digest whose keys the phone and the
bank's server share: it shows which phone's keys were used, with which factors, over exactly which data, to whoever believes that
the server did not make it up. What stood on the phone's glass is not known to the server, which knows what it gave the app to
show. That a certain person held the phone and knew its PIN follows from the phone's registration, not from this
page.</p></section>
<section aria-labelledby="verify"><h2 id="verify">How this bundle is verified</h2>
<pre>{{ how_to_verify }}</pre></section>
</main>
</body>
</html>
"""

HOW_TO_VERIFY: Final = """\
In the folder that the bundle was unpacked into, with the public key that the bank publishes, apart from bundles, as bank.pem:

  openssl pkeyutl -verify -pubin -inkey bank.pem -rawin -in manifest.json -sigfile manifest.sig
  sha256sum evidence.jsonl evidence.html verify.txt

The first says "Signature Verified Successfully" (OpenSSL 3). The sums of the second stand in manifest.json under "members".
public-key.pem is the key that the bundle names itself; without another source for it, it proves nothing.
With this software: nextstep evidence verify BUNDLE --public-key bank.pem

The signature of a phone: each of "oneTimeKeys" of a record "answer" is the key of one component of it.

  printf '%s&%s' "$BASE" "$SECRET" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$ONE_TIME_KEY

Where the record has "devicePublicKeys":

  printf '%s&%s' "$BASE" "$SECRET" | openssl mac -macopt hexkey:$ONE_TIME_KEY -macopt custom:PA4CODE -macopt size:32 KMAC256

BASE is the member "base". SECRET is "offline" for a code; else the secret of the app's version, which the bank tells an expert
apart from this bundle, and whose SHA-256 is "applicationSecretSha256". Without "digits" the signature is the base64 of the last
16 bytes of each component, one after the other, or of whole components where the second command makes them; with them, each
component is its last 4 bytes without the highest bit, as a decimal number, of which the last digits count, joined by "-".
"""
