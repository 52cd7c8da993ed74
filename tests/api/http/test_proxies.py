"""Behind proxies the caller is who the trusted ones say, and nobody can say it in their place."""

from ipaddress import ip_network

import pytest
from flask import request

from api.http.proxies import caller, seeing_through
from config.settings import load
from tests.api.applications import closing_applications

TRUSTED = tuple(map(ip_network, ("10.0.0.0/8", "192.0.2.7/32", "2001:db8:1::/48")))
PROXY, PHONE = "10.0.0.1", "203.0.113.7"


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "found"),
    [
        # Nobody forwarded anything.
        (PHONE, "", PHONE),
        (PROXY, "", PROXY),
        # One proxy, several, and of both families.
        (PROXY, PHONE, PHONE),
        (PROXY, f"{PHONE}, 192.0.2.7,10.9.9.9", PHONE),
        ("2001:db8:1::1", "2001:db8:2::9", "2001:db8:2::9"),
        # Everybody on the way is trusted: the first of them began.
        (PROXY, "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        # What a caller invents stands in front of what the proxies append.
        (PROXY, f"198.51.100.1, {PHONE}", PHONE),
        (PROXY, f"10.0.0.9, {PHONE}, 10.0.0.2", PHONE),
        (PROXY, f"'; DROP TABLE audit, {PHONE}", PHONE),
        # Somebody who is not trusted says nothing that counts, not even about those who are.
        (PHONE, "198.51.100.1", PHONE),
        (PHONE, "10.0.0.1", PHONE),
        ("192.0.2.8", PHONE, "192.0.2.8"),
        # Where a trusted proxy gives no address, or hides it, it is itself the last that is known.
        (PROXY, "unknown", PROXY),
        (PROXY, f"{PHONE}, _hidden, 10.0.0.2", "10.0.0.2"),
        (PROXY, f"{PHONE},", PROXY),
        (PROXY, "203.0.113.007", PROXY),
        (PROXY, "203.0.113.7/32", PROXY),
        (PROXY, "," * 8000, PROXY),
        # Ports, brackets, and IPv4 as sockets for both families write it.
        (PROXY, f"{PHONE}:49152", PHONE),
        (PROXY, "[2001:db8:2::9]:49152", "2001:db8:2::9"),
        (PROXY, "[2001:db8:2::9]", "2001:db8:2::9"),
        (f"::ffff:{PROXY}", f"::ffff:{PHONE}", PHONE),
        (f"::ffff:{PHONE}", "198.51.100.1", PHONE),
        ("2001:db8:1::1", "fe80::1%eth0", "fe80::1"),
        # A server on a socket of this machine has no address of its caller.
        ("", PHONE, ""),
    ],
)
def test_the_caller_is_the_last_that_somebody_trusted_vouches_for(peer, forwarded_for, found):
    assert caller(peer, forwarded_for, TRUSTED) == found


def asked(settings, peer, **headers):
    with closing_applications() as create:
        app = create(settings)
        app.add_url_rule("/who", view_func=lambda: {"address": request.remote_addr})
        return app.test_client().get("/who", headers=headers, environ_base={"REMOTE_ADDR": peer}).json["address"]


def test_the_application_sees_through_the_proxies_that_the_settings_name():
    nobody, known = load(trusted_proxies=()), load(trusted_proxies="10.0.0.0/8")
    assert asked(nobody, PROXY, **{"X-Forwarded-For": PHONE}) == PROXY
    assert asked(known, PROXY, **{"X-Forwarded-For": f"198.51.100.1, {PHONE}"}) == PHONE
    assert asked(known, PHONE, **{"X-Forwarded-For": "198.51.100.1"}) == PHONE
    assert asked(known, PROXY, **{"Forwarded": f"for={PHONE}", "X-Real-IP": PHONE}) == PROXY


def test_without_trusted_proxies_nothing_stands_before_the_application():
    def application(environ, start_response):
        return []

    assert seeing_through(application, ()) is application
