"""What a screen reader is given of a page: Chromium's accessibility tree."""

from dataclasses import dataclass

CONTROLS = ("button", "link", "textbox", "checkbox", "combobox", "timer", "image", "DisclosureTriangle")


@dataclass(frozen=True)
class Spoken:
    """One node of the tree."""

    role: str
    name: str
    description: str
    is_in_focus: bool


def spoken(page):
    """All that is not ignored, in no order to rely upon."""
    session = page.context.new_cdp_session(page)
    try:
        session.send("Accessibility.enable")
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        session.detach()
    return [_node(one) for one in nodes if not one.get("ignored")]


def in_focus(page):
    """Where the keyboard is: the innermost of what says that it has the focus; the page itself where nothing else has."""
    return [one for one in spoken(page) if one.is_in_focus][-1]


def _node(node):
    def value(name):
        return node.get(name, {}).get("value", "")

    focused = any(one["name"] == "focused" and one["value"]["value"] for one in node.get("properties", ()))
    return Spoken(value("role"), value("name"), value("description"), focused)
