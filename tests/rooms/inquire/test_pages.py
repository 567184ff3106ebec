"""Pages of the room answer, in both languages, to whom they should."""

from __future__ import annotations

import pytest


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_problem_and_shift_pages_render(root, cards, shifts, visitor, lang):
    client = visitor()
    pages = (
        "problemes/", "problemes/nouveau/", "problemes/cartes/", f"problemes/{cards[0].uid}/",
        f"problemes/{cards[0].uid}/modifier/", "changements/", "changements/nouveau/", "changements/positions/",
        f"changements/{shifts[0].uid}/", f"changements/{shifts[0].uid}/modifier/",
    )  # fmt: skip
    for page in pages:
        response = client.get(f"{root}{page}?lang={lang}")
        assert response.status_code == 200, page
