"""Typologies that a team brings: read from a file or a folder, checked, in place of the shipped ones or beside them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from rebonds.errors import DataError
from rebonds.lenses.naf import LOOPS, TYPOLOGIES, Typology, parse, typology, wrong
from rebonds.text import Text, typeset


def load(source: Path | bytes, name: str = "") -> Typology:
    """Return the typology of a file, or of its content.

    Raises
    ------
    DataError
        No such file, not TOML (a code given two classes is said with its line), or anything that `parse` refuses.
    """
    name = name or (source.name if isinstance(source, Path) else "typologie")
    try:
        text = (source.read_bytes() if isinstance(source, Path) else source).decode("utf-8-sig")
        return parse(tomllib.loads(text))
    except OSError as error:
        raise DataError(
            Text(f"Fichier illisible : {name}.", f"File that cannot be read: {name}."),
            Text("Vérifiez son chemin.", "Check its path."),
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        twice = "overwrite" in str(error).lower()
        what = (
            Text("un code y a deux classes", "a code has two classes in it")
            if twice
            else Text("ce n'est pas du TOML", "it is not TOML")
        )
        raise DataError(
            Text(typeset(f"{name} : {what.fr} ({error})."), f"{name}: {what.en} ({error})."),
            Text("Chaque code NAF est dans une seule classe.", "Each NAF code is in one class only.")
            if twice
            else Text(
                "Partez d'un fichier de rebonds/lenses/typologies.",
                "Start from a file of rebonds/lenses/typologies.",
            ),
        ) from error


def gather(path: Path) -> dict[str, Typology]:
    """Return the typologies of a file, or of the TOML files of a folder, by identifier.

    One that bears the identifier of a shipped one takes its place: it must keep its classes, which measures name.

    Raises
    ------
    DataError
        From `load`; no file in the folder; the same identifier twice; a shipped class that is missing.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise DataError(
            Text(f"Aucun fichier .toml dans {path}.", f"No .toml file in {path}."),
            Text("Une typologie est un fichier TOML.", "A typology is a TOML file."),
        )
    found: dict[str, Typology] = {}
    for file in files:
        one = load(file)
        if one.id in found:
            raise wrong(
                {"id": one.id},
                Text(
                    f"deux fichiers portent ce nom ({file.name})", f"two files bear this name ({file.name})"
                ),
                Text("Changez « id » dans l'un des deux.", "Change 'id' in one of them."),
            )
        if one.id in (*TYPOLOGIES, LOOPS):
            lacking = set(typology(one.id).classes) - set(one.classes)
            if lacking:
                names = ", ".join(sorted(lacking))
                raise wrong(
                    {"id": one.id},
                    Text(
                        f"elle prend la place de celle de Rebonds, il lui manque les classes {names}",
                        f"it takes the place of the shipped one and lacks the classes {names}",
                    ),
                    Text("Ajoutez-les, ou donnez-lui un autre « id ».", "Add them, or give it another 'id'."),
                )
        found[one.id] = one
    return found
