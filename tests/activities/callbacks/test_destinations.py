"""Where callbacks may go, and where they must not, however it is written."""

import socket

import pytest

from activities.callbacks.destinations import DestinationRefused, parse, resolve
from tests.rows import each_row

INVALID = [
    "",
    "bank.test/hook",
    "//bank.test/hook",
    "ftp://bank.test/hook",
    "file:///etc/passwd",
    "gopher://bank.test/",
    "http://",
    "http:///hook",
    "http://user@bank.test/",
    "https://user:password@bank.test/",
    "https://:password@bank.test/",
    "http://bank.test/#part",
    "http://bank.test/a b",
    "http://bank.test/\n",
    "http://bank.test:99999/",
    "http://[::1/",
    "http://0177.0.0.1/",
    "http://bank.test:0/",
    "http://xn--a/",
    "https://xn--zzzzz-99999.bank.test/",
    "http://bank.test/" + "a" * 2000,
]

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.9.9.9:8080/",
    "http://localhost/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://10.0.0.1/",
    "http://172.16.5.4/",
    "http://192.168.1.1/",
    "http://[::ffff:10.0.0.1]/",
    "http://[fd12:3456::1]/",
    "http://[fc00::1]/",
]

NEVER = [
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://0.0.0.0/",
    "http://0/",
    "http://[::]/",
    "http://224.0.0.1/",
    "http://[ff02::1]/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://100.64.0.1/",
    "http://192.0.0.8/",
    "http://192.0.2.1/",
    "http://192.31.196.1/",
    "http://192.52.193.1/",
    "http://192.88.99.1/",
    "http://192.175.48.1/",
    "http://198.18.0.1/",
    "http://198.19.255.255/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://[fec0::1]/",
    "http://[feff:ffff::1]/",
    "http://[3fff::1]/",
    "http://[3fff:fff:ffff::1]/",
    "http://[5f00::1]/",
    "http://[100::1]/",
    "http://[100:0:0:1::1]/",
    "http://[2001:db8::1]/",
    "http://[2001:2::1]/",
    "http://[2001:10::1]/",
    "http://[2001:20::1]/",
    "http://[2001:1::1]/",
    "http://[2620:4f:8000::1]/",
    "http://[64:ff9b:1::808:808]/",
    "http://[64:ff9b:1:a00:1::]/",
    "http://[::8.8.8.8]/",
    "http://[::ffff:0:8.8.8.8]/",
    "http://[::ffff:192.0.2.1]/",
    "http://[64:ff9b::c000:201]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:808:808::5601:5601]/",
    "http://[4000::1]/",
    "http://[e000::1]/",
]

PUBLIC = [
    "https://8.8.8.8/hook",
    "http://1.1.1.1:8443/",
    "https://[2606:4700:4700::1111]/hook?a=b",
    "https://[2a00:1450::1]/",
]


def word_of(url, *, private):
    with pytest.raises(DestinationRefused) as refused:
        resolve(parse(url), private=private)
    return refused.value.word


@each_row("url", INVALID)
def test_what_is_no_address_is_refused(url):
    assert word_of(url, private=True) == "URL_INVALID"


@pytest.mark.parametrize("url", PRIVATE)
def test_private_networks_are_reached_only_where_a_setting_allows_it(url):
    assert word_of(url, private=False) == "ADDRESS_REFUSED"
    assert resolve(parse(url), private=True)


@each_row("url", NEVER)
@each_row("private", [False, True])
def test_links_and_metadata_are_never_reached(url, private):
    assert word_of(url, private=private) == "ADDRESS_REFUSED"


@pytest.mark.parametrize("url", PUBLIC)
@pytest.mark.parametrize("private", [False, True])
def test_the_world_is_reached(url, private):
    [address] = resolve(parse(url), private=private)
    assert address in url


def test_a_name_that_nobody_knows_is_told_apart():
    assert word_of("https://nowhere.invalid/", private=False) == "NOT_RESOLVED"


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch):
    found = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    assert word_of("http://bank.test/", private=False) == "ADDRESS_REFUSED"
    assert resolve(parse("http://bank.test/"), private=True) == ["8.8.8.8", "10.0.0.1"]


EMBEDDED = [
    ("http://[::ffff:8.8.8.8]/", "http://[::ffff:10.0.0.1]/"),
    ("http://[64:ff9b::808:808]/", "http://[64:ff9b::a00:1]/"),
    ("http://[2002:808:808::1]/", "http://[2002:a00:1::1]/"),
    ("http://[2001:0:808:808::f7f7:f7f7]/", "http://[2001:0:808:808::f5ff:fffe]/"),
]


@pytest.mark.parametrize(("public", "within"), EMBEDDED, ids=["mapped", "NAT64", "6to4", "Teredo"])
def test_an_address_that_stands_for_another_is_judged_as_that_one(public, within):
    assert resolve(parse(public), private=False)
    assert word_of(within, private=False) == "ADDRESS_REFUSED"
    assert resolve(parse(within), private=True)


def test_a_name_in_other_letters_is_asked_for_as_its_certificate_and_its_server_know_it(monkeypatch):
    """To the system's own rules `ß` is `ss`, which is another's name."""
    asked = []

    def resolved(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]

    monkeypatch.setattr("activities.callbacks.destinations.socket.getaddrinfo", resolved)
    url = parse("https://straße.bank.test/")
    assert resolve(url, private=False) == ["8.8.8.8"]
    assert asked == [url.raw_host.decode()] == ["xn--strae-oqa.bank.test"]
