"""Where an operation stands in the map of its flow, and how it came there."""

from itertools import pairwise

import pytest

from api.webflow.flows.drawing import draw
from api.webflow.flows.flow_map import NOWHERE, FlowMap, MapArrow, MapPlace, locate

PLACES = [("CONTINUE", ["PASSWORD"]), ("CONTINUE", ["SMS_KEY", "POWERAUTH_TOKEN"]), ("DONE", []), ("FAILED", [])]
ARROWS = [
    (0, "PASSWORD", "CONFIRMED", 1),
    (0, "PASSWORD", "AUTH_FAILED", 0),
    (0, "PASSWORD", "CANCELED", 3),
    (1, "SMS_KEY", "CONFIRMED", 2),
    (1, "SMS_KEY", "AUTH_METHOD_FAILED", 3),
]
FLOW = FlowMap.of(
    {
        "operationName": "payment",
        "places": [{"result": result, "authMethods": methods} for result, methods in PLACES],
        "arrows": [
            {
                "place": source,
                "authMethod": method,
                "authStepResult": result,
                "nextPlace": target,
                "resultDescription": None,
            }
            for source, method, result, target in ARROWS
        ],
    },
    mobile_token=True,
)

# Places as they are come to: one that fails at once has its end before what follows.
ENDING_EARLY = FlowMap(
    "early",
    True,
    (MapPlace("CONTINUE", ("A",)), MapPlace("FAILED", ()), MapPlace("CONTINUE", ("B",))),
    (MapArrow(0, "A", "AUTH_METHOD_FAILED", 1, None), MapArrow(0, "A", "CONFIRMED", 2, None)),
)


def detail(result, offered, *steps):
    """An operation's detail, with these steps behind it."""
    history = [("INIT", "CONFIRMED"), *steps]
    return {
        "result": result,
        "steps": [{"authMethod": method} for method in offered],
        "history": [{"authMethod": method, "requestAuthStepResult": ended} for method, ended in history],
    }


RIGHT, WRONG = ("PASSWORD", "CONFIRMED"), ("PASSWORD", "AUTH_FAILED")


@pytest.mark.parametrize(
    ("operation", "place", "way"),
    [
        (detail("CONTINUE", ["PASSWORD"]), 0, []),
        (detail("CONTINUE", ["PASSWORD"], WRONG), 0, [1]),
        (detail("CONTINUE", ["POWERAUTH_TOKEN", "SMS_KEY"], WRONG, RIGHT), 1, [1, 0]),
        (detail("DONE", [], RIGHT, ("SMS_KEY", "CONFIRMED")), 2, [0, 3]),
        # What ended may still name what was offered last.
        (detail("FAILED", ["PASSWORD"], ("PASSWORD", "CANCELED")), 3, [2]),
        # Of a user without a phone, or of definitions that were changed.
        (detail("CONTINUE", ["SMS_KEY"], RIGHT), None, [0]),
        (detail("CONTINUE", ["OTHER"], ("OTHER", "CONFIRMED"), RIGHT), None, []),
    ],
)
def test_an_operation_stands_where_its_methods_are_offered(operation, place, way):
    found = locate(FLOW, operation)
    assert (found.place, found.way) == (place, {FLOW.arrows[number] for number in way})


def test_a_picture_has_each_place_once_below_the_one_before_and_each_arrow_but_cancellations():
    found = draw(FLOW, NOWHERE)
    assert [box.place for box in found.boxes] == list(FLOW.places)
    assert [box.place.is_end for box in draw(ENDING_EARLY, NOWHERE).boxes] == [False, False, True]
    assert [line.arrow for line in found.lines] == [one for one in FLOW.arrows if one.result != "CANCELED"]
    ends = [(box.top, box.top + box.height) for box in found.boxes]
    assert all(end <= begin for (_, end), (begin, _) in pairwise(ends))
    rows = [line.y for line in found.lines]
    assert len(set(rows)) == len(rows)
    assert not [row for row in rows for begin, end in ends if begin <= row <= end]
    assert ends[-1][1] <= found.height


@pytest.mark.parametrize("method", ["A", "USERNAME_PASSWORD_AUTH", "A_METHOD_OF_A_BANK_WITH_A_LONG_NAME"])
def test_a_picture_is_as_wide_as_its_longest_text(method):
    arrow = MapArrow(0, method, "AUTH_METHOD_FAILED", 1, None)
    found = draw(FlowMap("wide", True, (MapPlace("CONTINUE", (method,)), MapPlace("FAILED", ())), (arrow,)), NOWHERE)
    # No capital of 13 px is wider than this, on the average of a name.
    assert found.width - found.lanes_width >= 9.7 * len(arrow.text) + 14
    assert found.lanes_width + found.box_width < found.width


def test_where_an_operation_stands_and_went_is_marked_the_cancellation_that_ended_it_too():
    found = draw(FLOW, locate(FLOW, detail("FAILED", [], ("PASSWORD", "CANCELED"))))
    assert [box.place.result for box in found.boxes if box.is_here] == ["FAILED"]
    assert [line.arrow.text for line in found.lines if line.is_gone] == ["PASSWORD CANCELED"]
