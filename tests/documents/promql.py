"""What expressions of PromQL ask for: metrics, and labels of them. Of the language, as much as dashboards and rules here use."""

import json
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
ALERTS = ROOT / "deploy/prometheus/alerts.yaml"
RECORDS = ALERTS.with_name("records.yaml")
DASHBOARDS = sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))

_WORDS = {"by", "without", "and", "or", "unless", "bool", "on", "ignoring", "le"}
_GROUPING = re.compile(r"\b(?:by|without)\s*\(([^)]*)\)")
_SELECTOR = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{[^}]*\})?")
_MATCHER = re.compile(r"([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~|!~|!=|=)")
# Prometheus itself makes these of each target.
OF_TARGETS = {"job", "instance"}
MADE = {"up"}


def asked(expression):
    """The metrics of an expression, each with the labels that are asked of it; of groupings each metric has all."""
    expression = re.sub(r'"[^"]*"', '""', expression)
    grouped = {name.strip() for found in _GROUPING.findall(expression) for name in found.split(",")} - {""}
    plain = re.sub(r"\[[^\]]*\]", "", _GROUPING.sub("", expression))
    found = {}
    for match in _SELECTOR.finditer(plain):
        name, labels = match[1], match[2] or ""
        is_function = plain[match.end() :].lstrip().startswith("(")
        if is_function or name in _WORDS or plain[match.start() - 1 : match.start()].isdigit():
            continue
        found.setdefault(name, set()).update(_MATCHER.findall(labels), grouped)
    return found


def rules(path=ALERTS, kind="alert"):
    """The alerts, or the records of another file: names, and what they say."""
    groups = yaml.safe_load(path.read_text())["groups"]
    return {rule[kind]: rule for group in groups for rule in group["rules"]}


def panels():
    """What is drawn: each dashboard's and panel's title, and its targets."""
    dashboards = [json.loads(path.read_text()) for path in DASHBOARDS]
    return {
        (one["title"], panel["title"]): panel["targets"]
        for one in dashboards
        for panel in one["panels"]
        if panel["type"] != "row"
    }


def expressions():
    """Everything that is asked of Prometheus, by where it is asked."""
    found = {name: [rule["expr"]] for name, rule in (rules() | rules(RECORDS, "record")).items()}
    found |= {" / ".join(title): [target["expr"] for target in targets] for title, targets in panels().items()}
    return [(place, expression) for place, asked_for in found.items() for expression in asked_for]
