"""Tables of invented candidates, to start from: they say so."""

from __future__ import annotations

from pathlib import Path

_WOMEN = ("Alix", "Bérénice", "Capucine", "Daphné", "Éléonore", "Flavie", "Garance", "Hélia")
_MEN = ("Anatole", "Basile", "Côme", "Donatien", "Élie", "Firmin", "Gaspard", "Honoré")
_AGES = ("16-29", "30-59", "60+")
_PLACES = ("ville", "bourg", "village")


def _pool() -> str:
    lines = ["id;name;sexe;age;lieu;adresse"]
    for rank in range(60):
        woman = rank % 5 < 2
        first = (_WOMEN if woman else _MEN)[rank % 8]
        age, place = _AGES[rank * 7 % 10 % 3], _PLACES[rank * 3 % 7 % 3]
        home = f"{rank // 2 if rank % 10 < 2 else rank + 100} rue Inventée"
        lines.append(
            f"C{rank + 1:02d};{first} Exemple {rank + 1};{'femme' if woman else 'homme'};{age};{place};{home}"
        )
    return "\n".join(lines) + "\n"


EXAMPLE = {
    "pool.csv": _pool(),
    "quotas.csv": "category;value;min;max\n"
    "sexe;femme;6;6\nsexe;homme;6;6\n"
    "age;16-29;3;5\nage;30-59;3;5\nage;60+;3;5\n"
    "lieu;ville;3;5\nlieu;bourg;3;5\nlieu;village;3;5\n",
    "rates.csv": "category;value;accept;leave\n*;;0.6;0.1\nage;16-29;0.5;0.2\n",
}


def template(folder: Path) -> list[Path]:
    """Write the example tables; existing files are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in EXAMPLE.items():
        path = folder / name
        if not path.exists():
            path.write_text(text, encoding="utf-8-sig")
            written.append(path)
    return written
