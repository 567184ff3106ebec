"""The API: answers hold to the OpenAPI document, errors are problems, caches are honest."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from rebonds import indicators, lenses

GRENOBLE, GRESIVAUDAN, POVERTY = "200040715", "200018166", "poverty_rate_pct"
ROOT = "/api/v1"
CALLS = (
    ("/", "/"),
    ("/territories?q=grenoble&limit=5", "/territories"),
    ("/territories?q=grenoble&level=commune", "/territories"),
    (f"/territories/{GRENOBLE}", "/territories/{code}"),
    ("/territories/FR", "/territories/{code}"),
    (f"/readings/{GRENOBLE}", "/readings/{code}"),
    (f"/readings/{GRENOBLE}?set=national&lang=en", "/readings/{code}"),
    ("/readings/38185", "/readings/{code}"),
    (f"/compare?a={GRENOBLE}&b={GRESIVAUDAN}", "/compare"),
    ("/indicators", "/indicators"),
    (f"/indicators/{POVERTY}", "/indicators/{id}"),
    (f"/indicators/{POVERTY}/values", "/indicators/{id}/values"),
    ("/sources", "/sources"),
    (f"/flows/{GRENOBLE}", "/flows/{code}"),
    (f"/flows/{GRENOBLE}?lang=en", "/flows/{code}"),
    (f"/pair-flows?a={GRENOBLE}&b=200018166", "/pair-flows"),
    (f"/negotiation?a={GRENOBLE}&b=200018166", "/negotiation"),
    (f"/round-table?a={GRENOBLE}&b=200018166&c=243800984", "/round-table"),
    ("/shocks", "/shocks"),
    ("/shocks/fermeture", "/shocks/{name}"),
)


@pytest.fixture(scope="module")
def document():
    from rebonds.rooms.observe.api import openapi

    return openapi.document()


def validator(document, reference):
    contents = Resource.from_contents(document, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:rebonds", contents)
    return Draft202012Validator({"$ref": f"urn:rebonds{reference}"}, registry=registry)


@pytest.mark.parametrize(("address", "path"), CALLS)
def test_answer_holds_to_the_document(site, document, address, path):
    response = site.get(ROOT + address)
    assert response.status_code == 200
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    check = validator(document, content["schema"]["$ref"])
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in check.iter_errors(response.json())]
    assert not errors, errors[:3]


def test_every_operation_is_tested_and_every_reference_resolves(document, site):
    assert {path for _, path in CALLS} == set(document["paths"])
    assert site.get(f"{ROOT}/openapi.json").json() == document
    assert document["openapi"] == "3.1.0"

    def references(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for child in node.values():
                yield from references(child)
        elif isinstance(node, list):
            for child in node:
                yield from references(child)

    for reference in references(document):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_a_missing_value_is_null_with_its_state(site):
    reading = site.get(f"{ROOT}/readings/{GRENOBLE}").json()
    missing = [d for d in reading["dimensions"] if d["state"] not in ("measured", "estimated")]
    assert missing and all(d["value"] is None for d in missing)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/readings/999999999", 404),
        ("/readings/38185?set=nope", 400),
        ("/territories", 400),
        ("/territories?q=x&limit=0", 400),
        ("/territories?q=x&limit=1e3", 400),
        ("/territories?q=x&level=planet", 400),
        ("/compare?a=38185", 400),
        (f"/compare?a={GRENOBLE}&b={GRENOBLE}", 400),
        ("/indicators/nope", 404),
        ("/indicators/nope/values", 404),
        ("/nope", 404),
    ],
)
def test_error_is_a_problem(site, document, address, status):
    response = site.get(ROOT + address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    body = response.json()
    validator(document, "#/components/schemas/Problem").validate(body)
    assert body["status"] == status


def test_error_speaks_both_languages(site):
    french = site.get(f"{ROOT}/readings/999999999").json()["detail"]
    english = site.get(f"{ROOT}/readings/999999999?lang=en").json()["detail"]
    assert french != english


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_allowed(site, method):
    response = getattr(site, method)(f"{ROOT}/sources")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_any_site_may_read_without_credentials(site):
    response = site.options(f"{ROOT}/sources", headers={"origin": "https://ailleurs.example"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    answer = site.get(f"{ROOT}/sources")
    assert not answer.cookies and "Cookie" not in answer["Vary"]


def test_unchanged_answer_is_not_sent_again(site):
    first = site.get(f"{ROOT}/readings/{GRENOBLE}")
    assert first["Cache-Control"] == "public, max-age=300"
    again = site.get(f"{ROOT}/readings/{GRENOBLE}", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    other = site.get(f"{ROOT}/readings/{GRENOBLE}?lang=en", headers={"if-none-match": first["ETag"]})
    assert other.status_code == 200


def test_etag_changes_with_the_warehouse(site, monkeypatch):
    from rebonds.rooms.observe import store

    before = site.get(f"{ROOT}/sources")["ETag"]
    monkeypatch.setattr(store, "version_tag", lambda: "another")
    assert site.get(f"{ROOT}/sources")["ETag"] != before


def test_reading_is_the_one_of_the_command_line(site):
    from rebonds.rooms.observe import store

    found = store.reading(store.find(GRENOBLE))
    assert site.get(f"{ROOT}/readings/{GRENOBLE}").json() == lenses.to_json(found, lang="fr")


def test_all_indicators_are_listed(site):
    assert site.get(f"{ROOT}/indicators").json()["count"] == len(indicators.cards())
