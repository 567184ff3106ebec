"""What changed from one version of the compass to another, in words."""

from __future__ import annotations

from rebonds.content.compass_file import TEXTS
from rebonds.content.models import Compass, Model
from rebonds.text import Text, typeset


def diff(old: Compass, new: Compass) -> list[Text]:
    """Return what changed from a compass to another, a sentence each: nothing when they say the same.

    Degrees tell both values; long texts only that they changed.
    """
    said: list[Text] = []
    for fr, en, before, after in (
        ("dimension", "dimension", old.dimensions, new.dimensions),
        ("instrument", "instrument", old.tools, new.tools),
        (
            "modèle",
            "model",
            {k: m.label for k, m in old.models.items()},
            {k: m.label for k, m in new.models.items()},
        ),
        (
            "politique",
            "policy",
            {k: p.label for k, p in old.policies.items()},
            {k: p.label for k, p in new.policies.items()},
        ),
    ):
        said += [
            Text(typeset(f"Ajout : {fr} « {after[k].fr} »."), f"Added: {en} “{after[k].en}”.")
            for k in after
            if k not in before
        ]
        said += [
            Text(typeset(f"Retrait : {fr} « {before[k].fr} »."), f"Removed: {en} “{before[k].en}”.")
            for k in before
            if k not in after
        ]
        said += [
            Text(
                typeset(f"{fr.capitalize()} « {before[k].fr} » renommé « {after[k].fr} »."),
                f"{en.capitalize()} “{before[k].en}” renamed “{after[k].en}”.",
            )
            for k in after
            if k in before and before[k] != after[k]
        ]
    for ident, model in new.models.items():
        if ident in old.models:
            said += _model_changes(old.models[ident], model, new)
    said += _tension_changes(old, new)
    for ident, policy in new.policies.items():
        if ident in old.policies:
            changed = sorted(
                m
                for m in {*policy.under, *old.policies[ident].under}
                if policy.under.get(m) != old.policies[ident].under.get(m)
            )
            for m in changed:
                label = (new.models.get(m) or old.models[m]).label
                said.append(
                    Text(
                        typeset(f"Politique « {policy.label.fr} », {label.fr} : texte changé."),
                        f"Policy “{policy.label.en}”, {label.en}: text changed.",
                    )
                )
    return said


def _model_changes(before: Model, after: Model, new: Compass) -> list[Text]:
    said = []
    for name, label in new.dimensions.items():
        was, now = before.degrees.get(name), after.degrees.get(name)
        if was is None or now is None or was == now:
            continue
        if was.value != now.value:
            values = [
                ("à coter", "to be rated") if x is None else (str(x), str(x)) for x in (was.value, now.value)
            ]
            fr = f"{label.fr} passe de {values[0][0]} à {values[1][0]}"
            en = f"{label.en} goes from {values[0][1]} to {values[1][1]}"
        elif was.reason != now.reason:
            fr, en = f"{label.fr}, raison changée", f"{label.en}, reason changed"
        else:
            fr, en = f"{label.fr}, fondement changé", f"{label.en}, basis changed"
        said.append((fr, en))
    said += [
        (f"{t.fr} : texte changé", f"{t.en}: text changed")
        for key, t in TEXTS.items()
        if key != "label" and getattr(before, key) != getattr(after, key)
    ]
    for key, fr, en in (
        ("origins", "origines changées", "origins changed"),
        ("reads", "lunettes changées", "lenses changed"),
        ("indicators", "indicateurs changés", "indicators changed"),
        ("scenarios", "scénarios changés", "what-ifs changed"),
        ("tools", "liste d’instruments changée", "list of instruments changed"),
    ):
        if getattr(before, key) != getattr(after, key):
            said.append((fr, en))
    return [Text(typeset(f"{after.label.fr} : {fr}."), f"{after.label.en}: {en}.") for fr, en in said]


def _tension_changes(old: Compass, new: Compass) -> list[Text]:
    before = {frozenset(one[:2]): one[2] for one in old.tensions}
    after = {frozenset(one[:2]): one[2] for one in new.tensions}
    said = []
    for pair in sorted({*before, *after}, key=sorted):
        if before.get(pair) == after.get(pair):
            continue
        labels = [(new.models.get(m) or old.models[m]).label for m in sorted(pair)]
        way = (
            ("ajoutée", "added")
            if pair not in before
            else ("retirée", "removed")
            if pair not in after
            else ("réécrite", "rewritten")
        )
        said.append(
            Text(
                typeset(f"Tension entre {labels[0].fr} et {labels[1].fr} : {way[0]}."),
                f"Tension between {labels[0].en} and {labels[1].en}: {way[1]}.",
            )
        )
    return said
