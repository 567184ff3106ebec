"""Decks of a workspace: brought with a preview, used as what ships, renamed, retired and brought back, taken out."""

from __future__ import annotations

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rebonds.rooms.deliberate import closing, counting, kits
from rebonds.rooms.deliberate.models import Ballot, Session, Vote
from rebonds.rooms.kits import archetypes, decks, mirror, offers, officials, own, selfcheck, teams
from rebonds.rooms.kits.files import read_file
from rebonds.rooms.kits.kinds import framed
from rebonds.rooms.kits.lines import written
from rebonds.rooms.kits.models import Deck, Sheet
from rebonds.rooms.kits.parameters import parameters
from rebonds.rooms.people import access
from rebonds.rooms.people.models import Role

pytestmark = pytest.mark.django_db


def text_of(kind: str) -> str:
    """Return the file of a deck of our own: what ships, one word changed everywhere it can be seen."""
    changed = {
        "self_assessment": ("Vision;Where we are going", "Le cap;Our course"),
        "archetypes": ("Le Bifurcateur", "Le Passeur"),
        "officials": ("Vendre le terrain ou le louer", "Garder le moulin ou le vendre"),
        "mirror": ("Un emploi de plus est toujours", "Un moulin de plus est toujours"),
        "whatifs": ("Et si\u202f?", "Et si, ici\u202f?"),
    }[kind]
    text = written(own.KINDS[kind].shipped())
    assert changed[0] in text
    return text.replace(*changed)


@pytest.fixture
def brought(founder):
    """Return a function that brings a deck."""

    def make(kind: str, title: str = "Jeu du moulin", text: str = "") -> Deck:
        return own.keep(
            kind, read_file(kind, "jeu.csv", (text or text_of(kind)).encode()).kit, title, "jeu.csv", founder
        )

    return make


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/kits/"


def sent(kind: str, text: str, **more) -> dict:
    return {"kind": kind, "file": SimpleUploadedFile("jeu.csv", text.encode()), "title": "Notre jeu", **more}


def closed(kit: kits.Kit, space, founder, answers: list[dict]) -> Ballot:
    """Return a closed ballot of a kit."""
    draft = kits.drafts(kit, "fr")[0]
    made = Ballot(
        workspace=space,
        question=counting.said(draft.question, "fr"),
        method=draft.method,
        options=draft.options,
        settings=draft.settings,
        kit=kit.name,
        kit_data=draft.data,
    )
    from rebonds.rooms.people import changes

    made = closing.open_ballot(changes.save(made, founder), founder)
    for rank, given in enumerate(answers):
        Vote.objects.create(ballot=made, mark=f"{rank:064x}"[::-1], turn=1, answers=given)
    return closing.reveal(closing.close(made, founder), founder)


def used_in(report) -> str:
    return next(one.text.fr for one in report.points if one.lead.fr == "Jeu utilisé")


@pytest.mark.parametrize("kind", list(own.KINDS))
def test_a_deck_is_shown_then_taken_then_comes_out_as_it_came(kind, root, visitor):
    client, text = visitor(), text_of(kind)
    shipped = client.get(f"{root}jeux/rebonds/{kind}.csv")
    assert shipped.content.decode() == written(own.KINDS[kind].shipped())
    shown = client.post(f"{root}jeux/apporter/", sent(kind, text))
    page = shown.content.decode()
    assert shown.status_code == 200 and "Rien n’est encore écrit" in page and not Deck.objects.exists()
    lines = html.unescape(re.search(r'<textarea name="lines" hidden>(.*?)</textarea>', page, re.DOTALL)[1])
    taken = client.post(
        f"{root}jeux/apporter/", {"kind": kind, "title": "Notre jeu", "file": "jeu.csv", "lines": lines}
    )
    made = Deck.kept.get()
    assert taken.status_code == 302 and made.title == "Notre jeu" and made.kind == kind
    out = client.get(f"{root}jeu/{made.uid}/jeu.csv")
    assert out.content.decode() == text
    assert "attachment" in out["Content-Disposition"]
    for lang in ("fr", "en"):
        assert client.get(f"{root}jeu/{made.uid}/?lang={lang}").status_code == 200
        assert client.get(f"{root}jeux/?lang={lang}").status_code == 200
    assert client.get(f"{root}jeu/{made.uid}/?format=pdf").content.startswith(b"%PDF")
    again = client.post(f"{root}jeux/apporter/?lang=fr", sent(kind, text)).content.decode()
    assert "Le même contenu est déjà ici" in again


def test_a_wrong_file_writes_nothing_and_lists_every_error(root, visitor):
    client = visitor()
    bad = (
        text_of("mirror")
        .replace("énoncé;jobs_any", "enonce;jobs_any")
        .replace("énoncé;essential_first", "énoncé;Essentiel !")
    )
    page = client.post(f"{root}jeux/apporter/", sent("mirror", bad))
    said = page.content.decode().replace("\u00a0", " ")
    assert page.status_code == 422 and not Deck.objects.exists()
    assert "2 erreurs dans jeu.csv" in said
    assert said.count("<strong>Ligne ") == 2 and "« essentiel »" in said
    script = client.post(
        f"{root}jeux/apporter/", sent("mirror", "fiche;français\n<script>alert(1)</script>;x\n")
    )
    assert "<script>alert(1)" not in script.content.decode()
    taken = client.post(f"{root}jeux/apporter/", {"kind": "mirror", "title": "x", "lines": bad})
    assert taken.status_code == 302 and not Deck.objects.exists()
    assert client.post(f"{root}jeux/apporter/", {"kind": "x", "lines": bad}).status_code == 404


def test_a_workspace_keeps_so_many_decks_and_no_more(root, visitor, brought, monkeypatch):
    brought("mirror")
    monkeypatch.setitem(parameters()["decks"], "most_decks", 1)
    given = {"kind": "mirror", "title": "x", "lines": text_of("mirror")}
    assert visitor().post(f"{root}jeux/apporter/", given).status_code == 302
    assert Deck.objects.count() == 1


def test_who_may_bring_and_who_may_read(root, visitor, brought, people):
    deck = brought("archetypes")
    for role in (Role.PARTICIPANT, Role.ELECTED, Role.OBSERVER, Role.PARTNER):
        client = visitor(role)
        assert client.get(f"{root}jeu/{deck.uid}/").status_code == 200
        assert client.get(f"{root}jeux/apporter/").status_code == 403
        assert client.post(f"{root}jeu/{deck.uid}/retirer/").status_code == 403
        assert client.get(f"{root}jeu/{deck.uid}/renommer/").status_code == 403
        assert not access.allowed(people[role], "deck.delete", deck)
    assert visitor(Role.INVESTIGATOR).get(f"{root}jeux/apporter/").status_code == 200


def test_renamed_retired_and_brought_back(root, visitor, brought, space):
    deck, client = brought("mirror"), visitor()
    client.post(f"{root}jeu/{deck.uid}/renommer/", {"title": "Moulin 2027", "version": "1"})
    assert Deck.kept.get().title == "Moulin 2027"
    assert "Moulin 2027" in client.get(root).content.decode()
    told = client.post(f"{root}jeu/{deck.uid}/retirer/", follow=True).content.decode()
    assert Deck.kept.get().retired and f'action="{root}jeu/{deck.uid}/remettre/"' in told
    assert offers.of_workspace(space) == []
    assert "Moulin 2027" not in client.get(root).content.decode()
    assert (
        client.post(f"/espaces/{space.slug}/votes/nouveau/", {"kit": f"mirror:{deck.uid}"}).status_code != 302
    )
    assert not Ballot.objects.exists()
    client.post(f"{root}jeu/{deck.uid}/remettre/")
    assert not Deck.kept.get().retired
    assert len(offers.of_workspace(space)) == 1


def test_a_deck_that_was_used_is_kept_for_its_results(space, founder, brought):
    deck = brought("mirror")
    assert access.allowed(founder, "deck.delete", deck)
    (kit,) = offers.of_deck(deck)
    ballot = closed(kit, space, founder, [{"jobs_any": "agree"}] * 9)
    assert not access.allowed(founder, "deck.delete", deck)
    deck.retired = True
    deck.save()
    assert used_in(mirror.report(ballot)).startswith("«\u00a0Jeu du moulin")


def test_statements_of_ones_own(space, founder, brought):
    (kit,) = offers.of_deck(brought("mirror"))
    ballot = closed(kit, space, founder, [{"jobs_any": "agree"}] * 9)
    report = counting.report_of(ballot)
    rows = {row[0].fr: row[1].fr for row in report.tables[0].rows}
    assert rows["Un moulin de plus est toujours une bonne nouvelle."] == "rassemble, pour"
    assert "Jeu du moulin" in report.sources[-1].title.fr and "Jeu du moulin" in used_in(report)
    plain = closed(kits.named("mirror"), space, founder, [{"jobs_any": "agree"}])
    assert used_in(mirror.report(plain)) == "celui de Rebonds."


def test_a_questionnaire_of_ones_own_is_read_by_a_person_and_a_team(root, space, founder, brought, visitor):
    cut = "\r\n".join(
        line for line in text_of("self_assessment").split("\r\n") if not line.startswith("autre lecture")
    )
    deck = brought("self_assessment", text=cut)
    assert own.held(deck).kit.alternatives == ()
    (kit,) = offers.of_deck(deck)
    closed(kits.named(selfcheck.NAME), space, founder, [{"vision": 0}] * 6)
    first = closed(kit, space, founder, [{"vision": 0}] * 6)
    assert teams.wave_before(first) is None  # a wave of another questionnaire is no wave before
    second = closed(kit, space, founder, [{"vision": 1}] * 6)
    assert teams.wave_before(second) == first
    report = counting.report_of(second)
    assert "Le cap" in {row[0].fr for row in report.tables[0].rows} and "Jeu du moulin" in used_in(report)
    mine = selfcheck.personal(second, {"vision": 1}, "fr")
    assert "Jeu du moulin" in used_in(mine) and mine.tables[1].rows[0][1].fr == "Le cap"
    client = visitor(Role.PARTICIPANT)
    asked = client.get(f"{root}jeu/{deck.uid}/seul/").content.decode()
    assert "Le cap" in asked and f'action="{root}jeu/{deck.uid}/seul/"' in asked
    result = client.get(f"{root}jeu/{deck.uid}/seul/?vision=1")
    assert "Jeu du moulin" in result.content.decode() and "no-store" in result["Cache-Control"]
    assert client.get(f"{root}jeu/{brought('mirror').uid}/seul/").status_code == 404


def test_portraits_of_ones_own_reactions_and_fiction(root, space, founder, brought, visitor):
    text = text_of("archetypes").replace(
        "rubrique de fiction;monday;obligatoire;non;;",
        "rubrique de fiction;moulin;obligatoire;non;;\r\nrubrique de fiction;moulin;nom;;Le moulin;\r\n"
        "rubrique de fiction;moulin;pour s’aider;;Ce qu’il moud.;\r\nrubrique de fiction;monday;obligatoire;non;;",
    )
    deck = brought("archetypes", text=text)
    client = visitor(Role.PARTICIPANT)
    page = client.get(f"{root}portraits/?jeu={deck.uid}").content.decode()
    assert "Le Passeur" in page and "Jeu du moulin" in page and "Le Bifurcateur" not in page
    assert "Le Bifurcateur" in client.get(f"{root}portraits/").content.decode()
    (kit,) = offers.of_deck(deck)
    report = counting.report_of(closed(kit, space, founder, [{"bifurcateur-vision": 0}] * 6))
    assert "Le Passeur" in report.tables[0].rows[0][0].fr and "Jeu du moulin" in used_in(report)
    new = f"{root}fiches/quote/nouvelle/?carte=bifurcateur&jeu={deck.uid}"
    assert "Le Passeur" in client.get(new).content.decode()
    client.post(new, {"title": "Voilà notre homme", "choice": "bifurcateur", "version": "1"})
    assert "Voilà notre homme" in client.get(f"{root}portraits/?jeu={deck.uid}").content.decode()
    assert "Voilà notre homme" not in client.get(f"{root}portraits/").content.decode()
    frame = framed("fiction", deck)
    said = {f"f-{one.id}": f"Texte {one.id}" for one in frame.fields} | {
        f"s-{s.id}": "1" for s in frame.sliders
    }
    for title in ("Une", "Deux"):
        assert (
            client.post(
                f"{root}fiches/fiction/nouvelle/?jeu={deck.uid}", {"title": title, "version": "1", **said}
            ).status_code
            == 302
        )
    one = Sheet.kept.filter(kind="fiction").first()
    assert one.deck == deck and one.said["moulin"] == "Texte moulin"
    assert "Texte moulin" in client.get(f"{root}fiche/{one.uid}/").content.decode()
    assert "Le moulin" in client.get(f"{root}fiche/{one.uid}/modifier/").content.decode()
    assert client.get(f"{root}fiche/{one.uid}/?format=affiche").content.startswith(b"%PDF")
    compared = client.get(f"{root}fictions/comparer/?jeu={deck.uid}").content.decode()
    assert "Le moulin" in compared and "Jeu du moulin" in compared
    assert "Il faut deux fictions" in client.get(f"{root}fictions/comparer/").content.decode()
    assert client.get(f"{root}portraits/?jeu=nothing").status_code == 404
    assert archetypes.kit().fiction[-1].id == "monday"


def test_debates_and_remits_of_ones_own(root, space, founder, brought, visitor):
    text = text_of("officials").replace("délégation;economy;nom;;Économie", "délégation;economy;nom;;Moulins")
    deck = brought("officials", text=text)
    (kit,) = offers.of_deck(deck)
    report = counting.report_of(closed(kit, space, founder, [{"sell_land": 0}] * 6))
    assert "Garder le moulin ou le vendre" in " ".join(table.title.fr for table in report.tables)
    assert "Jeu du moulin" in used_in(report)
    client = visitor(Role.ELECTED)
    page = client.get(f"{root}delegations/?jeu={deck.uid}").content.decode()
    assert "Garder le moulin ou le vendre" in page and "Jeu du moulin" in page
    assert (
        client.get(f"{root}delegations/?jeu={deck.uid}&format=csv").content.decode().count("Garder le moulin")
    )
    client.post(
        f"{root}fiches/decision/nouvelle/?jeu={deck.uid}",
        {"title": "Le toit", "f-situation": "S", "f-ask": "A", "version": "1"},
    )
    decision = Sheet.kept.get()
    assert decision.deck == deck
    new = f"{root}fiches/implication/nouvelle/?de={decision.uid}"
    assert "Moulins" in client.get(new).content.decode()
    client.post(new, {"title": "Nous", "choice": "economy", "f-cwb": "Louer", "version": "1"})
    found = officials.decision_report(decision)
    assert "Moulins" in found.tables[0].title.fr and "Jeu du moulin" in used_in(found)


def test_what_ifs_of_ones_own(root, space, founder, visitor, brought):
    client = visitor()
    given = SimpleUploadedFile("pistes.csv", "piste\nMoudre\nPrêter\n".encode())
    client.post(f"{root}pistes/", {"method": "majority-judgment", "source": "file", "file": given})
    deck = Deck.kept.get()
    assert deck.title == "pistes" and Ballot.kept.get().kit_data["own"] == deck.uid
    given.seek(0)
    client.post(f"{root}pistes/", {"method": "cumulative", "source": "file", "file": given})
    assert Deck.kept.count() == 1 and Ballot.kept.count() == 2  # the same content is one deck
    client.post(f"{root}pistes/", {"method": "equal-shares", "source": f"deck:{deck.uid}"})
    assert [one["fr"] for one in Ballot.kept.get(method="equal-shares").options] == ["Moudre", "Prêter"]
    bad = SimpleUploadedFile("pistes.csv", ("piste\nA\n" + "x" * 300 + "\n" + "y" * 300).encode())
    page = client.post(f"{root}pistes/", {"method": "cumulative", "source": "file", "file": bad})
    assert page.status_code == 422 and page.content.decode().count("<strong>Ligne ") == 2
    three = offers.of_deck(deck)
    assert {kit.name for kit in three} == {decks.kit_name(method) for method in decks.WAYS}
    ballot = closed(three[0], space, founder, [{"whatif_1": 5, "whatif_2": 0}] * 3)
    assert "«\u00a0pistes\u00a0»" in used_in(counting.report_of(ballot))
    shipped = closed(kits.named("whatifs"), space, founder, [{decks.shipped()[0][0]: 3}])
    assert used_in(counting.report_of(shipped)) == "celui de Rebonds."


def test_a_deck_stands_with_the_kits_of_ballots_and_of_workshops(root, space, brought, visitor):
    deck, client = brought("self_assessment"), visitor()
    key = f"self-assessment:{deck.uid}"
    for page in (root, f"/espaces/{space.slug}/votes/nouveau/", f"{root}jeu/{deck.uid}/"):
        assert f'value="{key}"' in client.get(page).content.decode(), page
    assert client.post(f"/espaces/{space.slug}/votes/nouveau/", {"kit": key}).status_code == 302
    made = Ballot.kept.get()
    assert made.kit == "self-assessment" and made.kit_data == {"own": deck.uid}
    client.post(f"{root}ateliers/", {"title": "A", "m-self_assessment": "20", "d-self_assessment": deck.uid})
    (there,) = Session.kept.get().ballots.all()
    assert there.kit_data == {"own": deck.uid}


def test_a_deck_of_another_workspace_is_nobody_s_here(root, founder, brought, visitor):
    from rebonds.rooms.people.models import Workspace

    deck = brought("archetypes")
    Deck.objects.update(
        workspace=Workspace.objects.create(name="Ailleurs", slug="ailleurs", retention_days=365)
    )
    client = visitor()
    for page in (
        f"portraits/?jeu={deck.uid}",
        f"jeu/{deck.uid}/",
        f"jeu/{deck.uid}/jeu.csv",
        f"jeux/cartes/archetypes.pdf?jeu={deck.uid}",
    ):
        assert client.get(f"{root}{page}").status_code == 404, page
