"""Consent: who reads what, what is published, and what a withdrawal reaches."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from rebonds.rooms.dossiers import consent, echoes, grounds, publishing, reports
from rebonds.rooms.dossiers.models import (
    Consent,
    Controversy,
    ExportLog,
    Finding,
    Publication,
    Quote,
    Scope,
    Witness,
)
from rebonds.rooms.dossiers.views.words import readable
from rebonds.rooms.people import access, changes, uploads
from rebonds.rooms.people.models import Role
from rebonds.rooms.search import finding as finding_words
from rebonds.rooms.search.models import SearchEntry

TEAM = (Role.INVESTIGATOR, Role.PARTICIPANT)


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/"


@pytest.fixture
def publication(dossier, people):
    """A report of the dossier."""
    made = Publication(title="Retours")
    changes.save(made, people[Role.FACILITATOR])
    publishing.add_chapters(made, [dossier], people[Role.FACILITATOR])
    return made


@pytest.mark.parametrize("state", Consent.values)
@pytest.mark.parametrize("scope", Scope.values)
@pytest.mark.parametrize("role", Role.values)
def test_who_reads_a_quote(said, people, state, scope, role):
    """The whole matrix consent x scope x role, one by one and in the list."""
    quote = said.quote["Alba"]
    Witness.objects.filter(pk=quote.witness_id).update(consent=state, scope=scope)
    quote = Quote.kept.get(pk=quote.pk)
    member = people[role]
    public = state in ("oral", "written") and scope != "internal"
    wanted = state != "withdrawn" and role != Role.GUEST and (public or role in (*TEAM, Role.FACILITATOR))
    assert quote.publishable is public
    assert access.allowed(member, "quote.see", quote) is wanted
    if role != Role.GUEST:
        assert readable(member).filter(pk=quote.pk).exists() is wanted
    heard = state != "withdrawn" and role in (*TEAM, Role.FACILITATOR)
    assert access.allowed(member, "hearing.see", quote.hearing) is heard
    assert access.allowed(member, "witness.see", quote.witness) is (role in (*TEAM, Role.FACILITATOR))
    assert not access.allowed(None, "quote.see", quote)


def test_the_name_is_said_only_where_she_accepts_it(said):
    alba, boris = said.witness["Alba"], said.witness["Boris"]
    assert alba.said_by() == "Alba Nommée, menuisière"
    assert boris.said_by() == "une personne de B"
    alba.consent = Consent.WITHDRAWN
    assert "Alba" not in alba.said_by()
    boris.unnamed_as = ""
    assert boris.said_by() == "une personne entendue"


def test_others_see_no_witness_and_no_contact(said, visitor, root):
    client = visitor(Role.ELECTED)
    for page in (
        "enquetes/",
        f"enquetes/{said.finding.dossier.uid}/",
        f"enquetes/citation/{said.quote['Boris'].uid}/",
        "enquetes/citations/",
        "enquetes/temoins/",
        "recherche/?q=secret",
        "recherche/?q=Boris",
    ):
        html = client.get(f"{root}{page}").content.decode()
        assert "secret-" not in html and "Boris Discret" not in html, page
    for page in ("temoin", "audition"):
        uid = said.witness["Boris"].uid if page == "temoin" else said.hearing["Boris"].uid
        assert client.get(f"{root}enquetes/{page}/{uid}/").status_code == 403
    assert client.get(f"{root}historique/witness/{said.witness['Boris'].uid}/").status_code == 403
    assert not SearchEntry.objects.filter(text__contains="secret-").exists()
    history = visitor(Role.INVESTIGATOR).get(f"{root}historique/witness/{said.witness['Boris'].uid}/")
    assert history.status_code == 200 and "secret-" not in history.content.decode()


def test_withdrawal_reaches_every_page_and_later_files_and_tells_the_past_ones(
    said, publication, people, visitor, root
):
    client, words = visitor(), "Parole de Alba"
    alba, quote = said.witness["Alba"], said.quote["Alba"]
    page = f"{root}retours/{publication.uid}/"
    assert words in client.get(page).content.decode()
    first = client.post(f"{page}fichier/html/").content.decode()
    assert words in first
    assert finding_words.search(people[Role.FACILITATOR], "alba").hits
    client.post(f"{root}enquetes/temoin/{alba.uid}/retrait/")
    for where in (
        page,
        "enquetes/citations/",
        f"enquetes/{said.finding.dossier.uid}/",
        f"enquetes/enseignement/{said.finding.uid}/",
        f"fil/finding/{said.finding.uid}/",
        f"historique/finding/{said.finding.uid}/",
        f"enquetes/temoin/{alba.uid}/",
        "recherche/?q=parole",
        "",
    ):
        address = where if where.startswith("/") else f"{root}{where}"
        html = client.get(address)
        assert html.status_code == 200 and words not in html.content.decode(), where
    for where in (
        f"enquetes/citation/{quote.uid}/",
        f"enquetes/audition/{said.hearing['Alba'].uid}/",
        f"historique/quote/{quote.uid}/",
        f"historique/hearing/{said.hearing['Alba'].uid}/",
        f"fil/quote/{quote.uid}/",
    ):
        assert client.get(f"{root}{where}").status_code == 403, where
    assert words not in client.get(f"{root}enquetes/citations/?format=csv").content.decode()
    for format in ("html", "odt", "pdf"):
        content = client.post(f"{page}fichier/{format}/").content
        if format == "odt":
            content = zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
        if format == "pdf":
            continue  # compressed: the register below says what it holds
        assert words.encode() not in content
    alba.refresh_from_db()
    (past,) = consent.past_exports(alba)
    assert past.format == "html" and [q.pk for q in past.quotes.filter(witness=alba)] == [quote.pk]
    assert all(not line.quotes.filter(witness=alba) for line in ExportLog.objects.exclude(pk=past.pk))
    html = client.get(f"{root}enquetes/temoin/{alba.uid}/").content.decode()
    assert past.sha256[:16] in html and "prévenez" in html


@pytest.mark.parametrize("role", Role.values)
def test_the_pages_of_problems_and_shifts_show_no_word_that_a_role_may_not_read(
    said, space, dossier, people, visitor, root, role
):
    from rebonds.rooms.inquire.models import Meeting, Problem, Shift
    from rebonds.rooms.people import thread

    lead = people[Role.FACILITATOR]
    problem, shift = Problem(title_fr="Le lit est à sec"), Shift(to_fr="la sobriété", from_fr="plus")
    meeting = Meeting(title="Premier jour", starts_at=timezone.now(), ends_at=timezone.now())
    for one in (problem, shift, meeting):
        changes.save(one, lead)
        thread.link(dossier, one, lead)
    thread.link(said.quote["Chloé"], problem, lead)
    thread.link(said.quote["Chloé"], meeting, lead)
    places = (
        f"problemes/{problem.uid}/",
        f"changements/{shift.uid}/",
        f"programme/rencontres/{meeting.uid}/",
    )
    for page in places:
        html = visitor(role).get(f"{root}{page}").content.decode()
        assert ("Parole de Chloé" in html) is (role in (*TEAM, Role.FACILITATOR)), page
        assert ("Ateliers qui ferment" in html) is (role != Role.GUEST), page


def test_consent_given_back_brings_words_back(said, people, visitor, root):
    alba = said.witness["Alba"]
    client = visitor()
    client.post(f"{root}enquetes/temoin/{alba.uid}/retrait/")
    assert not SearchEntry.objects.filter(object_uid=said.quote["Alba"].uid).exists()
    alba.refresh_from_db()
    given = {
        "name": "Alba Nommée",
        "consent": "written",
        "scope": "named",
        "consent_date": "2026-04-01",
        "version": alba.version,
    }
    edit = f"{root}enquetes/modifier/witness/{alba.uid}/"
    assert client.post(edit, given).status_code == 302
    assert SearchEntry.objects.filter(object_uid=said.quote["Alba"].uid).exists()


def test_erasing_words_leaves_none_in_any_version(said, people, visitor, root):
    client, alba, quote, hearing = visitor(), said.witness["Alba"], said.quote["Alba"], said.hearing["Alba"]
    member = people[Role.INVESTIGATOR]
    kept = uploads.attach(hearing, SimpleUploadedFile("voix.txt", b"enregistrement"), member)
    client.post(f"{root}enquetes/temoin/{alba.uid}/effacer/")
    assert Quote.objects.get(pk=quote.pk).text.startswith("Parole")  # not before the withdrawal
    client.post(f"{root}enquetes/temoin/{alba.uid}/retrait/")
    client.post(f"{root}enquetes/temoin/{alba.uid}/effacer/")
    assert not uploads.path(kept).exists()
    for model in (Quote, Witness, type(hearing)):
        for rows in (model.objects, model.history):
            for row in rows.all().values():
                assert not any("Parole de Alba" in str(v) or "secret-Alba" in str(v) for v in row.values())
    assert Quote.objects.filter(pk=said.quote["Boris"].pk, text__startswith="Parole").exists()


def test_a_finding_whose_only_quote_is_gone_stands_no_more(said, publication, people):
    held = grounds.of(said.finding)
    assert held.stands and held.stands_in_public
    alba = said.witness["Alba"]
    alba.scope = Scope.INTERNAL
    changes.save(alba, people[Role.INVESTIGATOR])
    held = grounds.of(said.finding)
    assert held.stands and not held.stands_in_public
    found = reports.assemble(publication, "fr")
    assert "On ferme trop tôt." not in str(found.text.pieces) and found.groundless == [said.finding]
    alba.consent = Consent.WITHDRAWN
    changes.save(alba, people[Role.INVESTIGATOR])
    assert not grounds.of(said.finding).stands
    said.finding.source = "Une source"
    assert grounds.of(said.finding).stands_in_public
    said.quote["Alba"].delete_softly(people[Role.INVESTIGATOR])
    said.finding.source = ""
    assert not grounds.of(said.finding).stands


def test_the_database_itself_refuses_what_rests_on_nothing(dossier, said):
    for make in (
        lambda: Finding.objects.create(workspace=dossier.workspace, dossier=dossier, statement="x"),
        lambda: Controversy.objects.create(
            workspace=dossier.workspace, dossier=dossier, question="?", says_1="a", source_1="s", says_2="b"
        ),
        lambda: Witness.objects.create(
            workspace=dossier.workspace, dossier=dossier, name="x", consent="oral"
        ),
        lambda: Finding.objects.filter(pk=said.finding.pk).update(quote=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_an_archived_workspace_can_be_read_and_not_written(said, space, people, visitor, root):
    space.archived_at = timezone.now()
    space.save()
    client = visitor(Role.INVESTIGATOR)
    assert client.get(f"{root}enquetes/{said.finding.dossier.uid}/").status_code == 200
    assert client.get(f"{root}enquetes/{said.finding.dossier.uid}/ajouter/witness/").status_code == 403


HERS = "Le carnet est plein depuis mars, et personne ne nous a rien demandé."


def test_words_typed_again_are_found_whatever_the_accents_and_leave_in_no_file(
    said, publication, people, visitor, root
):
    client, alba = visitor(), said.witness["Alba"]
    quote = said.quote["Alba"]
    quote.text = HERS
    changes.save(quote, people[Role.FACILITATOR])
    finding = said.finding
    finding.source = "Un rapport"
    finding.detail = (
        "Elle dit : LE CARNET EST PLEIN DEPUIS MARS ; et personne ne nous a rien demande. Puis nous."
    )
    changes.save(finding, people[Role.FACILITATOR])
    publication.closing = "Avant. Le carnet est plein, ailleurs aussi."  # four words of hers are anybody's
    changes.save(publication, people[Role.FACILITATOR])
    page = f"{root}enquetes/temoin/{alba.uid}/"
    report = f"{root}retours/{publication.uid}/"
    assert "LE CARNET" in client.post(f"{report}fichier/html/").content.decode()
    assert "tapées de nouveau" not in client.get(page).content.decode()

    client.post(f"{page}retrait/")
    html = client.get(page).content.decode()
    assert "tapées de nouveau" in html and f"enquetes/enseignement/{finding.uid}/" in html
    left = client.post(f"{report}fichier/html/").content.decode()
    assert "CARNET" not in left and "[paroles retirées]" in left and "Puis nous." in left
    assert "Le carnet est plein, ailleurs aussi." in left
    assert "1 passage tapé à la main" in client.get(report).content.decode()


@pytest.mark.parametrize(
    ("said", "text", "wanted"),
    [
        ([], "Un deux trois quatre cinq six", []),
        (["Trois mots seuls"], "Trois mots seuls", []),
        (["Un deux trois quatre"], "zéro un, DEUX trois quatre cinq", ["un, DEUX trois quatre"]),
        (["a b c d e f g h"], "x b c d e f g y", ["b c d e f g"]),
        (["a b c d e f g h"], "a b c d e x f g h", []),
    ],
)
def test_passages(said, text, wanted):
    assert [text[start:end] for start, end in echoes.Echoes(said).passages(text)] == wanted
