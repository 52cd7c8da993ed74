"""The chain's arithmetic: whatever is done to rows, the walk stops at them."""

from hypothesis import given
from hypothesis import strategies as st

from activities.audit.chain import CONTENT, ChainKey, Walk, first_id, new_id
from activities.store.audit.ends import Head

KEY = ChainKey(bytes(32))
WORDS = st.text(max_size=6)
VALUES = {
    name: st.integers(0, 2**47) if name == "at_ms" else WORDS if name in ("id", "actor", "action", "result", "event_data")
    else st.none() | WORDS for name in CONTENT
}  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=5)


def sealed(rows, key=KEY):
    """The rows in a chain, and its head."""
    head, found = Head(), []
    for row in rows:
        mac = key.mac(row)
        link = key.link(head.link, head.position + 1, row["id"], mac)
        head = Head(head.position + 1, link)
        found.append({**row, "mac": mac, "position": head.position, "link": link})
    return found, head


def is_whole(rows, head, key=KEY):
    walk = Walk(key)
    return all(walk.follow(row) is None for row in rows) and walk.head == head


@given(ROWS)
def test_a_chain_that_nobody_touched_is_whole(rows):
    assert is_whole(*sealed(rows))


@given(ROWS, st.data())
def test_any_change_of_any_column_is_found(rows, data):
    chain, head = sealed(rows)
    row = data.draw(st.sampled_from(chain))
    name = data.draw(st.sampled_from(sorted(row)))
    values = VALUES | {"position": st.integers(), "mac": WORDS, "link": WORDS}
    other = data.draw(values[name].filter(lambda value: value != row[name]))
    changed = [{**one, name: other} if one is row else one for one in chain]
    assert not is_whole(changed, head)


@given(ROWS, st.data())
def test_any_row_that_is_missing_is_found(rows, data):
    chain, head = sealed(rows)
    gone = data.draw(st.integers(0, len(chain) - 1))
    left = chain[:gone] + chain[gone + 1 :]
    assert not is_whole(left, head)
    renumbered = [{**row, "position": number} for number, row in enumerate(left, 1)]
    assert not is_whole(renumbered, head)


@given(ROWS.filter(lambda rows: len(rows) > 1), st.data())
def test_rows_that_changed_places_are_found(rows, data):
    chain, head = sealed(rows)
    one, other = data.draw(st.lists(st.integers(0, len(chain) - 1), min_size=2, max_size=2, unique=True))
    moved = [*chain]
    moved[one], moved[other] = chain[other], chain[one]
    assert not is_whole(moved, head)
    if chain[one] | {"position": 0, "link": ""} != chain[other] | {"position": 0, "link": ""}:
        places = [
            {**row, "position": place["position"], "link": place["link"]}
            for row, place in zip(moved, chain, strict=True)
        ]
        assert not is_whole(places, head)


@given(ROWS, st.fixed_dictionaries(VALUES), st.data())
def test_a_row_made_without_the_key_is_found_wherever_it_is_put(rows, forged, data):
    chain, head = sealed(rows)
    [forgery], _ = sealed([forged], ChainKey(b"another key"))
    place = data.draw(st.integers(0, len(chain)))
    more = [*chain[:place], {**forgery, "position": place + 1}, *chain[place:]]
    assert not is_whole(more, head)
    renumbered = [{**row, "position": number} for number, row in enumerate(more, 1)]
    assert not is_whole(renumbered, head)


@given(ROWS, st.data())
def test_a_repeated_row_is_found(rows, data):
    chain, head = sealed(rows)
    again = data.draw(st.sampled_from(chain))
    assert not is_whole([*chain, {**again, "position": len(chain) + 1}], head)


@given(st.lists(st.none() | WORDS | st.integers(), min_size=2, max_size=4), st.data())
def test_no_two_contents_read_the_same(values, data):
    others = data.draw(
        st.lists(st.none() | WORDS | st.integers(), min_size=2, max_size=4).filter(lambda v: v != values)
    )
    assert KEY._mac("row", values) != KEY._mac("row", others)


def test_kinds_of_macs_are_kept_apart():
    assert len({KEY._mac(kind, ["", 0, ""]) for kind in ("row", "link", "head")}) == 3


def test_ids_grow_with_time_and_within_a_millisecond():
    ids = [new_id(at_ms) for at_ms in (5, 5, 5, 6, 1_700_000_000_000)]
    assert ids == sorted(ids)
    assert all(len(one) == 32 for one in ids)
    assert first_id(5) <= ids[0] < ids[2] < first_id(6) <= ids[3]
