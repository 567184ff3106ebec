"""JSON of the flows engine: the schema files are those of the records, figures are the record's."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from rebonds.flows.reading import read
from rebonds.lenses.cited import cited
from rebonds.lenses.serialise_flows import to_json

ROOT = Path(__file__).resolve().parents[2]


def test_schema_files_are_those_of_the_records() -> None:
    spec = spec_from_file_location("flow_schemas", ROOT / "tools/flow_schemas.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.texts().items():
        assert (module.FOLDER / name).read_text(encoding="utf-8") == text, "run tools/flow_schemas.py"


def test_figures_are_those_of_the_record_and_missing_is_null(warehouse) -> None:
    found = read(warehouse, "200040715")
    for lang in ("fr", "en"):
        content = to_json(found, lang, cited(warehouse, found.sources))
        json.dumps(content, allow_nan=False)
        for one, record in zip(content["sets"], found.sets, strict=True):
            assert one["label"] == record.label.to(lang)
            if record.state == "missing":
                assert one["out"] == {"value": None, "low": None, "high": None, "state": "missing"}
                assert one["gap"]
            else:
                assert one["out"]["value"] == pytest.approx(record.out.value, rel=1e-5)
