"""Pages of the room: each renders, in both languages; forms write; what breaks a rule is refused and kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rebonds.rooms.dossiers import publishing, reports
from rebonds.rooms.dossiers.models import (
    Chapter,
    Controversy,
    Dossier,
    ExportLog,
    Finding,
    Hearing,
    Hypothesis,
    Inspiration,
    Publication,
    Quote,
    Reading,
    ReviewComment,
    Step,
    Witness,
)
from rebonds.rooms.people import changes, demo, thread
from rebonds.rooms.people.models import Account, Pin, Role


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/"


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def shown(db, client):
    """The demonstration, seen by who loaded it."""
    account = Account.objects.create_user("demo@exemple.fr", "un mot de passe assez long", "Dora Démo")
    space = demo.load(account)
    client.force_login(account)
    return space


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_of_the_demonstration_renders(shown, client, lang):
    root = f"/espaces/{shown.slug}/"
    held = Dossier.kept.get(workspace=shown)
    pages = [
        "enquetes/", "enquetes/nouveau/", "enquetes/temoins/", "enquetes/citations/", f"enquetes/{held.uid}/",
        f"enquetes/{held.uid}/modifier/", "bibliotheque/", "bibliotheque/inspirations/",
        "bibliotheque/inspirations/nouvelle/",
        "bibliotheque/lectures/", "bibliotheque/lectures/nouvelle/", "bibliotheque/lectures/importer/",
        "bibliotheque/lectures/notes/", f"bibliotheque/lectures/notes/?dossier={held.uid}",
        "retours/", "retours/nouveau/", "retours/sorties/",
        "recherche/", "recherche/?q=atelier", "",
    ]  # fmt: skip
    for what in (
        "witness",
        "hearing",
        "quote",
        "finding",
        "controversy",
        "idea",
        "hypothesis",
        "inspiration",
        "reading",
    ):
        pages.append(f"enquetes/{held.uid}/ajouter/{what}/")
    for model, place in (
        (Witness, "enquetes/temoin"), (Quote, "enquetes/citation"), (Finding, "enquetes/enseignement"),
        (Controversy, "enquetes/controverse"), (Hypothesis, "enquetes/hypothese"),
        (Inspiration, "bibliotheque/inspiration"),
        (Reading, "bibliotheque/lecture"), (Publication, "retours"),
    ):  # fmt: skip
        for obj in model.kept.filter(workspace=shown):
            pages.append(f"{place}/{obj.uid}/")
    pages += [f"enquetes/audition/{h.uid}/" for h in Hearing.kept.filter(workspace=shown)]
    for page in pages:
        response = client.get(f"{root}{page}{'&' if '?' in page else '?'}lang={lang}")
        assert response.status_code == 200, page
    assert "xemple invent" in text(client.get(f"{root}enquetes/"))


def test_a_dossier_asks_for_a_team_of_two_to_four(root, space, people, visitor):
    client = visitor(Role.INVESTIGATOR)
    given = {"title": "T", "question": "Q ?", "team": [people[Role.INVESTIGATOR].pk]}
    response = client.post(f"{root}enquetes/nouveau/", given)
    assert response.status_code == 422 and "deux à quatre" in text(response)
    assert not Dossier.objects.exists()
    given["team"].append(people[Role.ELECTED].pk)
    assert client.post(f"{root}enquetes/nouveau/", given).status_code == 302
    made = Dossier.kept.get()
    assert made.owned_by(people[Role.ELECTED]) and not made.owned_by(people[Role.PARTICIPANT])


def test_an_unknown_territory_is_said(root, people, visitor, installed):
    given = {
        "title": "T",
        "question": "Q ?",
        "team": [people[r].pk for r in (Role.INVESTIGATOR, Role.ELECTED)],
    }
    response = visitor().post(f"{root}enquetes/nouveau/", {**given, "territory": "Nullepartville"})
    assert response.status_code == 422 and "Nullepartville" in text(response)


def test_steps_are_added_ticked_and_dropped(root, dossier, visitor):
    client, page = visitor(Role.PARTICIPANT), f"{root}enquetes/{dossier.uid}/"
    client.post(f"{page}etapes/", {"text": "Entendre la banque", "due": "2026-05-02"})
    step = Step.kept.get()
    client.post(f"{root}enquetes/etape/{step.uid}/")
    assert Step.kept.get().done and "02/05/2026" in text(client.get(page))
    client.post(f"{root}enquetes/etape/{step.uid}/retirer/")
    assert not Step.kept.exists()
    assert visitor(Role.ELECTED).post(f"{page}etapes/", {"text": "Non"}).status_code == 403


def test_a_story_by_forms_alone(root, dossier, people, visitor):
    client, add = visitor(Role.INVESTIGATOR), f"{root}enquetes/{dossier.uid}/ajouter/"
    assert "Il faut d’abord un témoin" in text(client.get(f"{add}quote/"))
    given = {"name": "Ada Inventée", "consent": "oral", "scope": "named"}
    response = client.post(f"{add}witness/", given)
    assert response.status_code == 422 and "Quand l’accord" in text(response)
    assert client.post(f"{add}witness/", {**given, "consent_date": "2026-02-01"}).status_code == 302
    witness = Witness.kept.get()
    client.post(
        f"{add}hearing/",
        {"witness": witness.pk, "guide": "practitioner", "transcript": "On ferme\ntrop tôt, oui."},
    )
    hearing = witness.hearings.get()
    page = f"{root}enquetes/audition/{hearing.uid}/"
    assert "Racontez le premier jour" in text(client.get(page))
    client.post(f"{page}citer/", {"text": "on ferme trop tôt"})
    client.post(f"{page}citer/", {"text": "jamais dit"})
    first, second = Quote.kept.order_by("pk")
    assert (first.word_for_word, second.word_for_word) == (True, False)
    response = client.post(f"{add}finding/", {"statement": "Rien dessous"})
    assert response.status_code == 422 and "s’appuie sur" in text(response)
    assert "Rien dessous" in text(response)
    client.post(f"{add}finding/", {"statement": "On ferme trop tôt", "quotes": [first.uid, second.uid]})
    finding = Finding.kept.get()
    assert finding.quote == first
    assert {step.obj.uid for step in thread.parents(finding) if step.kind.kind == "quote"} == {
        first.uid,
        second.uid,
    }
    assert [step.kind.kind for step in thread.ancestors(finding)][-1] == "dossier"
    edit = f"{root}enquetes/modifier/finding/{finding.uid}/"
    client.post(edit, {"statement": "On ferme trop tôt", "quotes": [second.uid], "version": finding.version})
    finding.refresh_from_db()
    assert finding.quote == second
    assert {s.obj.uid for s in thread.parents(finding) if s.kind.kind == "quote"} == {second.uid}
    sides = {"question": "Acheter ?", "says_1": "Oui", "source_1": "A", "says_2": "Non"}
    response = client.post(f"{add}controversy/", sides)
    assert response.status_code == 422 and not Controversy.objects.exists()
    assert client.post(f"{add}controversy/", {**sides, "source_2": "B", "says_3": "Si"}).status_code == 422
    assert client.post(f"{add}controversy/", {**sides, "source_2": "B"}).status_code == 302


def test_what_two_people_write_at_once_is_shown_twice(root, dossier, said, visitor):
    client = visitor(Role.PARTICIPANT)
    edit = f"{root}enquetes/modifier/finding/{said.finding.uid}/"
    quotes = [said.quote["Alba"].uid]
    given = {"statement": "Une", "quotes": quotes, "version": said.finding.version}
    assert client.post(edit, given).status_code == 302
    response = visitor(Role.INVESTIGATOR).post(edit, {**given, "statement": "Deux"})
    assert response.status_code == 409 and "Une" in text(response) and "Deux" in text(response)


def test_a_figure_is_pinned_to_a_finding_that_rests_on_it_alone(
    root, dossier, visitor, installed, monkeypatch
):
    client, add = visitor(Role.INVESTIGATOR), f"{root}enquetes/{dossier.uid}/ajouter/finding/"
    indicator, place = "poverty_rate", "200000172"
    from rebonds import indicators
    from rebonds.rooms.people import pins

    indicator = next(iter(indicators.cards()))
    now = {
        "territory": place, "territory_name": "Valbrune", "value": 12.0, "vintage": "2022", "state": "measured",
        "unit": "%", "source": "s",
    }  # fmt: skip
    monkeypatch.setattr(pins, "current", lambda *_: dict(now))
    response = client.post(add, {"statement": "Un chiffre", "indicator": indicator})
    assert response.status_code == 422 and "quel territoire" in text(response)
    assert (
        client.post(add, {"statement": "Un chiffre", "indicator": indicator, "place": place}).status_code
        == 302
    )
    finding = Finding.kept.get()
    assert finding.pin.value == 12.0 and finding.pin.object_uid == finding.uid and Pin.kept.count() == 1
    now["value"] = 15.0
    assert "a changé" in text(client.get(f"{root}enquetes/enseignement/{finding.uid}/"))


def test_a_comment_is_answered_or_visibly_open(root, dossier, people, visitor):
    client = visitor(Role.INVESTIGATOR)
    client.post(f"{root}enquetes/{dossier.uid}/ajouter/hypothesis/", {"statement": "Cela doublerait"})
    held = Hypothesis.kept.get()
    page = f"{root}enquetes/hypothese/{held.uid}/"
    visitor(Role.OBSERVER).post(f"{page}commenter/", {"text": "D’où vient ce chiffre ?"})
    comment = ReviewComment.kept.get()
    assert comment.on_version == 1 and "1 commentaire attend une réponse" in text(client.get(page))
    edit = f"{root}enquetes/modifier/hypothesis/{held.uid}/"
    assert client.post(edit, {"statement": "Cela augmenterait", "version": 1}).status_code == 302
    answer = f"{root}enquetes/commentaire/{comment.uid}/repondre/"
    assert visitor(Role.OBSERVER).post(answer, {"answer": "Non"}).status_code == 403
    client.post(answer, {"answer": "Retiré.", "led": "on"})
    comment.refresh_from_db()
    assert comment.answered and comment.led_to == 2
    html = text(client.get(page))
    assert "a conduit à la version 2" in html and "Tous les commentaires ont une réponse" in html


BIB = b"""@article{a, title={Ateliers {et} reprises},
author={Inv{\\'e}e, Ada and Autre, Bo}, year=2024, doi={10.1234/ABC.5}}
@book{b, title={Sans rien}, year={2020}}"""
RIS = (
    "TY  - JOUR\nTI  - Ateliers encore\nAU  - Inventée, Ada\nPY  - 2023\n"
    "UR  - https://www.exemple.fr/a/?utm_source=x\nER  - \n"
).encode()
CSV = "titre;auteurs;adresse\nAteliers tous;A;https://doi.org/10.1234/abc.5\nÀ lire;B;http://exemple.fr/a\n;C;\n".encode()


def test_readings_come_from_files_once(root, space, visitor):
    client, page = visitor(), f"{root}bibliotheque/lectures/importer/"

    def give(name, content):
        return text(client.post(page, {"file": SimpleUploadedFile(name, content)}, follow=True))

    assert "2 lectures ajoutées" in give("a.bib", BIB)
    made = Reading.kept.get(doi="10.1234/abc.5")
    assert made.title == "Ateliers et reprises" and made.authors.startswith("Invée, Ada ; ")
    assert "1 lecture ajoutée" in give("a.ris", RIS)
    html = give("a.csv", CSV)
    assert "0 lecture" in html and "2 étaient déjà là" in html and "1 n’a pas de titre" in html
    assert "2 étaient déjà là" in give("a.bib", BIB) and Reading.kept.count() == 3
    assert "aucune référence" in give("b.bib", b"rien") and "format connu" in give("x.exe", b"MZ")
    response = client.post(
        f"{root}bibliotheque/lectures/nouvelle/", {"title": "Encore", "doi": "https://doi.org/10.1234/ABC.5"}
    )
    assert response.status_code == 422 and "déjà là" in text(response)


def test_a_report_is_composed_ordered_and_taken_out(root, dossier, said, visitor, people):
    other = Dossier(title="Autre", question="Et ici ?", workspace=dossier.workspace)

    changes.save(other, people[Role.FACILITATOR])
    client = visitor()
    client.post(
        f"{root}retours/nouveau/",
        {
            "title": "Ce qui se transmet",
            "introduction": "Un.\n\nDeux.",
            "licence": "LO",
            "with_findings": "on",
            "with_quotes": "on",
        },
    )
    held = Publication.kept.get()
    page = f"{root}retours/{held.uid}/"
    client.post(f"{page}parties/", {"dossier": [dossier.uid, other.uid]})
    first, second = reports.chapters(held)
    client.post(f"{root}retours/partie/{second.uid}/deplacer/", {"vers": "haut"})
    assert [one.pk for one in reports.chapters(held)] == [second.pk, first.pk]
    assert (
        client.post(
            f"{root}retours/partie/{first.uid}/", {"heading": "Ma partie", "version": first.version + 1}
        ).status_code
        == 302
    )
    html = text(client.get(page))
    assert "Ma partie" in html and "Parole de Alba ici." in html and "Alba Nommée" in html
    assert "Boris Discret" not in html and "une personne de B" in html and "Parole de Chloé" not in html
    assert "1 citation n’y est pas" in html
    for format, start in (("html", b"<!doctype"), ("pdf", b"%PDF"), ("odt", b"PK")):
        response = client.post(f"{page}fichier/{format}/")
        assert response.content.startswith(start) and response["Content-Disposition"].startswith("attachment")
    assert client.post(f"{page}fichier/exe/").status_code == 404
    assert visitor(Role.ELECTED).post(f"{page}fichier/pdf/").status_code == 403
    assert ExportLog.objects.count() == 3
    assert {q.pk for q in ExportLog.objects.first().quotes.all()} == {
        said.quote["Alba"].pk,
        said.quote["Boris"].pk,
    }
    assert "3 lignes" in text(client.get(f"{root}retours/sorties/"))
    client.post(f"{root}retours/partie/{first.uid}/retirer/")
    assert "Parole de Alba" not in text(client.get(page))


def test_empty_lists_say_so(root, visitor):
    client = visitor()
    lists = (
        "enquetes/temoins/",
        "enquetes/citations/",
        "bibliotheque/inspirations/",
        "bibliotheque/lectures/",
    )
    for page in ("enquetes/", *lists, "retours/", "retours/sorties/"):
        assert 'class="empty"' in text(client.get(f"{root}{page}")), page


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("enquetes/", 14), ("enquetes/citations/", 18), ("enquetes/temoins/", 14), ("bibliotheque/lectures/", 16),
        ("enquetes/{dossier}/", 34), ("enquetes/enseignement/{finding}/", 22), ("retours/{report}/", 34),
    ],
)  # fmt: skip
def test_queries_do_not_grow_with_what_is_held(
    root, dossier, said, people, visitor, django_assert_max_num_queries, page, most
):
    from rebonds.rooms.dossiers import ties

    member = people[Role.INVESTIGATOR]
    report = Publication(title="R")
    changes.save(report, member)
    publishing.add_chapters(report, [dossier], member)
    for rank in range(12):
        quote = Quote(
            dossier=dossier, witness=said.witness["Boris"], hearing=said.hearing["Boris"], text=f"Mot {rank}"
        )
        changes.save(quote, member)
        finding = Finding(dossier=dossier, statement=f"Appris {rank}", quote=quote)
        changes.save(finding, member)
        ties.part(finding, member, [quote])
        changes.save(Reading(title=f"Lu {rank}", dossier=dossier), member)
    client = visitor(Role.INVESTIGATOR)
    address = root + page.format(dossier=dossier.uid, finding=said.finding.uid, report=report.uid)
    client.get(address)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_the_parts_of_a_report_are_ordered_at_once_and_the_order_is_undone(root, dossier, visitor, people):
    member = people[Role.FACILITATOR]
    report = changes.save(Publication(title="Retour"), member)
    others = [
        changes.save(Dossier(title=title, question="Et ?", workspace=dossier.workspace), member)
        for title in ("Deux", "Trois", "Quatre")
    ]
    publishing.add_chapters(report, [dossier, *others], member)
    a, b, c, d = (one.uid for one in reports.chapters(report))
    others[0].delete_softly(member)  # b is not seen: it keeps its place
    client = visitor(Role.FACILITATOR)
    page = f"{root}retours/{report.uid}/"

    def order():
        return [one.uid for one in reports.chapters(report)]

    response = client.post(f"{page}ordre/", {"part": [d, a, c]}, follow=True)
    assert order() == [d, a, c]
    ranks = list(Chapter.kept.filter(publication=report).order_by("rank").values_list("uid", "rank"))
    assert ranks == [(d, 1), (b, 2), (a, 3), (c, 4)]
    (said,) = response.context["messages"]
    assert "ordre des parties" in str(said)
    client.post(said.extra_tags)  # "Annuler"
    assert order() == [a, c, d]
    others[0].restore(member)
    assert order() == [a, b, c, d]

    # an unknown part is passed over, one that was not on the page stays after the others; the same order says nothing
    client.post(f"{page}ordre/", {"part": [c, "inconnue", a]}, follow=True)
    assert order() == [c, a, b, d]
    assert not list(client.post(f"{page}ordre/", {"part": order()}, follow=True).context["messages"])
    client.post(f"{root}retours/partie/{c}/deplacer/", {"vers": "haut"})  # already first
    assert order() == [c, a, b, d]
    assert visitor(Role.OBSERVER).post(f"{page}ordre/", {"part": [a, c]}).status_code == 403
    assert order() == [c, a, b, d]


def test_a_part_taken_out_is_put_back_in_its_place_with_its_words(root, dossier, visitor, people):
    member = people[Role.FACILITATOR]
    report = changes.save(Publication(title="Retour"), member)
    other = changes.save(Dossier(title="Deux", question="Et ?", workspace=dossier.workspace), member)
    publishing.add_chapters(report, [dossier, other], member)
    first, second = reports.chapters(report)
    first.heading = "Ma partie"
    changes.save(first, member)
    client = visitor(Role.FACILITATOR)
    response = client.post(f"{root}retours/partie/{first.uid}/retirer/", follow=True)
    assert [one.pk for one in reports.chapters(report)] == [second.pk]
    (said,) = response.context["messages"]
    client.post(said.extra_tags)
    assert [str(one) for one in reports.chapters(report)] == ["Ma partie", str(second)]
    # taken out, then put in again as a new part: it does not come twice
    client.post(f"{root}retours/partie/{first.uid}/retirer/")
    publishing.add_chapters(report, [dossier], member)
    client.post(said.extra_tags)
    assert [one.dossier for one in reports.chapters(report)] == [other, dossier]
