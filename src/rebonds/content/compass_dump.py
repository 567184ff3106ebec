"""A compass of models written as a file: what `compass_file.load` reads back."""

from __future__ import annotations

from collections.abc import Iterable

from rebonds.content.compass_file import TEXTS
from rebonds.content.models import Compass, Degree, Model, Origin
from rebonds.flows.scenario_values import toml
from rebonds.text import Text


def dump(held: Compass) -> str:
    """Return a compass as TOML: `compass_file.load` of it is the same compass."""
    lines = [f"version = {toml(held.version)}", f"date = {held.date}", f"label = {toml(held.label)}"]
    for name, labels in (("dimension", held.dimensions), ("tool", held.tools)):
        for ident, label in labels.items():
            lines += ["", f"[[{name}]]", f"id = {toml(ident)}", f"label = {toml(label)}"]
    for model in held.models.values():
        lines += _model(model)
    for a, b, text in held.tensions:
        lines += ["", "[[tension]]", f"models = {toml((a, b))}", f"text = {toml(text)}"]
    for policy in held.policies.values():
        lines += [
            "",
            "[[policy]]",
            f"id = {toml(policy.id)}",
            f"label = {toml(policy.label)}",
            "[policy.under]",
        ]
        lines += [f"{toml(ident)} = {toml(text)}" for ident, text in policy.under.items()]
    return "\n".join(lines) + "\n"


def _model(model: Model) -> list[str]:
    lines = ["", "[[model]]", f"id = {toml(model.id)}"]
    lines += [f"{key} = {toml(getattr(model, key))}" for key in TEXTS]
    lines += [f"{key} = {toml(getattr(model, key))}" for key in ("reads", "tools", "indicators", "scenarios")]
    lines.append(f"origins = [{', '.join(_origin(one) for one in model.origins)}]")
    lines.append(f"degrees = {_table((toml(name), _degree(one)) for name, one in model.degrees.items())}")
    return lines


def _degree(one: Degree) -> str:
    value = [] if one.value is None else [("value", str(one.value))]
    return _table([*value, ("basis", toml(one.basis)), *_languages(one.reason)])


def _origin(one: Origin) -> str:
    year = [] if one.year is None else [("year", str(one.year))]
    told = [("place", toml(one.place)), ("what", toml(one.what)), ("reference", toml(one.reference))]
    return _table([*year, *told])


def _languages(text: Text) -> list[tuple[str, str]]:
    return [("fr", toml(text.fr)), ("en", toml(text.en))]


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    return f"{{ {', '.join(f'{key} = {value}' for key, value in pairs)} }}"
