"""Tables that a visitor pastes in a field or uploads, and that come back in the page: nothing is kept."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest

from rebonds.errors import DataError
from rebonds.sources import sheet
from rebonds.sources.sheet import Given
from rebonds.text import Text

#: Bytes of a file: far above what a table filled in by hand needs.
MOST_BYTES = 1_000_000


def given(request: HttpRequest, name: str, file_name: str) -> Given:
    """Return what was uploaded in ``name_fichier``, else what stands in the field ``name``.

    Raises
    ------
    DataError
        A file that is too large.
    """
    upload = request.FILES.get(f"{name}_fichier")
    if upload is None:
        return Given(file_name, request.POST.get(name, "").encode())
    if upload.size is None or upload.size > MOST_BYTES:
        raise DataError(
            Text(f"{upload.name} est trop lourd.", f"{upload.name} is too large."),
            Text("Un mégaoctet au plus.", "One megabyte at most."),
        )
    return Given(str(upload.name), upload.read())


def shown(one: Given, most: int = sheet.MOST_ROWS) -> str:
    """Return a table as text to edit: a workbook becomes lines of cells."""
    if not one.workbook:
        return one.content.decode("utf-8-sig", errors="replace")
    try:
        rows = sheet.cells(one, most)
    except DataError:
        return ""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    return out.getvalue()
