"""Who sees a quantity: each role, each level of consent, on every page and in every file."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from rebonds.lenses import serialise_flows
from rebonds.rooms.firms import store
from rebonds.rooms.firms.models import Firm, FirmFlow
from rebonds.rooms.people import access, changes
from rebonds.rooms.people.models import Role

#: Spaces between thousands, as pages and as cells write them.
SPACES = r"[\s\u00a0\u202f]|\\u202f|\\xa0"
FILES = ("csv", "xlsx", "json", "pdf")
#: Who sees the quantities of a firm that another added.
SEE = {
    "facilitator": {Role.FACILITATOR},
    "members": set(Role.values) - {Role.OBSERVER, Role.GUEST},
    "public": set(Role.values),
}


@pytest.mark.parametrize("consent", list(SEE))
def test_the_matrix_of_consent(consent, people, add):
    owner = people[Role.PARTICIPANT]
    firm = add(owner, "Secrète", ("offer", "bois", 4321.0, "t", None), consent=consent)
    row = FirmFlow.kept.get(firm=firm)
    for role, member in people.items():
        wanted = role in SEE[consent] or member == owner
        assert access.allowed(member, "flow.see", row) is wanted, (role, consent)
        core = store.core_firms(member)[firm.uid]
        assert core.consent is wanted


def pages(space, firm):
    root = f"/espaces/{space.slug}/entreprises/"
    row = FirmFlow.kept.filter(firm=firm).first()
    found = ["", "flux/", "flux/?format=csv", "toile/", "synergies/", f"{firm.uid}/", f"flux/{row.uid}/"]
    found += [f"synergies/fichier/{kind}/" for kind in ("csv", "json")]
    extra = [f"/espaces/{space.slug}/{page}/firm-flow/{row.uid}/" for page in ("historique", "fil")]
    return [*(f"{root}{one}" for one in found), *extra, f"/espaces/{space.slug}/"]


@pytest.mark.parametrize(
    "role", [Role.INVESTIGATOR, Role.ELECTED, Role.OBSERVER, Role.GUEST, Role.PARTICIPANT]
)
def test_a_quantity_that_is_withheld_is_on_no_page(role, space, firms, visitor):
    hospital, client = firms["Hôpital"], visitor(role)
    for page in pages(space, hospital):
        response = client.get(page)
        assert response.status_code in {200, 403}, page
        text = re.sub(r"[\s\u00a0\u202f]", "", response.content.decode("utf-8-sig"))
        assert "1777" not in text, page
    assert client.get(pages(space, hospital)[6]).status_code == 403
    for order in ("quantity", "-quantity"):  # neither does an order tell it
        asked = client.get(f"/espaces/{space.slug}/entreprises/flux/?tri={order}")
        assert asked.context["listing"].sort == ""


def test_its_owner_and_the_facilitator_see_it(space, firms, visitor):
    for role in (Role.PARTNER, Role.FACILITATOR):
        html = (
            visitor(role).get(f"/espaces/{space.slug}/entreprises/{firms['Hôpital'].uid}/").content.decode()
        )
        assert re.search(r"1.?777", html), role
    assert (
        "non communiquée"
        in visitor(Role.GUEST)
        .get(f"/espaces/{space.slug}/entreprises/{firms['Hôpital'].uid}/")
        .content.decode()
    )


def test_the_contact_is_for_whoever_runs_and_whoever_added(space, people, add, visitor):
    firm = add(people[Role.PARTNER], "Atelier", contact="Ines Inventée 0600000000")
    for role in Role.values:
        client = visitor(role)
        seen = (
            "Ines Inventée" in client.get(f"/espaces/{space.slug}/entreprises/{firm.uid}/").content.decode()
        )
        assert seen is (role in {Role.FACILITATOR, Role.PARTNER}), role
        for page in (f"historique/firm/{firm.uid}/", "entreprises/?format=csv"):
            assert "Ines" not in client.get(f"/espaces/{space.slug}/{page}").content.decode()


def numbers(node):
    """Return every number of a JSON."""
    if isinstance(node, dict):
        return [x for value in node.values() for x in numbers(value)]
    if isinstance(node, list):
        return [x for value in node for x in numbers(value)]
    return [float(node)] if isinstance(node, int | float) and not isinstance(node, bool) else []


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.PARTICIPANT, Role.OBSERVER])
def test_neither_sums_nor_differences_give_it(role, people, firms, add):
    """Totals of the reading, and what the member knows of her own and of the open firms, give no withheld figure."""
    add(
        people[Role.ELECTED],
        "Four",
        ("need", "chaleur", 613.0, "MWh", 10.0),
        ("offer", "030105", 97.0, "t", None),
    )
    member = people[role]
    plain = serialise_flows.to_json(store.reading(member))
    amounts = set(numbers([plain[key] for key in ("value", "matches", "left", "totals", "missing", "leads")]))
    visible = {
        r.quantity for r in FirmFlow.kept.select_related("firm") if access.allowed(member, "flow.see", r)
    }
    secret = {r.quantity for r in FirmFlow.kept.all()} - visible
    assert secret
    known = amounts | visible | {0.0}
    for a, b, c in itertools.product(known, repeat=3):
        assert not any(abs(abs(a - b - c) - one) < 1e-6 for one in secret), (a, b, c)


def test_a_sum_needs_three_firms_that_withhold(people, founder, add):
    for rank, amount in enumerate((10.0, 20.0, 40.0)):
        total = {one.resource: one.offered for one in store.reading(people[Role.ELECTED]).totals}
        assert all(amount_.value is None for amount_ in total.values())
        add(people[Role.PARTNER], f"Firme {rank}", ("offer", "eau", amount, "m³", None))
    total = {one.resource: one.offered for one in store.reading(people[Role.ELECTED]).totals}
    assert total["eau"].value == 70.0
    # Their owner, who knows two, would have the third: hers are all her own here, another's is not.
    add(people[Role.ELECTED], "Autre", ("offer", "eau", 5.0, "m³", None))
    assert {o.resource: o.offered.value for o in store.reading(people[Role.PARTNER]).totals}["eau"] is None


def test_asking_again_with_other_quantities_tells_nothing(people, firms):
    """A participant who moves her own need reads the same answer whatever the withheld quantity is."""
    member = people[Role.PARTICIPANT]
    mine = FirmFlow(firm=firms["Menuiserie"], side="offer", resource="chaleur", unit="MWh", quantity=5.0)
    changes.save(mine, member)
    theirs = FirmFlow.kept.get(firm=firms["Hôpital"])
    answers = []
    for hidden in (1777.0, 3.0):
        theirs.quantity = hidden
        changes.save(theirs, people[Role.PARTNER])
        for own in (1.0, 50.0, 5000.0):
            mine.quantity = own
            changes.save(mine, member)
            answers.append((own, json.dumps(serialise_flows.to_json(store.reading(member)), sort_keys=True)))
    assert answers[:3] == answers[3:]


@pytest.mark.parametrize("kind", FILES)
def test_files_follow_the_same_secrecy(kind, space, firms, visitor):
    page = f"/espaces/{space.slug}/entreprises/synergies/fichier/{kind}/"
    for role in (Role.FACILITATOR, Role.GUEST):
        response = visitor(role).get(page)
        assert response.status_code == 200 and response["Cache-Control"] == "private, no-cache"
        content = response.content
        if kind == "xlsx":
            from io import BytesIO

            from python_calamine import CalamineWorkbook

            book = CalamineWorkbook.from_filelike(BytesIO(content))
            content = repr(
                [book.get_sheet_by_index(i).to_python() for i in range(len(book.sheet_names))]
            ).encode()
        if kind != "pdf":
            seen = "1777" in re.sub(SPACES, "", content.decode("utf-8-sig"))
            assert seen is (role == Role.FACILITATOR), role
        else:
            assert content.startswith(b"%PDF")
    assert visitor().get(f"/espaces/{space.slug}/entreprises/synergies/fichier/exe/").status_code == 404


def test_taking_consent_back_hides_at_once(space, people, firms, visitor):
    firm = firms["Scierie"]
    page = f"/espaces/{space.slug}/entreprises/{firm.uid}/"
    client = visitor(Role.ELECTED)
    assert "317" in client.get(page).content.decode()
    firm.consent = Firm.Consent.FACILITATOR
    changes.save(firm, people[Role.FACILITATOR])
    assert "317" not in client.get(page).content.decode()


def test_search_finds_firms_by_name_never_by_quantity_nor_contact(space, people, firms, add, visitor):
    add(people[Role.PARTNER], "Atelier du Gué", contact="Ines Inventée")
    client = visitor()
    page = f"/espaces/{space.slug}/recherche/"
    assert "Atelier du" in client.get(page, {"q": "gué"}).content.decode()
    for words in ("ines", "1777"):
        assert "Atelier du" not in client.get(page, {"q": words}).content.decode()
        assert "Hôpital" not in client.get(page, {"q": words}).content.decode()
