"""A compass of models as a file: read and checked."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rebonds.content.models import BASES, DEGREES, Compass, Degree, Model, Origin, Policy
from rebonds.errors import DataError
from rebonds.text import Text, typeset

#: Texts of a model, with their name in words.
TEXTS = {
    "label": Text("nom", "name"),
    "finality": Text("finalité", "aim"),
    "assumptions": Text("ce qu’il suppose", "what it assumes"),
    "instruments": Text("instruments", "instruments"),
    "levers": Text("leviers", "levers"),
    "actors": Text("acteurs", "actors"),
    "scale": Text("échelle", "scale"),
    "criticisms": Text("critiques", "criticisms"),
    "practice": Text("pour le pratiquer", "to practise it"),
}


def load(source: Path | bytes, name: str = "") -> Compass:
    """Return the compass of a file, or of its content.

    Raises
    ------
    DataError
        No such file, broken TOML, or anything that `parse` refuses.
    """
    name = name or (source.name if isinstance(source, Path) else "boussole.toml")
    try:
        given = tomllib.loads(
            (source.read_bytes() if isinstance(source, Path) else source).decode("utf-8-sig")
        )
    except OSError as error:
        raise DataError(
            Text(f"Boussole introuvable : {name}.", f"No such compass: {name}."),
            Text("Vérifiez son chemin.", "Check its path."),
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(name, Text(f"ce n'est pas du TOML ({error})", f"it is not TOML ({error})")) from error
    return parse(given, name)


def parse(given: Mapping[str, Any], name: str = "boussole.toml") -> Compass:
    """Return the compass that a file describes.

    Raises
    ------
    DataError
        A part that is missing or of the wrong kind, a degree out of range, two models of one name, a tension, a policy
        or a model that names what does not exist: which, and where.
    """
    dimensions = {
        str(_of(one, "id", name)): _text(one, "label", name) for one in _list(given, "dimension", name)
    }
    tools = {
        str(_of(one, "id", name)): _text(one, "label", name)
        for one in _list(given, "tool", name, needed=False)
    }
    models: dict[str, Model] = {}
    for one in _list(given, "model", name):
        model = _model(one, dimensions, tools, name)
        if model.id in models:
            raise _wrong(
                name,
                Text(f"le modèle « {model.id} » y est deux fois", f"the model “{model.id}” is there twice"),
            )
        models[model.id] = model
    if not dimensions or not models:
        raise _wrong(name, Text("il faut des dimensions et des modèles", "dimensions and models are needed"))
    tensions = []
    for one in _list(given, "tension", name, needed=False):
        pair = _names(one, "models", f"{name}, tension")
        if len(pair) != 2 or pair[0] == pair[1]:
            raise _wrong(
                name, Text("une tension oppose deux modèles", "a tension sets two models against each other")
            )
        tensions.append((pair[0], pair[1], _text(one, "text", f"{name}, tension")))
    policies = {}
    for one in _list(given, "policy", name, needed=False):
        where = f"{name}, policy « {one.get('id', '?')} »"
        under = _of(one, "under", where)
        if not isinstance(under, Mapping):
            raise _wrong(
                where,
                Text("[policy.under] donne un texte par modèle", "[policy.under] gives a text by model"),
            )
        made = Policy(
            str(_of(one, "id", where)), _text(one, "label", where), {m: _text(under, m, where) for m in under}
        )
        policies[made.id] = made
    named = {m for a, b, _ in tensions for m in (a, b)} | {m for p in policies.values() for m in p.under}
    if named - set(models):
        listed = ", ".join(sorted(named - set(models)))
        raise _wrong(name, Text(f"modèle inconnu ({listed})", f"unknown model ({listed})"))
    return Compass(
        label=_text(given, "label", name),
        version=str(_of(given, "version", name)),
        date=_day(given, name),
        models=models,
        dimensions=dimensions,
        tools=tools,
        tensions=tuple(tensions),
        policies=policies,
    )


def _model(given: Mapping[str, Any], dimensions: dict[str, Text], tools: dict[str, Text], name: str) -> Model:
    ident = str(_of(given, "id", name))
    where = f"{name}, model « {ident} »"
    marks = _of(given, "degrees", where)
    degrees = {}
    for dimension in dimensions:
        one = _of(marks, dimension, f"{where}, degrees")
        value, basis = one.get("value"), one.get("basis", "ours")
        if value is not None and value not in DEGREES:
            raise _wrong(
                f"{where}, {dimension}",
                Text(f"le degré {value} n'est pas entre 0 et 3", f"degree {value} is not between 0 and 3"),
            )
        if basis not in BASES:
            raise _wrong(
                f"{where}, {dimension}", Text("basis vaut source ou ours", "basis is source or ours")
            )
        degrees[dimension] = Degree(value, basis, _text({"reason": one}, "reason", f"{where}, {dimension}"))
    origins = tuple(
        Origin(
            o.get("year"), str(o.get("place", "")), _text(o, "what", where), str(_of(o, "reference", where))
        )
        for o in _list(given, "origins", where)
    )
    used = _names(given, "tools", where, needed=False)
    if set(used) - set(tools):
        listed = ", ".join(sorted(set(used) - set(tools)))
        raise _wrong(where, Text(f"instrument inconnu ({listed})", f"unknown instrument ({listed})"))
    return Model(
        id=ident,
        reads=_names(given, "reads", where),
        indicators=_names(given, "indicators", where, needed=False),
        scenarios=_names(given, "scenarios", where, needed=False),
        tools=used,
        origins=origins,
        degrees=degrees,
        **{key: _text(given, key, where) for key in TEXTS},
    )


def _of(given: Mapping[str, Any], key: str, where: str) -> Any:
    if not isinstance(given, Mapping) or key not in given:
        raise _wrong(where, Text(f"il manque « {key} »", f"“{key}” is missing"))
    return given[key]


def _text(given: Mapping[str, Any], key: str, where: str) -> Text:
    found = _of(given, key, where)
    try:
        made = Text.of(found)
    except (TypeError, ValueError, KeyError) as error:
        said = Text(f"« {key} » s'écrit {{ fr, en }}", f"“{key}” is written {{ fr, en }}")
        raise _wrong(where, said) from error
    if not isinstance(made.fr, str) or not made.fr.strip():
        raise _wrong(where, Text(f"« {key} » est vide", f"“{key}” is empty"))
    return Text(typeset(made.fr), made.en)


def _list(given: Mapping[str, Any], key: str, where: str, *, needed: bool = True) -> list[Mapping[str, Any]]:
    found = _of(given, key, where) if needed else given.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise _wrong(where, Text(f"« {key} » est une liste de tables", f"“{key}” is a list of tables"))
    return found


def _names(given: Mapping[str, Any], key: str, where: str, *, needed: bool = True) -> tuple[str, ...]:
    found = _of(given, key, where) if needed else given.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _wrong(where, Text(f"« {key} » est une liste de noms", f"“{key}” is a list of names"))
    return tuple(found)


def _day(given: Mapping[str, Any], where: str) -> str:
    found = _of(given, "date", where)
    try:
        return (found if isinstance(found, dt.date) else dt.date.fromisoformat(str(found))).isoformat()
    except ValueError as error:
        raise _wrong(where, Text("« date » s'écrit AAAA-MM-JJ", "“date” is written YYYY-MM-DD")) from error


def _wrong(where: str, what: Text) -> DataError:
    return DataError(
        Text(typeset(f"{where} : {what.fr}."), f"{where}: {what.en}."),
        Text(
            "Partez de la boussole fournie (rebonds/content/models.toml).",
            "Start from the shipped compass (rebonds/content/models.toml).",
        ),
    )
