"""Bytes of a connection that are nearly HTTP: requests, whole ones and wrong ones, one behind the other, then disturbed."""

from random import Random

_METHODS = (
    b"GET",
    b"POST",
    b"POST",
    b"PUT",
    b"DELETE",
    b"HEAD",
    b"OPTIONS",
    b"QUERY",
    b"get",
    b"CONNECT",
    b"PRI",
    b"G T",
    b"",
)
_TARGETS = (
    b"/", b"/a", b"/a?b=c", b"*", b"http://bank/a", b"//a", b"/a/../b", b"/%00", b"/%", b"/a b", b"/\xc3\xa9", b"/\x00",
    b"bank:443", b"/" + b"a" * 300, b"", b"/a#b",
)  # fmt: skip
_VERSIONS = (b"HTTP/1.1",) * 9 + (
    b"HTTP/1.0",
    b"HTTP/1.2",
    b"HTTP/2.0",
    b"HTTP/0.9",
    b"http/1.1",
    b"",
    b"HTTP/1.1 x",
    b"HTTP/11",
)
_FIELDS = (
    b"Host: bank", b"Accept: */*", b"X-Empty:", b"X-Long: " + b"a" * 300, b"Connection: close", b"Connection: keep-alive",
    b"Connection: Upgrade\r\nUpgrade: h2c", b"Upgrade: websocket", b"Expect: 100-continue", b"Expect: x", b"X_Under: score",
    b"X-Nul: a\x00b", b"X-Bytes: \xff\xfe", b"X-Space : a", b" X-Fold: a", b"X-Folded: a\r\n b", b"NoColon", b": nothing",
    b"X-Bare: a\nX-Next: b", b"X-Return: a\rb", b"Trailer: X", b"TE: trailers", b"Content-Type: application/json",
)  # fmt: skip
_LENGTHS = (b"%d",) * 30 + (
    b"+%d", b"-%d", b"0%d", b"0x%x", b"%d, %d", b"%d;", b" %d ", b"%d.0", b"1%d", b"99999999999999999999%d", b"\t%d", b"%d\x0b",
)  # fmt: skip
_CODINGS = (b"chunked",) * 30 + (
    b"Chunked", b"gzip, chunked", b"chunked, chunked", b"identity", b"xchunked", b"chunked\x0b", b"\tchunked", b"chunked;a=b",
    b",chunked", b"chunked,",
)  # fmt: skip
_LINE_ENDS = (b"\r\n",) * 40 + (b"\n", b"\r", b"\r\r\n", b"\n\r\n")
_SIZES = (b"%x",) * 40 + (
    b"0%x",
    b"%X",
    b"0x%x",
    b"+%x",
    b"-%x",
    b" %x",
    b"%x ",
    b"%x;a",
    b'%x;a="b"',
    b"%x;\x00",
    b"f" * 17 + b"%x",
)
_PAYLOADS = (
    b"",
    b"a",
    b"abc",
    b'{"a":1}',
    b"0\r\n\r\n",
    b"GET /smuggled HTTP/1.1\r\nHost: bank\r\n\r\n",
    b"\r\n",
    b"\x00" * 9,
    b"a" * 400,
)
_INSERTED = (
    b"\r",
    b"\n",
    b"\r\n",
    b"\x00",
    b" ",
    b"\t",
    b":",
    b"\x7f",
    b"\xff",
    b"0",
    b"\r\n\r\n",
    b"\x0b",
    b";",
    b",",
)


def connection(dice: Random) -> bytes:
    """What one caller sends."""
    data = b"".join(_request(dice) for _ in range(dice.randint(1, 4)))
    for _ in range(dice.choice((0, 0, 0, 0, 1, 2))):
        at = dice.randrange(len(data) + 1)
        match dice.randrange(4):
            case 0:
                data = data[:at] + dice.choice(_INSERTED) + data[at:]
            case 1:
                data = data[:at] + data[at + dice.randint(1, 3) :]
            case 2:
                data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
            case _:
                data = data[:at]
    return data


def pieces(data: bytes, dice: Random) -> list[bytes]:
    """The same bytes as they may arrive."""
    if dice.random() < 0.2:
        return [data[at : at + 1] for at in range(len(data))]
    cuts = sorted(dice.randrange(len(data) + 1) for _ in range(dice.randint(0, 6)))
    return [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True) if a < b]


def _request(dice: Random) -> bytes:
    often = dice.random() < 0.85
    method = dice.choice(_METHODS[:5] if often else _METHODS)
    target = dice.choice(_TARGETS[:3] if often else _TARGETS)
    version = dice.choice(_VERSIONS[:10] if often else _VERSIONS)
    end = _LINE_ENDS[0] if often else dice.choice(_LINE_ENDS)
    fields = [dice.choice(_FIELDS[:6] if often else _FIELDS) for _ in range(dice.randint(0, 4))]
    payload = dice.choice(_PAYLOADS)
    body = b""
    framing = dice.choice(("none", "length", "length", "chunks", "chunks", "both", "two lengths"))
    if framing in ("length", "both", "two lengths"):
        body = payload
        for _ in range(2 if framing == "two lengths" else 1):
            size = len(payload) + (0 if dice.random() < 0.9 else dice.randint(-2, 2))
            fields.append(_name(b"Content-Length", dice) + b": " + _formatted(dice.choice(_LENGTHS), max(0, size)))
    if framing in ("chunks", "both"):
        fields.append(_name(b"Transfer-Encoding", dice) + b": " + dice.choice(_CODINGS))
        if framing == "chunks" or dice.random() < 0.5:
            body = _chunked(payload, dice)
    dice.shuffle(fields)
    head = end.join([b" ".join((method, target, version)), *fields])
    return head + end + end + body


def _name(name: bytes, dice: Random) -> bytes:
    return (
        name
        if dice.random() < 0.9
        else dice.choice((name.lower(), name.upper(), name + b" ", name.replace(b"-", b"_")))
    )


def _chunked(payload: bytes, dice: Random) -> bytes:
    body, at = b"", 0
    while at < len(payload):
        size = dice.randint(1, len(payload) - at)
        told = _formatted(dice.choice(_SIZES), size)
        body += told + dice.choice(_LINE_ENDS) + payload[at : at + size] + dice.choice(_LINE_ENDS)
        at += size
    trailer = dice.choice((b"",) * 5 + (b"X-Trailer: a\r\n", b"Content-Length: 3\r\n", b"bad\r\n"))
    return (
        body
        + dice.choice((b"0",) * 8 + (b"00", b"0;a", b"", b"0 "))
        + dice.choice(_LINE_ENDS)
        + trailer
        + dice.choice(_LINE_ENDS)
    )


def _formatted(form: bytes, size: int) -> bytes:
    return form % ((size,) * form.count(b"%"))
