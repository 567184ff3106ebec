"""Pages of the room: written by forms, imported, presumed, confirmed, moved; refused where the table of access refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from rebonds.matching.declared import EXAMPLE
from rebonds.rooms.firms import store
from rebonds.rooms.firms.models import Firm, FirmFlow, Synergy
from rebonds.rooms.firms.numbers import siret_of
from rebonds.rooms.people import changes, demo
from rebonds.rooms.people.models import Role


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/entreprises/"


@pytest.fixture
def opened(firms, people):
    return store.open_synergy(
        firms["Scierie"], firms["Chaufferie"], "030105", "bois combustible", people[Role.FACILITATOR],
        timezone.localdate() - dt.timedelta(10),
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_renders(root, firms, opened, visitor, lang):
    client, firm = visitor(), firms["Scierie"]
    row = FirmFlow.kept.filter(firm=firm).first()
    store.presume(firm, firm.created_by)
    for page in (
        "", "nouvelle/", "importer/", "flux/", f"flux/{row.uid}/", "toile/", "synergies/", f"{firm.uid}/",
        f"{firm.uid}/modifier/", f"{firm.uid}/flux/", f"synergie/{opened.uid}/", f"synergie/{opened.uid}/note/",
        "importer/exemple/firms.csv/", f"{firms['Chaufferie'].uid}/",
    ):  # fmt: skip
        response = client.get(f"{root}{page}?lang={lang}")
        assert response.status_code == 200, page
    assert client.get(f"{root}importer/exemple/autre.csv/").status_code == 404


def test_an_empty_room_says_so(root, visitor):
    client = visitor()
    assert "Aucune entreprise" in client.get(root).content.decode()
    assert "Aucun lien" in client.get(f"{root}toile/").content.decode()
    assert client.get(f"{root}synergies/").status_code == 200
    assert client.get(f"{root}synergies/fichier/pdf/").content.startswith(b"%PDF")


def test_a_firm_is_added_presumed_and_answers_line_by_line(root, space, people, visitor):
    client = visitor(Role.PARTNER)
    given = {
        "name": "Menuiserie",
        "naf": "16.23z",
        "siret": "732 829 320 00074",
        "consent": "members",
        "version": 1,
    }
    assert client.post(f"{root}nouvelle/", given).status_code == 302
    firm = Firm.kept.get(name="Menuiserie")
    assert (firm.naf, firm.siret, firm.created_by) == ("1623Z", "73282932000074", people[Role.PARTNER])
    client.post(f"{root}{firm.uid}/presumer/")
    rows = list(FirmFlow.kept.filter(firm=firm))
    assert rows and {(r.state, r.quantity) for r in rows} == {("presumed", None)}
    html = client.get(f"{root}{firm.uid}/").content.decode()
    assert html.count("Confirmer") == len(rows) and "convention" in html
    client.post(f"{root}flux/{rows[0].uid}/reponse/", {"answer": "yes", "quantity": "12.5"})
    client.post(f"{root}flux/{rows[1].uid}/reponse/", {"answer": "no"})
    client.post(f"{root}flux/{rows[2].uid}/reponse/", {"answer": "yes", "quantity": "-3"})
    states = {r.pk: (r.state, r.quantity) for r in FirmFlow.kept.filter(firm=firm)}
    assert states[rows[0].pk] == ("declared", 12.5)
    assert states[rows[1].pk] == ("refused", None)
    assert states[rows[2].pk] == ("presumed", None)
    client.post(f"{root}{firm.uid}/presumer/")  # what was refused does not come back
    assert FirmFlow.kept.filter(firm=firm).count() == len(rows)
    assert rows[1].resource not in {r.resource for r in store.flows_of(space) if r.state == "refused"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"siret": "732 829 320 00075"}, "pas un SIRET"),
        ({"siret": "123"}, "pas un SIRET"),
        ({"naf": "bois"}, "pas un code NAF"),
        ({"lon": "5.7"}, "longitude et la latitude"),
        ({"lon": "5.7", "lat": "95"}, "90"),
        ({"name": ""}, "obligatoire"),
        ({"consent": "everyone"}, "Sélectionnez"),
    ],
)
def test_what_makes_no_sense_of_a_firm_is_refused(root, visitor, given, said):
    response = visitor().post(
        f"{root}nouvelle/", {"name": "Une", "consent": "members", "version": 1, **given}
    )
    assert response.status_code == 422 and said in response.content.decode()
    assert not Firm.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"quantity": "-1"}, "supérieur"),
        ({"unit": "kg"}, "comptée en t"),
        ({"side": "offer", "resource": "03 01 05"}, "déjà une ligne"),
        ({"resource": ""}, "obligatoire"),
    ],
)
def test_what_makes_no_sense_of_a_flow_is_refused(root, firms, visitor, given, said):
    page = f"{root}{firms['Scierie'].uid}/flux/"
    full = {"side": "need", "resource": "03 01 05", "unit": "t", "version": 1}
    before = FirmFlow.objects.count()
    response = visitor().post(page, full | given)
    assert response.status_code == 422 and said in response.content.decode()
    assert FirmFlow.objects.count() == before
    assert visitor().post(page, full).status_code == 302
    row = FirmFlow.kept.latest("pk")
    assert (row.resource, row.quantity, row.state) == ("030105", None, "declared")


def upload(name, text):
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def test_tables_are_imported_once_and_bad_lines_are_said(root, space, visitor):
    client = visitor()

    def files():
        return {name: upload(f"{name}.csv", EXAMPLE[f"{name}.csv"]) for name in ("firms", "flows")}

    assert client.post(f"{root}importer/", files()).status_code == 302
    assert (Firm.kept.count(), FirmFlow.kept.count()) == (4, 5)
    consents = dict(Firm.kept.values_list("name", "consent"))
    assert consents["Ferme d'exemple"] == "facilitator" and consents["Brasserie fictive"] == "members"
    again = client.post(f"{root}importer/", files(), follow=True).content.decode()
    assert (Firm.kept.count(), FirmFlow.kept.count()) == (4, 5) and "4 entreprises, 5 lignes" in again
    bad = EXAMPLE["flows.csv"].replace("120;t", "beaucoup;t")
    refused = client.post(
        f"{root}importer/", {"firms": upload("f.csv", EXAMPLE["firms.csv"]), "flows": upload("flux.csv", bad)}
    )
    assert refused.status_code == 422 and "flux.csv, ligne 2" in refused.content.decode()
    other = EXAMPLE["flows.csv"].replace(";t;", ";kg;")
    refused = client.post(
        f"{root}importer/",
        {"firms": upload("f.csv", EXAMPLE["firms.csv"]), "flows": upload("flux.csv", other)},
    )
    assert "compté en t dans cet espace" in refused.content.decode() and Firm.kept.count() == 4
    table = "firm;side;resource;quantity;unit\nZ;offer;eau;3;m³\n"
    unsaid = {"firms": upload("f.csv", "firm;name\nZ;Zoé\n"), "flows": upload("x.csv", table)}
    client.post(f"{root}importer/", unsaid)
    assert Firm.kept.get(name="Zoé").consent == "facilitator"  # what is not said stays withheld


def test_a_synergy_is_opened_from_what_the_search_finds_and_moves(root, firms, visitor, people):
    client = visitor(Role.ELECTED)
    board = client.get(f"{root}synergies/")
    assert [(row["one"].giver_name, row["one"].receiver_name) for row in board.context["matches"]] == [
        ("Scierie", "Chaufferie")
    ]
    leads = {(row["one"].giver_name, row["one"].receiver_name) for row in board.context["leads"]}
    assert leads == {("Menuiserie", "Chaufferie")}
    asked = {"giver": firms["Scierie"].uid, "receiver": firms["Chaufferie"].uid, "resource": "030105"}
    for _ in range(2):
        assert client.post(f"{root}synergies/ouvrir/", asked).status_code == 302
    made = Synergy.kept.get()
    assert made.state == "presumed" and made.needed == "bois combustible"
    assert client.post(f"{root}synergies/ouvrir/", asked | {"resource": "or"}).status_code == 404
    page, today = f"{root}synergie/{made.uid}/", timezone.localdate()
    refused = client.post(f"{page}etat/", {"state": "running", "date": today.isoformat()})
    assert refused.status_code == 422
    tomorrow = today + dt.timedelta(1)
    assert (
        client.post(f"{page}etat/", {"state": "discussed", "date": tomorrow.isoformat()}).status_code == 422
    )
    for state in ("discussed", "confirmed", "running", "confirmed"):
        assert client.post(f"{page}etat/", {"state": state, "date": today.isoformat()}).status_code == 302
    made.refresh_from_db()
    assert [step.state for step in made.steps] == [
        "presumed",
        "discussed",
        "confirmed",
        "running",
        "confirmed",
    ]
    html = client.get(f"{root}synergies/").content.decode()
    assert "Scierie → Chaufferie" in html
    other = visitor(Role.PARTICIPANT)
    assert other.post(f"{page}etat/", {"state": "running", "date": today.isoformat()}).status_code == 403
    assert visitor(Role.GUEST).post(f"{root}synergies/ouvrir/", asked).status_code == 403


def test_a_firm_page_says_who_is_exposed_and_by_which_links(root, firms, opened, people, visitor):
    store.open_synergy(firms["Chaufferie"], firms["Hôpital"], "chaleur", "chaleur", people[Role.FACILITATOR])
    rows = visitor().get(f"{root}{firms['Scierie'].uid}/").context["exposed"]
    assert [(str(r["firm"]), r["depth"], len(r["through"])) for r in rows] == [
        ("Chaufferie", 1, 1),
        ("Hôpital", 2, 2),
    ]
    assert rows[0]["others"] == 0
    store.open_synergy(firms["Menuiserie"], firms["Chaufferie"], "030105", "", people[Role.FACILITATOR])
    assert visitor().get(f"{root}{firms['Scierie'].uid}/").context["exposed"][0]["others"] == 1


def test_others_firms_are_not_hers_to_write(root, firms, visitor):
    client, firm = visitor(Role.PARTICIPANT), firms["Hôpital"]
    row = FirmFlow.kept.filter(firm=firm).first()
    for page in (f"{firm.uid}/modifier/", f"{firm.uid}/flux/", f"flux/{row.uid}/"):
        assert client.get(f"{root}{page}").status_code == 403, page
    for page in (f"{firm.uid}/presumer/", f"flux/{row.uid}/reponse/", "presumer/"):
        assert client.post(f"{root}{page}", {"answer": "no"}).status_code == 403, page
    assert client.get(f"{root}{firms['Menuiserie'].uid}/modifier/").status_code == 200


def test_flows_to_come_and_firms_put_aside_are_out_of_the_web(root, firms, people, visitor):
    member = people[Role.FACILITATOR]
    row = FirmFlow.kept.get(firm=firms["Chaufferie"])
    row.valid_from = timezone.localdate() + dt.timedelta(30)
    changes.save(row, member)
    assert not store.reading(member).matches
    row.valid_from = None
    changes.save(row, member)
    assert store.reading(member).matches
    firms["Chaufferie"].delete_softly(member)
    assert not store.reading(member).matches


def test_the_search_presumes_from_activities_for_all(root, firms, visitor):
    client = visitor(Role.INVESTIGATOR)
    client.post(f"{root}presumer/")
    assert FirmFlow.kept.filter(firm=firms["Hôpital"], state="presumed").exists()
    assert not FirmFlow.kept.filter(firm=firms["Chaufferie"], state="presumed").exists()  # no activity known


def test_the_demonstration_brings_an_invented_park(founder):
    space = demo.load(founder.account)
    assert Firm.kept.within(space).count() == 13
    assert all("inventé" in one.name for one in Firm.kept.within(space))
    states = set(Synergy.kept.within(space).values_list("state", flat=True))
    assert states == {"presumed", "discussed", "confirmed", "running"}
    assert FirmFlow.kept.within(space).filter(state="presumed").exists()


def test_few_queries_whatever_the_firms(root, firms, founder, add, visitor, django_assert_max_num_queries):
    for rank in range(12):
        add(founder, f"Firme {rank}", ("offer", "bois", 4.0, "t", None), ("need", "eau", 3.0, "m³", 2.0))
    client = visitor()
    for page, most in (("", 14), ("flux/", 14), ("toile/", 14), ("synergies/", 14)):
        client.get(f"{root}{page}")
        with django_assert_max_num_queries(most):
            client.get(f"{root}{page}")


@pytest.mark.parametrize(
    ("written", "known"),
    [("73282932000074", True), ("732 829 320 00074", True), ("73282932000075", False), ("35600000000048", True),
     ("35600000000049", False), ("", False), ("7328293200007٤", False)],
)  # fmt: skip
def test_siret(written, known):
    assert (siret_of(written) is not None) is known
