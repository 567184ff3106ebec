"""Write the public contracts of the national pilot in the layout that `rebonds data import` reads (DECP, JSON).

Maintainer tool, called by `tools/national.py`. The shared table has one row per contract and supplier; names of
suppliers, which may be those of persons, are left out.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

_CONTRACTS = "commande_publique/decp_2018_2019.parquet"


def write(data: Path, target: Path) -> None:
    """Write the contracts of the shared folder ``data`` to ``target``."""
    with duckdb.connect() as con:
        rows = con.execute(
            f"""
            SELECT id, nature, code_cpv, date_notification, montant, acheteur_siret, lieu_code, lieu_type,
                   list({{'id': titulaire_id, 'typeIdentifiant': titulaire_type_id}} ORDER BY titulaire_id)
            FROM '{data}/{_CONTRACTS}'
            GROUP BY ALL ORDER BY acheteur_siret, id
            """
        ).fetchall()
    contracts = [
        {
            "id": identifier,
            "nature": nature,
            "codeCPV": cpv,
            "dateNotification": str(day or ""),
            "montant": amount,
            "acheteur": {"id": buyer},
            "lieuExecution": {"code": place, "typeCode": kind},
            "titulaires": [{"titulaire": dict(supplier)} for supplier in suppliers],
        }
        for identifier, nature, cpv, day, amount, buyer, place, kind, suppliers in rows
    ]
    target.write_text(json.dumps({"marches": {"marche": contracts}}, ensure_ascii=False), encoding="utf-8")
