"""A workspace of 200 people, 500 problems and 2,000 quotes: server time of its pages, and of searches.

Pages are asked of Django's test client, templates and access included, in a database made for the run (SQLite, or the one
of ``REBONDS_BENCH_DATABASE_URL``): ``.venv/bin/python -m benchmarks.workspace [--quick] [--json]``.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

from benchmarks.common import options, tell

PEOPLE, PROBLEMS, QUOTES, DOSSIERS = 200, 500, 2000, 40
LIMIT = "150 ms"
WORDS = (
    "atelier", "forge", "vallée", "commune", "entreprise", "logement", "terrain", "école", "train", "métier",
    "reprise", "salariée", "banque", "rivière", "énergie", "budget", "friche", "commerce", "apprentissage",
    "coopérative", "marché", "hôpital", "forêt", "usine", "village", "jeunesse", "emploi", "foncier", "climat",
)  # fmt: skip


def sentence(draw: random.Random, length: int = 18) -> str:
    """Return an invented sentence."""
    return " ".join(draw.choice(WORDS) for _ in range(length)).capitalize() + "."


def fill() -> tuple[Any, Any]:
    """Make the workspace; return it and its facilitator."""
    import datetime as dt

    from rebonds.rooms.dossiers.models import Dossier, Finding, Hearing, Quote, Witness
    from rebonds.rooms.inquire.models import Problem
    from rebonds.rooms.people import joining
    from rebonds.rooms.people.models import Account, Link, Member
    from rebonds.rooms.search import index

    draw = random.Random(7)  # noqa: S311 (a benchmark, not a secret)
    founder = joining.open_workspace(
        Account.objects.create_user("banc@exemple.fr", "x" * 20, "Banc"),
        "Banc",
        "programme",
        purpose="Mesurer.",
    )
    space = founder.workspace
    roles = (
        ["investigator"] * 60 + ["participant"] * 80 + ["elected"] * 30 + ["partner"] * 20 + ["observer"] * 9
    )
    people = Member.objects.bulk_create(
        [
            Member(workspace=space, name=f"Personne {rank}", role=role)
            for rank, role in enumerate(roles[: PEOPLE - 1])
        ]
    )
    shared = {"workspace": space, "created_by": founder, "changed_by": founder}
    problems = Problem.objects.bulk_create(
        [Problem(title_fr=sentence(draw, 6), text_fr=sentence(draw, 30), **shared) for _ in range(PROBLEMS)]
    )
    dossiers = Dossier.objects.bulk_create(
        [Dossier(title=sentence(draw, 5), question=sentence(draw), **shared) for _ in range(DOSSIERS)]
    )
    for rank, dossier in enumerate(dossiers):
        dossier.team.set(people[rank : rank + 3])
    witnesses = Witness.objects.bulk_create(
        [
            Witness(
                dossier=dossiers[rank % DOSSIERS],
                name=f"Témoin {rank}",
                consent=draw.choice(("written", "oral", "asked", "withdrawn")),
                scope=draw.choice(("named", "anonymous", "internal")),
                consent_date=dt.date(2026, 1, 1),
                **shared,
            )
            for rank in range(5 * DOSSIERS)
        ]
    )
    hearings = Hearing.objects.bulk_create(
        [Hearing(dossier=w.dossier, witness=w, transcript=sentence(draw, 400), **shared) for w in witnesses]
    )
    quotes = Quote.objects.bulk_create(
        [
            Quote(dossier=h.dossier, witness=h.witness, hearing=h, text=sentence(draw, 25), **shared)
            for h in (hearings[rank % len(hearings)] for rank in range(QUOTES))
        ]
    )
    findings = Finding.objects.bulk_create(
        [Finding(dossier=q.dossier, statement=sentence(draw, 12), quote=q, **shared) for q in quotes[:400]]
    )
    links = [("finding", f, "quote", f.quote) for f in findings]
    links += [("quote", q, "hearing", q.hearing) for q in quotes]
    links += [("hearing", h, "dossier", h.dossier) for h in hearings]
    links += [("dossier", d, "problem", problems[rank]) for rank, d in enumerate(dossiers)]
    Link.objects.bulk_create(
        [
            Link(workspace=space, child_kind=a, child_uid=x.uid, parent_kind=b, parent_uid=y.uid)
            for a, x, b, y in links
        ]
    )
    index.rebuild(space)
    return space, founder


def main() -> None:
    """Make the workspace and time its pages."""
    asked = options(__doc__)
    repeat = 7 if asked.quick else 25
    with tempfile.TemporaryDirectory() as home:
        os.environ["REBONDS_HOME"] = home
        os.environ["SECRET_KEY"] = "bench"
        os.environ["DATABASE_URL"] = os.environ.get("REBONDS_BENCH_DATABASE_URL", "")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rebonds.web.settings")
        import django
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment()
        call_command("migrate", verbosity=0)
        found = measure(Client, repeat)
        engine = connection.vendor
        connection.close()
    lines = [
        (f"{name}, {engine}", f"{clock * 1000:.0f} ms (processor {worked * 1000:.0f} ms)", LIMIT)
        for name, (clock, worked) in found.items()
    ]
    results = {f"{name}_s": {"clock": clock, "processor": worked} for name, (clock, worked) in found.items()}
    tell(
        f"workspace, {PEOPLE} people, {PROBLEMS} problems, {QUOTES} quotes",
        lines,
        results,
        as_json=asked.json,
    )


def timed(action: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Return the median seconds of an action: on the clock, and of processor (what it costs on a busy machine)."""
    clock, processor = [], []
    for _ in range(repeat):
        started, worked = time.perf_counter(), time.process_time()
        action()
        clock.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
    return statistics.median(clock), statistics.median(processor)


def measure(client_class: Any, repeat: int) -> dict[str, tuple[float, float]]:
    """Return the median seconds of each page: on the clock, and of processor."""
    from rebonds.rooms.dossiers import publishing
    from rebonds.rooms.dossiers.models import Dossier, Finding, Publication
    from rebonds.rooms.inquire.models import Problem
    from rebonds.rooms.people import changes

    space, founder = fill()
    client = client_class()
    client.force_login(founder.account)
    report = Publication(title="Retours", workspace=space)
    changes.save(report, founder)
    dossiers = list(Dossier.kept.within(space))
    publishing.add_chapters(report, dossiers[:10], founder)
    finding = Finding.kept.filter(workspace=space).first()
    root = f"/espaces/{space.slug}/"
    pages = {
        "home": "",
        "people": "personnes/",
        "problems": "problemes/",
        "a problem": f"problemes/{Problem.kept.within(space).first().uid}/",
        "dossiers": "enquetes/",
        "a dossier of 50 quotes": f"enquetes/{dossiers[0].uid}/",
        "witnesses": "enquetes/temoins/",
        "quotes": "enquetes/citations/",
        "quotes, filtered": "enquetes/citations/?publiable=oui&q=atelier",
        "a finding": f"enquetes/enseignement/{finding.uid}/",
        "why": f"fil/finding/{finding.uid}/",
        "orphans": "fil/",
        "a report of 10 dossiers, 500 quotes": f"retours/{report.uid}/",
        "search, a rare word": f"recherche/?q={finding.statement.split()[0]}+{finding.statement.split()[1]}+foncier",
        "search, a word of almost every object": "recherche/?q=atelier",
        "search, filtered": "recherche/?q=forges&type=quote",
    }
    out = {}
    for name, page in pages.items():
        answer = client.get(root + page)
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answered {answer.status_code}")
        client.get(root + page)
        out[name] = timed(lambda page=page: client.get(root + page), repeat)
    return out


if __name__ == "__main__":
    main()
