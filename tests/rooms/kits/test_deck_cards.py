"""Cards to cut out: every card is there with all its words, tagged, and no text is lost however long."""

from __future__ import annotations

import pytest

from rebonds.reporting.print_cards import Card, Part, deck_pdf
from rebonds.rooms.kits import cutting, own
from rebonds.rooms.kits.files import read_file
from rebonds.rooms.kits.lines import written
from rebonds.rooms.people.models import Role

pypdf = pytest.importorskip("pypdf")


def pages(content: bytes) -> list[str]:
    import io

    return [" ".join(one.extract_text().split()) for one in pypdf.PdfReader(io.BytesIO(content)).pages]


def squeezed(text: str) -> str:
    """Return a text without spaces nor hyphens: lines break where they will."""
    return "".join(text.split()).replace("-", "").replace("\u00ad", "")


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", list(cutting.CARDS))
def test_every_card_of_what_ships_is_printed(kind, lang, large):
    used = own.shipped(kind)
    content = cutting.cards(used, lang, large=large)
    found = pages(content)
    made, per_page = cutting.CARDS[kind]
    cards = made(used.kit, lang)
    assert len(found) == (len(cards) if large else -(-len(cards) // per_page))
    whole = squeezed(" ".join(found))
    for one in cards:
        for text in (one.title, *(text for part in one.parts for text in part.texts)):
            assert squeezed(text) in whole, text
    assert b"/StructTreeRoot" in content or b"/ObjStm" in content


@pytest.mark.parametrize("per_page", [1, 2, 4])
def test_a_text_too_long_for_its_card_is_printed_whole(per_page):
    long = " ".join(f"mot{n}" for n in range(900))
    found = squeezed(
        " ".join(pages(deck_pdf("T", [Card("", "Longue", (Part("A", (long,)),))], per_page=per_page)))
    )
    for n in (0, 450, 899):
        assert f"mot{n}" in found


@pytest.mark.django_db
def test_cards_of_ones_own_are_printed_by_anyone_of_the_room(space, founder, visitor):
    text = written(own.KINDS["officials"].shipped()).replace("Vendre le terrain", "Vendre le moulin")
    deck = own.keep("officials", read_file("officials", "jeu.csv", text.encode()).kit, "Moulins", "", founder)
    client, root = visitor(Role.PARTICIPANT), f"/espaces/{space.slug}/kits/jeux/cartes/"
    for shape in ("", "&forme=large"):
        given = client.get(f"{root}officials.pdf?jeu={deck.uid}{shape}")
        assert given["Content-Type"] == "application/pdf"
        assert "Vendre le moulin" in " ".join(pages(given.content))
    assert "Vendre le terrain" in " ".join(pages(client.get(f"{root}officials.pdf").content))
    assert client.get(f"{root}mirror.pdf").status_code == 404
