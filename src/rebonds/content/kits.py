"""The Rebonds kit: what ships, and one's own kits, read by the same rules from a file or a folder."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, cast

from rebonds.content import deliberating, facilitating, imagining, inquiring
from rebonds.content.models import compass
from rebonds.content.reader import Kit, read
from rebonds.errors import UsageError
from rebonds.sources.strict import StrictTable
from rebonds.sources.words import closest, data_error
from rebonds.text import Text

K = TypeVar("K", bound=Kit)
#: Largest kit, in characters, all its files together.
LARGEST = 2_000_000
NONE = Text("", "")

#: name -> what the kit is made of, in the order in which a programme meets them.
KITS: dict[str, type[Kit]] = {
    "expectations": inquiring.Expectations,
    "problems": inquiring.Deck,
    "classes": inquiring.Classes,
    "shifts": inquiring.Shifts,
    "hearing_guide": inquiring.Guides,
    "consent": inquiring.Consent,
    "whatifs": inquiring.WhatIfs,
    "self_assessment": imagining.SelfAssessment,
    "archetypes": imagining.Archetypes,
    "mirror": deliberating.Mirror,
    "convention": deliberating.Convention,
    "officials": deliberating.Officials,
    "influence": deliberating.Influence,
    "shadow": deliberating.Shadow,
    "controversy": deliberating.Controversy,
    "workshops": facilitating.Workshops,
}
_KINDS = {
    "shift": Text("changement de paradigme", "shift"),
    "problem": Text("problème", "problem"),
    "model": Text("modèle", "model"),
    "kit": Text("kit", "kit"),
}


def load(kind: type[K], path: Path | None = None, known: Mapping[str, Collection[str]] | None = None) -> K:
    """Return a kit: the shipped one, or one's own.

    Parameters
    ----------
    kind : type
        One of the values of `KITS`.
    path : Path, optional
        A TOML file, or a folder of them read as one; the shipped kit by default.
    known : mapping, optional
        Identifiers that the kit may name, by kind (``shift``, ``problem``, ``model``, ``kit``); the shipped ones by
        default. One's own problems may so name one's own shifts.

    Raises
    ------
    DataError
        A file that cannot be read, or that breaks a rule; the message says where.
    """
    if path is None and known is None:
        return cast(K, _shipped(named(kind)))
    if path is None:
        return parse(kind, _files(named(kind)), known)
    try:
        files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        texts = [(one.name, one.read_text(encoding="utf-8")) for one in files]
    except (OSError, UnicodeDecodeError) as slip:
        raise data_error(
            f"Kit illisible : {path} ({slip}).", f"Kit that cannot be read: {path} ({slip})."
        ) from slip
    return parse(kind, texts, known)


def parse(
    kind: type[K], texts: Iterable[tuple[str, str]], known: Mapping[str, Collection[str]] | None = None
) -> K:
    """Return the kit that TOML texts describe; lists of several files are put end to end.

    Parameters
    ----------
    kind : type
    texts : iterable of (str, str)
        Name of the file, for messages, and its content.
    known : mapping, optional
        As for `load`.

    Raises
    ------
    DataError
        See `load`.
    """
    name, data = _joined(list(texts))
    return checked(kind, StrictTable(data, name), known)


def checked(kind: type[K], table: StrictTable, known: Mapping[str, Collection[str]] | None = None) -> K:
    """Return the kit that a table holds, once its own rules and its references are checked.

    Raises
    ------
    DataError
        See `load`.
    """
    kit = read(kind, table)
    for slip in slips(kit, known):
        fr, en = (f"{slip.who} : ", f"{slip.who}: ") if slip.who else ("", "")
        raise table.error(fr + slip.what.fr, en + slip.what.en, slip.hint.fr, slip.hint.en)
    return kit


@dataclass(frozen=True)
class Slip:
    """What does not hold in a kit: whose card (none: the kit as a whole), what, and what to do."""

    who: str
    what: Text
    hint: Text = NONE


def slips(kit: Kit, known: Mapping[str, Collection[str]] | None = None) -> Iterator[Slip]:
    """Yield everything that does not hold in a kit that could be read: its own rules, then its references.

    Parameters
    ----------
    kit : Kit
    known : mapping, optional
        As for `load`.
    """
    for who, what in kit.slips():
        yield Slip(who, what)
    for who, kind, ident in kit.uses():
        allowed = known[kind] if known is not None and kind in known else identifiers(kind)
        if ident not in allowed:
            near = closest(ident, allowed)
            yield Slip(
                who,
                Text(
                    f"nomme « {ident} », {_KINDS[kind].fr} inconnu",
                    f"names '{ident}', an unknown {_KINDS[kind].en}",
                ),
                Text(f"Vouliez-vous dire « {near} » ?", f"Did you mean '{near}'?") if near else NONE,
            )


def named(kind: type[Kit]) -> str:
    """Return the name of a kind of kit."""
    return next(name for name, one in KITS.items() if one is kind)


def kind_of(name: str) -> type[Kit]:
    """Return the kind of kit that a name stands for.

    Raises
    ------
    UsageError
        An unknown name; the nearest one is given.
    """
    if name not in KITS:
        near = closest(name, KITS)
        raise UsageError(
            Text(f"Kit inconnu : « {name} ».", f"Unknown kit: “{name}”."),
            Text(f"Vouliez-vous dire « {near} » ?", f"Did you mean “{near}”?")
            if near
            else Text(f"Kits : {', '.join(KITS)}.", f"Kits: {', '.join(KITS)}."),
        )
    return KITS[name]


def source(name: str) -> str:
    """Return the TOML text of a shipped kit, to start one's own from."""
    return "\n".join(text for _, text in _files(named(kind_of(name))))


@lru_cache(maxsize=len(KITS))
def _shipped(name: str) -> Kit:
    return parse(KITS[name], _files(name))


def _files(name: str) -> list[tuple[str, str]]:
    folder = resources.files("rebonds.content")
    single = folder.joinpath(f"{name}.toml")
    if single.is_file():
        return [(f"{name}.toml", single.read_text(encoding="utf-8"))]
    several = [one for one in folder.joinpath(name).iterdir() if one.name.endswith(".toml")]
    several.sort(key=lambda one: one.name)
    return [(f"{name}/{one.name}", one.read_text(encoding="utf-8")) for one in several]


def identifiers(what: str) -> frozenset[str]:
    """Return what a kit may name of a kind: ``kit``, ``model``, ``shift`` or ``problem``."""
    if what == "kit":
        return frozenset(KITS)
    if what == "model":
        return frozenset(compass().models)
    if what == "shift":
        return frozenset(one.id for one in load(inquiring.Shifts).shifts)
    return frozenset(one.id for one in load(inquiring.Deck).problems)


def _joined(texts: list[tuple[str, str]]) -> tuple[str, dict[str, Any]]:
    """Return one table: lists put end to end, anything else said once."""
    if not texts:
        raise data_error("Aucun fichier .toml dans ce dossier.", "No .toml file in this folder.")
    size = sum(len(text) for _, text in texts)
    if size > LARGEST:
        raise data_error(
            f"{texts[0][0]} : kit trop grand ({size} caractères, {LARGEST} au plus).",
            f"{texts[0][0]}: kit too large ({size} characters, {LARGEST} at most).",
        )
    joined: dict[str, Any] = {}
    for name, text in texts:
        try:
            given = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as slip:
            raise data_error(
                f"{name} n'est pas du TOML valide : {slip}.",
                f"{name} is not valid TOML: {slip}.",
                "Un guillemet ou un crochet manque souvent à la ligne dite.",
                "A quote or a bracket is often missing on the line named.",
            ) from slip
        for key, value in given.items():
            if key not in joined:
                joined[key] = value
            elif isinstance(value, list) and isinstance(joined[key], list):
                joined[key] = joined[key] + value
            else:
                raise data_error(
                    f"{name} : « {key} » est déjà dit ailleurs.",
                    f"{name}: '{key}' is already said elsewhere.",
                )
    return texts[0][0] if len(texts) == 1 else f"{Path(texts[0][0]).parent.name or 'kit'}/", joined
