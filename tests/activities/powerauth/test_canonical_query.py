"""The canonical query of a signed GET (`powerauth-protocol.md` §5.2)."""

import pytest

from activities.powerauth.canonical_query import canonical_query

CASES = {
    "no query": ("", ""),
    "sorted by name": ("b=2&a=1&c=3", "a=1&b=2&c=3"),
    "then by value": ("a=2&a=10&a=1", "a=1&a=10&a=2"),
    "without = dropped": ("flag&a=1&&other&", "a=1"),
    "nothing left": ("flag&other", ""),
    "empty value": ("b=&a=1", "a=1&b="),
    "empty name": ("a=1&=2", "=2&a=1"),
    "split at the first =": ("a=b=c", "a=b%3Dc"),
    "space as plus": ("a=x+y", "a=x+y"),
    "space as percent": ("a=x%20y", "a=x+y"),
    "plus": ("a=x%2By", "a=x%2By"),
    "unreserved": ("a=AZaz09.-*_", "a=AZaz09.-*_"),
    "unreserved, encoded": ("a=%41%2E%2D%2A%5F", "a=A.-*_"),
    "tilde": ("a=~", "a=%7E"),
    "reserved": ("a=/:?@!$'(),;", "a=%2F%3A%3F%40%21%24%27%28%29%2C%3B"),
    "upper case percent": ("a=%c3%a9", "a=%C3%A9"),
    "UTF-8": ("jméno=Žižka", "jm%C3%A9no=%C5%BDi%C5%BEka"),
    "case before case": ("a=1&B=2", "B=2&a=1"),
    "sorted as decoded": ("%62=1&a=1", "a=1&b=1"),
    "not UTF-8": ("a=%FF", "a=%EF%BF%BD"),
}


@pytest.mark.parametrize(("query", "canonical"), CASES.values(), ids=CASES.keys())
def test_a_query_is_written_in_one_way(query, canonical):
    assert canonical_query(query) == canonical.encode()


@pytest.mark.parametrize(
    ("query", "canonical"),
    [("a=100%2525", "a=100%2525"), ("a=x%2526b%253D1", "a=x%2526b%253D1"), ("a=x%26b%3D1", "a=x%26b%3D1")],
)
def test_a_query_is_decoded_once(query, canonical):
    """The reference server decodes twice, so that an encoded `%`, `&` or `=` in a value differs from the client's."""
    assert canonical_query(query) == canonical.encode()


def test_characters_are_sorted_by_utf_16():
    private_use, emoji = "%EE%80%80", "%F0%9F%98%80"  # U+E000, U+1F600 which begins with the unit D83D
    assert canonical_query(f"{private_use}=1&{emoji}=2") == f"{emoji}=2&{private_use}=1".encode()
    assert canonical_query(f"a={private_use}&a={emoji}") == f"a={emoji}&a={private_use}".encode()


def test_one_order_is_the_same_as_another():
    assert canonical_query("b=1&a=%20&b=0") == canonical_query("b=0&b=1&a=+")
