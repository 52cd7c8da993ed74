"""Passkeys are of a domain, and asked for by its pages: what no browser would serve is refused at the start."""

import pytest
from pydantic import ValidationError

from tests.lone_settings import lone


@pytest.mark.parametrize(
    ("domain", "origins", "expected"),
    [
        ("bank.example", "", ("https://bank.example",)),
        ("bank.example", "https://bank.example", ("https://bank.example",)),
        (
            "bank.example",
            "https://a.bank.example, https://b.bank.example:8443",
            ("https://a.bank.example", "https://b.bank.example:8443"),
        ),
        ("localhost", "http://localhost:8090", ("http://localhost:8090",)),
    ],
)
def test_pages_are_of_the_domain(domain, origins, expected):
    assert lone(passkey_rp_id=domain, passkey_origins=origins).passkey_origin_list == expected


@pytest.mark.parametrize(
    ("domain", "origins"),
    [
        ("127.0.0.1", ""),
        ("::1", ""),
        ("https://bank.example", ""),
        ("bank.example:8443", ""),
        ("Bank.example", ""),
        ("", "https://bank.example"),
        ("bank.example", "http://bank.example"),
        ("bank.example", "https://evilbank.example"),
        ("bank.example", "https://bank.example/"),
        ("bank.example", "https://bank.example/login"),
        ("bank.example", "https://BANK.example"),
        ("bank.example", "bank.example"),
        ("bank.example", "https://user@bank.example"),
        ("bank.example", "https://bank.example:99999"),
    ],
)
def test_what_no_browser_would_serve_is_refused(domain, origins):
    with pytest.raises(ValidationError):
        lone(passkey_rp_id=domain, passkey_origins=origins)
