"""``rebonds territory``: find a territory, show it, group communes."""

from __future__ import annotations

import typer

from rebonds.text import Text, number

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Chercher, montrer, grouper des territoires."
)
_LANG = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en.")


@app.command()
def search(
    words: str = typer.Argument(help="Nom, code, code postal.", metavar="MOTS"),
    limit: int = typer.Option(10, "--limit", help="Nombre de réponses."),
    lang: str = _LANG,
) -> None:
    """Chercher un territoire par son nom, même mal écrit."""
    from rebonds import territory

    matches = territory.search(words, limit=limit)
    if not matches:
        print(Text("Aucun territoire ne répond à ce nom.", "No territory answers to this name.").to(lang))
        raise typer.Exit(3)
    for match in matches:
        print(f"{match.code:<10} {match.level:<12} {match.name}")


@app.command()
def show(
    territory: str = typer.Argument(help="Code, nom ou groupement.", metavar="TERRITOIRE"), lang: str = _LANG
) -> None:
    """Montrer un territoire : population, surface, membres, voisins."""
    from rebonds import territory as places

    found = places.resolve(territory)
    print(f"{found.name} ({found.code}, {found.level}, COG {found.cog})")
    people = Text("habitants", "inhabitants").to(lang)
    print(f"{number(found.population, lang, 0)} {people} · {len(found.communes)} communes")
    if found.level == "epci":
        print(Text("Voisins :", "Neighbours:").to(lang))
        for neighbour in places.neighbours(found.code):
            print(f"  {neighbour.code}  {neighbour.name} ({number(neighbour.shared_km, lang, 0)} km)")


@app.command()
def group(
    name: str = typer.Argument(help="Nom du groupement.", metavar="NOM"),
    members: list[str] = typer.Argument(help="Codes de communes ou d'EPCI.", metavar="CODES…"),
    lang: str = _LANG,
) -> None:
    """Enregistrer un groupement de communes ou d'EPCI, à lire ensuite comme un territoire."""
    from rebonds.territory import groupings

    made = groupings.make(name, members)
    path = groupings.save(made, groupings.folder())
    print(Text(f"{made.code} enregistré : {path}", f"{made.code} saved: {path}").to(lang))
