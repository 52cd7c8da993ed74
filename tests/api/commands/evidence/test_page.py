"""The page of a bundle, in a browser."""

import base64
import hashlib
import re

from tests.api.commands.evidence.bank import EVIL
from tests.api.commands.evidence.bundles import made


def test_the_page_runs_nothing_loads_nothing_and_hides_nothing(bank):
    bank.answer(bank.payment(data=EVIL), data=EVIL)
    bank.login()
    for name, page in (("pay", made("pay")[1]), ("in", made("in", "in.zip")[1])):
        assert "<script" not in page, name
        assert "\u202e" not in page
        assert "⟨U+202E⟩" in page
        policy, style = (
            re.search('content="(default-src .*?)"', page)[1],
            re.search("<style>(.*)</style>", page, re.S)[1],
        )
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        assert "http://" not in page
        assert "src=" not in page
        assert ("Podmínky⟨U+202E⟩" in page) == (name == "pay")
