"""The long description of a drawing: what it shows, for those who cannot or would rather not look."""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.drawing import words
from rebonds.lenses.reading import Dependence, DimensionReading, PairReading, Reading, SourceLine
from rebonds.text import NBSP, Text, with_unit


def _count(n: int, one: Text, many: Text, lang: str) -> str:
    singular = n == 1 or (lang == "fr" and n == 0)
    return f"{n} {(one if singular else many).to(lang)}"


def _names(dimensions: Sequence[DimensionReading], lang: str) -> str:
    return words.joined([d.label.to(lang) for d in dimensions], lang)


def _with_values(dimensions: Sequence[DimensionReading], lang: str) -> str:
    said = []
    for d in dimensions:
        if d.headline is None or d.headline.score is None:
            continue
        measure = words.figure(d.headline.card, d.headline.value.value, lang)
        if d.side == "ecological":
            measure += f", {words.ratio(d.headline.score, lang)}"
        said.append(f"{d.label.to(lang)} ({measure})")
    return words.joined(said, lang)


def _side(reading: Reading, side: str, lang: str) -> str:
    dimensions = reading.side(side)
    if not dimensions:
        return ""
    known = [d for d in dimensions if d.known]
    crossed = [d for d in known if d.headline and d.headline.crossed]
    held = [d for d in known if d.headline and d.headline.crossed is False]
    silent = [d for d in known if d.headline and d.headline.crossed is None]
    social = side == "social"
    total = len(dimensions)
    out = [
        Text(
            f"Sur {total} dimensions {'sociales' if social else 'écologiques'}, {len(known)} "
            f"{'repose' if len(known) < 2 else 'reposent'} sur un chiffre.",
            f"Of {total} {'social' if social else 'ecological'} dimensions, {len(known)} "
            f"{'rests' if len(known) == 1 else 'rest'} on a figure.",
        ).to(lang)
    ]
    if crossed:
        one, many = (
            (
                Text("plancher n’est pas atteint", "floor is not met"),
                Text("planchers ne sont pas atteints", "floors are not met"),
            )
            if social
            else (
                Text("plafond est dépassé", "ceiling is crossed"),
                Text("plafonds sont dépassés", "ceilings are crossed"),
            )
        )
        out.append(
            f"{_count(len(crossed), one, many, lang)}{words.colon(lang)}{_with_values(crossed, lang)}."
        )
    elif known:
        none = (
            Text("Aucun plancher connu n’est en défaut.", "No known floor is unmet.")
            if social
            else Text("Aucun plafond connu n’est dépassé.", "No known ceiling is crossed.")
        )
        out.append(none.to(lang))
    if held:
        respected = Text("Seuil respecté", "Threshold respected").to(lang)
        out.append(f"{respected}{words.colon(lang)}{_names(held, lang)}.")
    if silent:
        text = Text("Sans seuil, donc sans verdict", "No threshold, hence no verdict").to(lang)
        out.append(f"{text}{words.colon(lang)}{_names(silent, lang)}.")
    return " ".join(out)


_GAPS = (
    ("missing", Text("Données manquantes", "Missing data")),
    ("secret", Text("Sous secret statistique", "Withheld by statistical secrecy")),
    (
        "not_localisable",
        Text(
            "Sans mesure possible à l’échelle d’un territoire",
            "Without a measure at the scale of a territory",
        ),
    ),
)


def _absences(reading: Reading, lang: str) -> str:
    out = []
    for state, title in _GAPS:
        found = [d for d in reading.dimensions if d.state == state]
        if found:
            out.append(f"{title.to(lang)}{words.colon(lang)}{_names(found, lang)}.")
    if out:
        out.append(
            Text(
                "Une donnée qui manque n’est ni un zéro ni une bonne nouvelle.",
                "A missing figure is neither a zero nor good news.",
            ).to(lang)
        )
    return " ".join(out)


def _caution(reading: Reading, lang: str) -> str:
    out = []
    estimated = [d for d in reading.dimensions if d.state == "estimated" and d.known]
    if estimated:
        text = Text(
            "Valeurs estimées, à lire avec leur fourchette", "Estimated values, to be read with their band"
        )
        out.append(f"{text.to(lang)}{words.colon(lang)}{_names(estimated, lang)}.")
    heads = [(d, d.headline) for d in reading.dimensions if d.known and d.headline]
    unsure = [d for d, h in heads if h.p_crossed is not None and 0.1 < h.p_crossed < 0.9]
    if unsure:
        text = Text(
            "Verdict incertain, au vu des erreurs et des seuils rivaux",
            "Uncertain verdict, given errors and rival thresholds",
        )
        out.append(f"{text.to(lang)}{words.colon(lang)}{_names(unsure, lang)}.")
    flips = [d for d, h in heads if h.flips]
    if flips:
        text = Text(
            "Le verdict change avec un autre jeu de seuils", "The verdict changes under another threshold set"
        )
        out.append(f"{text.to(lang)}{words.colon(lang)}{_names(flips, lang)}.")
    return " ".join(out)


def sources_line(sources: Sequence[SourceLine], lang: str = "fr") -> str:
    """Return producers, data sets and vintages in one line: the footer of a figure."""
    if not sources:
        return ""
    cited = []
    for s in sources:
        title = s.title.to(lang)
        dated = title if not s.vintage or s.vintage in title else f"{title} ({s.vintage})"
        cited.append(f"{s.producer}, {dated}")
    return f"Sources{words.colon(lang)}{words.semicolon(lang).join(dict.fromkeys(cited))}."


def producers_line(sources: Sequence[SourceLine], lang: str = "fr") -> str:
    """Return the producers with their vintages, short enough for the foot of a drawing."""
    by_producer: dict[str, list[str]] = {}
    for source in sources:
        years = by_producer.setdefault(source.producer, [])
        if source.vintage and source.vintage not in years:
            years.append(source.vintage)
    if not by_producer:
        return ""
    cited = [f"{p} ({', '.join(sorted(y))})" if y else p for p, y in by_producer.items()]
    return f"Sources{words.colon(lang)}{', '.join(cited)}."


def headline_sources(reading: Reading) -> tuple[SourceLine, ...]:
    """Return the sources that the drawn wedges rest on; a reading cites many more beside them."""
    used = {s for d in reading.dimensions if d.known and d.headline for s in d.headline.value.sources}
    return tuple(line for line in reading.sources if line.id in used)


def description(reading: Reading, lang: str = "fr") -> str:
    """Describe a doughnut: what is crossed, what holds, what is missing, what it all rests on.

    Paragraphs are separated by a blank line. No score sums the dimensions up: there is none.
    """
    t = reading.territory
    head = Text(
        f"{t.name} (code {t.code}, géographie {t.cog}), jeu de seuils «{NBSP}{reading.threshold_set}{NBSP}».",
        f"{t.name} (code {t.code}, {t.cog} geography), threshold set “{reading.threshold_set}”.",
    ).to(lang)
    shape = Text(
        "Entre deux anneaux, l’espace sûr et juste. Un manque social creuse vers le centre depuis "
        "l’anneau intérieur, un dépassement écologique pousse vers l’extérieur depuis l’anneau extérieur.",
        "Between two rings lies the safe and just space. A social shortfall digs towards the centre "
        "from the inner ring, an ecological overshoot grows outwards from the outer ring.",
    ).to(lang)
    parts = [
        f"{head} {shape}",
        _side(reading, "social", lang),
        _side(reading, "ecological", lang),
        _absences(reading, lang),
        _caution(reading, lang),
        sources_line(headline_sources(reading), lang),
    ]
    return "\n\n".join(p for p in parts if p)


def dependence_text(dependence: Dependence, a: str, b: str, lang: str) -> str:
    """Say one dependence in a sentence, or that it is not known."""
    label = dependence.label.to(lang)
    if dependence.d_ab is None and dependence.d_ba is None:
        return f"{label}{words.colon(lang)}{words.state(dependence.state, lang)}."
    ab = "–" if dependence.d_ab is None else words.percent(dependence.d_ab, lang)
    ba = "–" if dependence.d_ba is None else words.percent(dependence.d_ba, lang)
    modelled = dependence.state == "estimated"
    return Text(
        f"{label}{NBSP}: {ab} du besoin de «{NBSP}{a}{NBSP}» trouve sa réponse "
        f"dans «{NBSP}{b}{NBSP}», {ba} dans l’autre sens{' (estimation)' if modelled else ''}.",
        f"{label}: {ab} of the need of “{a}” is met in “{b}”, {ba} the other way{' (estimate)' if modelled else ''}.",
    ).to(lang)


def pair_description(pair: PairReading, lang: str = "fr") -> str:
    """Describe a pair: what is shared, what differs, what cannot be read jointly."""
    a, b = pair.a.territory.name, pair.b.territory.name
    head = Text(
        f"{a} (A) et {b} (B), lus avec les mêmes indicateurs et les mêmes seuils.",
        f"{a} (A) and {b} (B), read with the same indicators and thresholds.",
    ).to(lang)
    if pair.distance_km is not None:
        km = with_unit(pair.distance_km, "km", lang, 0)
        touch = Text(" Ils se touchent.", " They share a border.").to(lang) if pair.neighbours else ""
        head += Text(f" {km} séparent leurs centres.", f" Their centres lie {km} apart.").to(lang) + touch
    out = [head]
    for kind, title in words.PAIR_KINDS.items():
        found = [d.label.to(lang) for d in pair.dimensions if d.kind == kind]
        if found:
            name = title.to(lang)
            out.append(f"{name[0].upper()}{name[1:]}{words.colon(lang)}{words.joined(found, lang)}.")
    out += [dependence_text(d, a, b, lang) for d in pair.dependences]
    if not pair.dependences:
        out.append(
            Text(
                "Dépendances entre les deux territoires non connues.",
                "Dependences between the two are not known.",
            ).to(lang)
        )
    out.append(sources_line(pair.sources, lang))
    return "\n\n".join(p for p in out if p)
