"""A workspace's own compass: written, compared in words, brought back; strategies beside it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rebonds.content.compass_dump import dump
from rebonds.content.compass_file import load
from rebonds.content.models import compass
from rebonds.rooms.compass import store
from rebonds.rooms.compass.forms import model_form
from rebonds.rooms.compass.models import LocalStrategy, OwnCompass
from rebonds.rooms.people import changes, demo
from rebonds.rooms.people.models import Role


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/boussole/"


@pytest.fixture
def own(founder):
    return store.begin(founder)


@pytest.fixture
def plan(founder):
    row = LocalStrategy(name="Plan d’achats", date="2024", aims=["circular"], tools=["local_procurement"])
    return changes.save(row, founder)


def typed(row, ident, **changed):
    """Return what the form of a model posts, with some fields changed."""
    form = model_form(store.core(row), ident, "fr")(instance=row)
    return {name: form.initial[name] for name in form.fields} | {"version": row.version} | changed


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_renders(root, own, plan, visitor, lang):
    client = visitor()
    for page in (
        "", "?m=cwb&m=circular&politique=land", "importer/", "versions/", "modele/cwb/", "strategies/",
        "strategies/nouvelle/", f"strategies/{plan.uid}/", f"strategies/{plan.uid}/modifier/",
    ):  # fmt: skip
        response = client.get(f"{root}{page}{'&' if '?' in page else '?'}lang={lang}")
        assert response.status_code == 200, page
    for page in ("?m=nobody", "modele/nobody/", "fichier/exe/"):
        assert client.get(f"{root}{page}").status_code == 404, page


def test_the_shipped_compass_is_shown_until_the_workspace_has_its_own(root, space, visitor):
    client = visitor(Role.INVESTIGATOR)
    html = client.get(root).content.decode()
    assert "Celle de Rebonds" in html and html.count("<svg") >= 2
    for page in ("versions/", "modele/cwb/"):
        assert client.get(f"{root}{page}").status_code == 404
    for _ in range(2):
        assert client.post(f"{root}la-notre/").status_code == 302
    row = OwnCompass.kept.get()
    assert load(row.content.encode()) == compass()
    assert "version 1" in client.get(root).content.decode()


def test_models_are_read_on_the_territory_asked_for_or_on_that_of_the_workspace(root, own, space, visitor):
    client = visitor()
    plain = client.get(root).content.decode()
    assert "/territoire/200040715/" not in plain
    asked = client.get(f"{root}?territoire=Grenoble-Alpes-Métropole&m=foundational").content.decode()
    assert "/territoire/200040715/" in asked and "Insee" in asked.split('id="sources"')[-1]
    space.territory = "200040715"
    space.save()
    assert "/territoire/200040715/" in client.get(root).content.decode()
    assert "/territoire/200040715/" not in client.get(f"{root}?territoire=").content.decode()
    unknown = client.get(f"{root}?territoire=nulle-part-xyz")
    assert unknown.status_code == 200 and 'class="warning"' in unknown.content.decode()
    file = client.get(f"{root}fichier/csv/?m=foundational").content.decode()
    assert "\nfigures;" in file


def test_a_degree_is_changed_told_in_words_and_brought_back(root, own, visitor):
    client = visitor()
    page = f"{root}modele/foundational/"
    reason = {"reason_ecology_fr": "Le groupe l'a débattu.", "reason_ecology_en": "The group debated it."}
    given = typed(own, "foundational", degree_ecology="1", basis_ecology="ours", **reason)
    assert client.post(page, given).status_code == 302
    own.refresh_from_db()
    found = store.core(own)
    degree = found.models["foundational"].degrees["ecology"]
    assert (degree.value, degree.basis, degree.reason.fr, found.version) == (
        1,
        "ours",
        "Le groupe l’a débattu.",
        "2",
    )
    others = {key: model for key, model in found.models.items() if key != "foundational"}
    assert others == {key: model for key, model in compass().models.items() if key != "foundational"}
    words = client.get(f"{root}versions/").context["words"]
    assert len(words) == 1 and "à coter" in words[0] and "1" in words[0]
    assert client.get(f"{root}versions/?a=2&b=1").context["words"] != words
    assert client.get(f"{root}versions/?a=9&b=x").status_code == 200
    assert "passe de" in client.get(root).content.decode()  # what it changes to the shipped one
    client.post(f"{root}versions/retablir/", {"version": "1"})
    own.refresh_from_db()
    assert own.version == 3 and store.core(own).models == compass().models
    assert client.post(f"{root}versions/retablir/", {"version": "77"}).status_code == 404


def test_the_shipped_one_is_restored_as_a_new_version(root, own, founder, visitor):
    held = store.core(own)
    store.write(own, replace(held, tensions=()), founder)
    assert own.version == 2
    visitor().post(f"{root}celle-de-rebonds/")
    own.refresh_from_db()
    assert own.version == 3 and store.core(own).tensions == compass().tensions
    visitor().post(f"{root}celle-de-rebonds/")  # it says the same: no version is made
    own.refresh_from_db()
    assert own.version == 3
    assert [one.number for one in changes.history(own)] == [3, 2, 1]


def test_what_makes_no_sense_is_refused_and_kept_as_typed(root, own, visitor):
    client, page = visitor(), f"{root}modele/cwb/"
    for changed in (
        {"degree_social": "7"},
        {"finality_fr": ""},
        {"basis_social": "rumour"},
        {"reason_social_en": " "},
    ):
        assert client.post(page, typed(own, "cwb", **changed)).status_code == 422, changed
    own.refresh_from_db()
    assert own.version == 1


def test_two_people_meet_both_texts_and_nothing_is_crushed(root, own, visitor):
    mine = typed(own, "cwb", finality_fr="La mienne.")
    assert (
        visitor(Role.INVESTIGATOR)
        .post(f"{root}modele/cwb/", typed(own, "cwb", finality_fr="La sienne."))
        .status_code
        == 302
    )
    met = visitor().post(f"{root}modele/cwb/", mine)
    assert (
        met.status_code == 409 and "La sienne" in met.content.decode() and "La mienne" in met.content.decode()
    )
    own.refresh_from_db()
    assert store.core(own).models["cwb"].finality.fr == "La sienne."


def test_a_file_is_taken_away_changed_and_read_again(root, own, visitor):
    client = visitor()
    text = client.get(f"{root}fichier/toml/").content.decode()
    changed = re.sub(r"value = 2", "value = 3", text, count=1)

    def post(content):
        return client.post(
            f"{root}importer/", {"file": SimpleUploadedFile("la-notre.toml", content.encode())}
        )

    assert post(changed).status_code == 302
    own.refresh_from_db()
    assert own.version == 2 and store.core(own).models != compass().models
    for bad, said in (("rien", "TOML"), (text.replace("value = 3", "value = 9", 1), "entre 0 et 3"),
                      (text.replace('reads = ["wealth"]', 'reads = ["lune"]', 1), "lune")):  # fmt: skip
        refused = post(bad)
        assert refused.status_code == 422 and said in refused.content.decode(), said
    own.refresh_from_db()
    assert own.version == 2
    for kind in ("pdf", "xlsx", "csv", "json"):
        assert client.get(f"{root}fichier/{kind}/?m=cwb").status_code == 200, kind


def test_a_strategy_that_borrows_a_tool_without_the_aim_is_told(root, visitor):
    client = visitor(Role.ELECTED)
    given = {"name": "Plan d’achats", "tools": ["local_procurement"], "version": 1}
    assert client.post(f"{root}strategies/nouvelle/", given).status_code == 302
    row = LocalStrategy.kept.get()
    html = client.get(f"{root}strategies/{row.uid}/").content.decode()
    assert "Emprunte l’outil sans la finalité" in html and "Community wealth building" in html
    page = client.get(f"{root}?m=circular").content.decode()
    assert "Plan d’achats" in page and "Personne ne couvre" in page
    assert client.post(f"{root}strategies/nouvelle/", {"name": "Vide", "version": 1}).status_code == 422
    unknown = client.post(f"{root}strategies/nouvelle/", given | {"tools": ["baguette"]})
    assert unknown.status_code == 422
    assert visitor(Role.PARTICIPANT).get(f"{root}strategies/{row.uid}/modifier/").status_code == 403


def test_a_tool_that_the_compass_no_longer_holds_is_left_out(own, plan, founder, space):
    held = store.core(own)
    models = {key: replace(one, tools=()) for key, one in held.models.items()}
    store.write(own, replace(held, tools={}, models=models), founder)
    found = store.strategies(space, store.held(space))
    assert (found[0].aims, found[0].tools) == (("circular",), ())


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.ELECTED, Role.PARTNER, Role.OBSERVER, Role.GUEST])
def test_others_read_and_do_not_write_it(root, own, visitor, role):
    client = visitor(role)
    assert client.get(root).status_code == 200 and client.get(f"{root}versions/").status_code == 200
    assert client.get(f"{root}modele/cwb/").status_code == 403
    for page in ("la-notre/", "celle-de-rebonds/", "versions/retablir/", "importer/"):
        assert client.post(f"{root}{page}").status_code == 403, page


def test_the_demonstration_has_a_compass_of_its_own(founder):
    space = demo.load(founder.account)
    row = store.own(space)
    assert row.version == 2 and store.core(row).models["foundational"].degrees["ecology"].value == 1
    assert LocalStrategy.kept.within(space).count() == 2
    assert load(dump(store.core(row)).encode()).models == store.core(row).models
