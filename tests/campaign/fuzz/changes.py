"""Drawn requests changed a little, by chance and cheaply: real ids in their places, nasty values, broken bodies."""

import copy
import json
import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from tests.campaign.fuzz.cases import NOTHING, Case

# What stands for a member of this name in a case, or nothing: by API, path and name.
Known = Callable[[Case, str], Sequence[Any]]

FILLED, CHANGED, BROKEN = 0.9, 0.35, 0.03
NASTY: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 1e308, -0.0, 0.1, 1e-300, "", " ",
    "0", "-1", "null", "true", "\0", "a\0b", "\ud800", "\ufeff", "\u202e", "\u200b", "e\u0301", "ﬁ", "İ", "ß" * 64,
    "a" * 255, "a" * 256, "a" * 257, "a" * 5_000, "😀" * 70, "%", "%00", "%2e%2e%2f", "../..", "a/b", "'", "\"", "\\",
    "' OR 1=1 --", "{{7*7}}", "${jndi:x}", "{0}", "{amount}", "%s%n", "<script>", "\r\nX: y", "*", "a*b\\*c", "A1*A1CZK",
    "A1*A1e9CZK", "A1*A-1CZK", "9999-12-31T23:59:59Z", "0000-00-00", "1970-01-01T00:00:00+99:99", 253402300800000,
    [], {}, [[]], [None], {"": ""}, {"a": {"a": {"a": {}}}}, ["x"] * 101, {str(n): n for n in range(101)},
)  # fmt: skip
LANGUAGES = ("en", "cs", "sk", "de", "cs-CZ, en;q=0.5", "*", "xx", "zh-Hant-TW", "en;q=x", ",;=", "a" * 300, "")
_ELSEWHERE = re.compile(r"(?i)^(https?:)//[^/]*")
_HERE = r"\1//127.0.0.1:9"


def changed(case: Case, known: Known, dice: Random) -> tuple[Case, bytes | None]:
    """The case changed; and its body as it is sent, null where that is not for the caller's hook to write."""
    new = copy.deepcopy(case)
    for values in (new.arguments, new.query):
        for name in values:
            if dice.random() < FILLED and (real := known(case, name)):
                values[name] = dice.choice(real)
    new.body = _filled(new.body, case, known, dice)
    if dice.random() < CHANGED:
        for _ in range(dice.randint(1, 3)):
            _disturb(new, dice)
    if dice.random() < 0.3:
        new.headers["Accept-Language"] = dice.choice(LANGUAGES)
    # Waiting is right, and would only take the campaign's time; nothing is told to strangers' servers.
    wait = str(new.query.get("wait", "")).strip()
    if wait.isdecimal() and len(wait) < 5:
        new.query["wait"] = min(int(wait), 1)
    new.body = _inward(new.body)
    return new, _broken(new, dice) if dice.random() < BROKEN else None


def written(body: Any, dice: Random) -> bytes:
    """A body as JSON, its characters escaped or not."""
    if isinstance(body, bytes):
        return body
    try:
        return json.dumps(body, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError):
        return str(body).encode("utf-8", "surrogatepass")


def _filled(value: Any, case: Case, known: Known, dice: Random) -> Any:
    if isinstance(value, dict):
        return {
            name: copy.deepcopy(dice.choice(real))
            if dice.random() < FILLED and (real := known(case, name))
            else _filled(inner, case, known, dice)
            for name, inner in value.items()
        }
    return [_filled(one, case, known, dice) for one in value] if isinstance(value, list) else value


def _disturb(case: Case, dice: Random) -> None:
    places = [values for values in (case.arguments, case.query) if values]
    places += _objects(case.body)
    if not places:
        return
    place = dice.choice(places)
    how = dice.randrange(8)
    if isinstance(place, list):
        if how < 4 or not place:
            place.insert(dice.randint(0, len(place)), copy.deepcopy(dice.choice(NASTY)))
        else:
            place.pop(dice.randrange(len(place)))
        return
    name = dice.choice([*place]) if place else "x"
    if how == 0 and place is not case.arguments:
        place.pop(name, None)
    elif how == 1 and place is not case.arguments:
        place[str(dice.choice(("x", "", "__proto__", "$type", name.upper() + "_")))] = copy.deepcopy(dice.choice(NASTY))
    elif how == 2 and isinstance(place.get(name), str) and place[name]:
        text = place[name]
        at = dice.randrange(len(text))
        place[name] = (
            text[:at] + dice.choice(("", "\0", "é", text, "*", ".", "-", "0")) + text[at + dice.randint(0, 1) :]
        )
    elif how == 3 and place is not case.arguments and place is not case.query:
        place[name] = [place.get(name)]
    else:
        place[name] = copy.deepcopy(dice.choice(NASTY))


def _objects(value: Any) -> list[Any]:
    """The objects and lists in a value that are not too many."""
    found: list[Any] = []
    queue = [value]
    while queue and len(found) < 50:
        one = queue.pop()
        if isinstance(one, (dict, list)):
            found.append(one)
            queue.extend(one.values() if isinstance(one, dict) else one)
    return found


def _inward(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _inward(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_inward(one) for one in value]
    return _ELSEWHERE.sub(_HERE, value) if isinstance(value, str) else value


def _broken(case: Case, dice: Random) -> bytes:
    whole = written({} if case.body is NOTHING else case.body, dice)
    at = dice.randrange(len(whole) + 1)
    ways: Mapping[str, bytes] = {
        "cut": whole[:at],
        "twice": whole + whole,
        "a key twice": whole.replace(b"{", b'{"x":1,"x":2,', 1),
        "a mark": b"\xef\xbb\xbf" + whole,
        "half": whole[:at] + b"\xff" + whole[at:],
        "deep": b"[" * 5_000,
        "sixteen bits": whole.decode("utf-8", "replace").encode("utf-16"),
        "no number": whole.replace(b":", b":NaN,", 1),
        "zero": whole[:at] + b"\0" + whole[at:],
        "digits": b'{"requestObject":{"operationId":' + b"9" * 5_000 + b"}}",
        "surrogate": b'{"requestObject":{"operationId":"\\ud800"}}',
    }
    return ways[dice.choice(sorted(ways))]
