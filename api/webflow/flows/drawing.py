"""A map of a flow as lines and boxes: places from top to bottom, each arrow a line of text that leads to its place by a lane.

Lanes are on the left, where the screen of a telephone shows them. Arrows to one place share its lane: each can be followed.
"""

from dataclasses import dataclass

from api.webflow.flows.flow_map import FlowMap, MapArrow, MapPlace, Whereabouts

_WIDTH, _INDENT = 340, 14
# A bold capital: the widest that a text is drawn of.
_LETTER = 10
_LINE, _PADDING, _GAP, _LANE = 20, 8, 28, 10


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A place; `lines` are texts with their heights on the page."""

    place: MapPlace
    top: int
    height: int
    lines: tuple[tuple[str, int], ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """An arrow: its text at `y`, then the way to its place as an SVG path."""

    arrow: MapArrow
    y: int
    path: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it, and the size that it needs; boxes begin at `lanes_width`, behind the lanes, and are `box_width` wide.

    The longest text fits in, of a place or of an arrow.
    """

    boxes: tuple[DrawnBox, ...]
    lines: tuple[DrawnLine, ...]
    lanes_width: int
    width: int
    height: int
    box_width: int


def draw(flow: FlowMap, whereabouts: Whereabouts) -> Drawing:
    """Ends stand last. Cancellations that end the operation are left out, unless it went that way: they do so from everywhere."""
    shown = [
        one
        for one in flow.arrows
        if one in whereabouts.way or not (one.result == "CANCELED" and flow.places[one.target].result == "FAILED")
    ]
    boxes, rows, y = dict[int, DrawnBox](), list[tuple[MapArrow, int]](), 1
    for number, place in sorted(enumerate(flow.places), key=lambda one: one[1].is_end):
        height = _LINE * len(place.texts) + 2 * _PADDING
        drawn = tuple((text, y + _PADDING + _LINE * line + 15) for line, text in enumerate(place.texts))
        boxes[number] = DrawnBox(place, y, height, drawn, number == whereabouts.place)
        y += height + _PADDING
        for arrow in shown:
            if arrow.source == number:
                rows.append((arrow, y + _LINE // 2))
                y += _LINE
        y += _GAP
    targets = [number for number in boxes if any(arrow.target == number for arrow, _ in rows)]
    width = _LANE * (len(targets) + 1)
    lanes = {target: _LANE * (lane + 1) for lane, target in enumerate(targets)}
    lines = tuple(
        DrawnLine(arrow, row, _path(row, lanes[arrow.target], width, boxes[arrow.target]), arrow in whereabouts.way)
        for arrow, row in rows
    )
    texts = [text for place in flow.places for text in place.texts] + [arrow.text for arrow, _ in rows]
    box_width = max(_WIDTH, 2 * _INDENT + _LETTER * max(map(len, texts), default=0))
    return Drawing(tuple(boxes.values()), lines, width, width + box_width + 2, y - _GAP, box_width)


def _path(y: int, lane: int, lanes_width: int, box: DrawnBox) -> str:
    return f"M {lanes_width + _INDENT - 6} {y} H {lane} V {box.top + box.height // 2} H {lanes_width - 1}"
