"""Attributes of a form as lines of a terminal."""

from api.demo.mobile_app.attributes import DroppedAttribute, ShownAttribute


def attribute_lines(attribute: ShownAttribute | DroppedAttribute) -> list[str]:
    """What a reader sees of one attribute; what apps drop is a line that says so."""
    if isinstance(attribute, DroppedAttribute):
        return [f"(apps show nothing of the attribute {attribute.id!r}, {attribute.kind!r}: {attribute.why})"]
    match attribute.kind:
        case "HEADING":
            return ["", f"# {attribute.label}"]
        case "ALERT":
            return [f"[{attribute.level}] {line}" for line in attribute.lines]
        case "IMAGE":
            small, *large = attribute.pictures
            return [" ".join([f"{attribute.label}: [image {small}]", *(f"[{one}]" for one in large)])]
    remark = f" ({attribute.remark})" if attribute.remark else ""
    return [
        f"{attribute.label}: {attribute.value}{remark}".rstrip(),
        *(f"  {line}" for line in attribute.lines),
        *(f"  [image {one}]" for one in attribute.pictures),
        *([f"  {attribute.site}"] if attribute.site else []),
    ]
