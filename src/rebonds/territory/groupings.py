"""Groupings: any set of communes or EPCI, named and saved as a small TOML file."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rebonds.errors import DataError, UnknownTerritoryError, UsageError
from rebonds.territory.lookup import get, level_of
from rebonds.territory.model import COG_VINTAGE, Territory
from rebonds.territory.names import slug
from rebonds.territory.passage import to_current
from rebonds.territory.tables import DATA, query
from rebonds.text import Text

_KEYS = {"name": str, "members": list, "cog": int, "note": str}
_LEVELS = ("commune", "epci", "ept")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def folder() -> Path:
    """Return the folder of the user's groupings: ``$REBONDS_HOME/groupings``, else the platform's data folder."""
    home = os.environ.get("REBONDS_HOME")
    if home:
        return Path(home) / "groupings"
    import platformdirs

    return Path(platformdirs.user_data_dir("rebonds", appauthor=False)) / "groupings"


def make(name: str, members: Iterable[str], vintage: int = COG_VINTAGE) -> Territory:
    """Build a grouping from codes of communes, EPCI or EPT.

    Parameters
    ----------
    name : str
    members : iterable of str
        Codes. No commune may come twice: an EPT and the Métropole du Grand Paris are never added.
    vintage : int
        Vintage of the codes; older ones are passed to today's.

    Raises
    ------
    UsageError
        No name, no member, or a commune that comes twice.
    UnknownTerritoryError
        A code that is not of today and cannot be passed whole to today's.
    """
    name = name.strip()
    if not slug(name):
        raise UsageError(Text("Un groupement doit porter un nom.", "A grouping must have a name."))
    places = [place for code in dict.fromkeys(members) for place in _today(str(code), vintage)]
    places = list({place.code: place for place in places}.values())
    if not places:
        raise UsageError(
            Text(f"Le groupement « {name} » n'a aucun membre.", f"The grouping “{name}” has no member."),
            Text("Donnez des codes de communes ou d'EPCI.", "Give codes of communes or EPCI."),
        )
    owner: dict[str, Territory] = {}
    for place in places:
        for commune in place.communes:
            if commune in owner:
                raise _twice(commune, owner[commune], place)
            owner[commune] = place
    people = query(
        "SELECT sum(population) FROM communes WHERE list_contains(?::VARCHAR[], code)", [sorted(owner)]
    )[0][0]
    return Territory(
        f"g:{slug(name)}",
        name,
        "grouping",
        communes=tuple(sorted(owner)),
        epcis=tuple(sorted(p.code for p in places)) if all(p.level == "epci" for p in places) else (),
        population=None if people is None else int(people),
    )


def _today(code: str, vintage: int) -> list[Territory]:
    code = code.strip()
    if level_of(code) not in ("commune", "epci"):
        raise UsageError(
            Text(
                f"« {code} » n'est ni une commune ni un EPCI.", f"“{code}” is neither a commune nor an EPCI."
            ),
            Text(
                "Un groupement se compose de communes ou d'EPCI.", "A grouping is made of communes or EPCI."
            ),
        )
    passed = to_current(code, vintage)
    if passed.kind == "district" or passed.kind.startswith("epci") or not passed.codes:
        raise UnknownTerritoryError(
            passed.note
            or Text(f"Aucun territoire ne porte le code « {code} ».", f"No territory has the code “{code}”."),
            Text(
                "Remplacez-le dans la liste des membres du groupement.",
                "Replace it in the grouping's members.",
            ),
        )
    return [get(new) for new in passed.codes]


def _twice(commune: str, one: Territory, other: Territory) -> UsageError:
    name = get(commune).name
    return UsageError(
        Text(
            f"{name} ({commune}) serait comptée deux fois : dans {one.name} et dans {other.name}.",
            f"{name} ({commune}) would count twice: in {one.name} and in {other.name}.",
        ),
        Text("Retirez l'un des deux membres.", "Remove one of the two."),
    )


def load(path: Path | str) -> Territory:
    """Read a grouping file; its code is ``g:`` and the name of the file.

    Raises
    ------
    DataError
        The file is absent, not TOML, or a key is missing, unknown or of the wrong kind.
    UsageError, UnknownTerritoryError
        As `make`.
    """
    path = Path(path)
    content = _content(path)
    place = make(content["name"], content["members"], content.get("cog", COG_VINTAGE))
    return Territory(
        f"g:{slug(path.stem)}",
        place.name,
        place.level,
        communes=place.communes,
        epcis=place.epcis,
        population=place.population,
    )


def _content(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        why = error.strerror or str(error)
        raise DataError(
            Text(
                f"Le groupement {path} ne peut être lu : {why}.", f"Cannot read the grouping {path}: {why}."
            ),
            Text("Vérifiez le chemin.", "Check the path."),
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            Text(
                f"{path} n'est pas un fichier TOML en UTF-8 : {error}.",
                f"{path} is not a TOML file in UTF-8: {error}.",
            ),
            _form(),
        ) from None
    for key in ("name", "members"):
        if key not in content:
            raise DataError(Text(f"{path} : il manque « {key} ».", f"{path}: “{key}” is missing."), _form())
    for key, value in content.items():
        wanted = _KEYS.get(key)
        if wanted is None:
            raise DataError(
                Text(f"{path} : clé inconnue « {key} ».", f"{path}: unknown key “{key}”."), _form()
            )
        wrong = not isinstance(value, wanted) or isinstance(value, bool)
        if wrong or (key == "members" and not all(isinstance(code, str) for code in value)):
            raise DataError(
                Text(f"{path} : « {key} » est mal écrit.", f"{path}: “{key}” is not written as it should."),
                _form(),
            )
    return content


def _form() -> Text:
    example = f'name = "…", members = ["200066371", "46102"], cog = {COG_VINTAGE}, note = "…"'
    return Text(
        f"Forme attendue : {example} (une clé par ligne).", f"Expected: {example} (one key per line)."
    )


def save(grouping: Territory, into: Path | None = None, *, note: str = "", replace: bool = False) -> Path:
    """Write a grouping as a TOML file, whole or not at all, and return its path.

    Parameters
    ----------
    grouping : Territory
        Of level ``grouping`` (see `make`).
    into : Path, optional
        Folder, `folder` by default; made if need be.
    note : str
        Free words kept in the file.
    replace : bool
        Write over a grouping of the same name.

    Raises
    ------
    UsageError
        Not a grouping, or one of the same name is there.
    DataError
        The file cannot be written.
    """
    if grouping.level != "grouping":
        raise UsageError(
            Text(f"{grouping.name} n'est pas un groupement.", f"{grouping.name} is not a grouping.")
        )
    into = into or folder()
    path = into / f"{slug(grouping.code.removeprefix('g:'))}.toml"
    if path.exists() and not replace:
        raise UsageError(
            Text(f"Le groupement {path.name} existe déjà.", f"The grouping {path.name} already exists."),
            Text("Choisissez un autre nom.", "Choose another name."),
        )
    listed = grouping.epcis or grouping.communes
    lines = [f"name = {_quoted(grouping.name)}", f"cog = {grouping.cog}"]
    lines += [f"note = {_quoted(note)}"] if note else []
    lines += ["members = [", *(f'  "{code}",' for code in listed), "]"]
    draft = None
    try:
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=into, suffix=".part", delete=False
        ) as file:
            draft = Path(file.name)
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise DataError(
            Text(
                f"Le groupement {path} ne peut être écrit : {why}.",
                f"Cannot write the grouping {path}: {why}.",
            )
        ) from None
    finally:
        if draft is not None:
            with contextlib.suppress(OSError):
                draft.unlink()
    return path


def _quoted(text: str) -> str:
    """Write a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def files() -> dict[str, tuple[Path, str]]:
    """Return the file and the name of each grouping at hand, by code: those shipped, and the user's.

    The user's grouping hides a shipped one of the same file name. A file that cannot be read is left out:
    `load` says what is wrong with it.
    """
    found: dict[str, tuple[Path, str]] = {}
    for place in (DATA / "groupings", folder()):
        for path in sorted(place.glob("*.toml")) if place.is_dir() else ():
            with contextlib.suppress(DataError):
                found[f"g:{slug(path.stem)}"] = path, _content(path)["name"]
    return dict(sorted(found.items()))


def saved() -> list[Territory]:
    """Return the groupings at hand (see `files`), sorted by code."""
    found = []
    for path, _ in files().values():
        with contextlib.suppress(DataError, UsageError, UnknownTerritoryError):
            found.append(load(path))
    return found


def get_file(code: str) -> Path | None:
    """Return the file of a saved grouping (``g:slug``), or None."""
    name = code.removeprefix("g:")
    if not _SLUG.fullmatch(name):
        return None
    for place in (folder(), DATA / "groupings"):
        path = place / f"{name}.toml"
        if path.is_file():
            return path
    return None


def get_saved(code: str) -> Territory:
    """Return the saved grouping that has this code (``g:slug``).

    Raises
    ------
    UnknownTerritoryError
        If there is none; the message lists those at hand.
    """
    path = get_file(code)
    if path is not None:
        return load(path)
    listed = ", ".join(files())
    raise UnknownTerritoryError(
        Text(f"Aucun groupement « {code} ».", f"No grouping “{code}”."),
        Text(f"Groupements connus : {listed}.", f"Known groupings: {listed}."),
    )
