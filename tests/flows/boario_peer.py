"""The same economy handed to BoARIO: the oracle of the day-by-day model."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pymrio

from rebonds.flows.leontief import TradeSystem
from tests.flows import dense


def world(system: TradeSystem) -> pymrio.IOSystem:
    """Return the system written out as pymrio holds it, exports taken as a final demand of their seller."""
    economy = system.economy
    size, zones = system.shape
    names = pd.MultiIndex.from_product(
        [[z.code for z in economy.zones], [b.code for b in economy.branches]], names=["region", "sector"]
    )
    shares = dense.trade_shares(system)
    final = np.einsum("srq,sq->rsq", shares, economy.final).reshape(zones * size, zones)
    for zone in range(zones):
        final[zone * size : zone * size + size, zone] += economy.exports[:, zone]
    columns = pd.MultiIndex.from_product(
        [[z.code for z in economy.zones], ["Final"]], names=["region", "category"]
    )
    x = dense.flat(economy.output)
    made = pymrio.IOSystem(
        Z=pd.DataFrame(dense.matrix(system) * x, index=names, columns=names),
        Y=pd.DataFrame(final, index=names, columns=columns),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.calc_all()
    return made


def simulation(
    system: TradeSystem,
    lost: np.ndarray,
    *,
    start: int,
    length: int,
    recovery: int,
    days: int,
    order: str = "alt",
    made: pymrio.IOSystem | None = None,
) -> Any:
    """Return BoARIO's simulation, ready to loop, of a recovery event that takes ``lost`` of capacities."""
    from boario import event
    from boario.extended_models import ARIOPsiModel
    from boario.simulation import Simulation

    made = made or world(system)
    names = made.Z.index
    # Only the part of capital that is lost counts; large amounts keep the rounding of the oracle out of sight.
    capital = pd.Series(1e6 * dense.flat(system.economy.output), index=names)
    impact = capital * dense.flat(lost)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ARIOPsiModel(
            made,
            order_type=order,
            productive_capital_vector=capital,
            main_inv_dur=90,
            psi_param=0.8,
            inventory_restoration_tau=60,
            alpha_max=1.25,
            alpha_tau=365,
        )
        run = Simulation(model, n_temporal_units_to_sim=days, show_progress=False)
        run.add_event(
            event.from_series(
                impact[impact > 0] * 1e6,
                event_type="recovery",
                occurrence=start,
                duration=length,
                recovery_tau=recovery,
                recovery_function="linear",
                event_monetary_factor=1,
            )
        )
    return run


def daily(run: Any, system: TradeSystem) -> np.ndarray:
    """Return the daily production (days, S, R) of a simulation that has looped."""
    size, zones = system.shape
    columns = run.production_realised.columns
    names = pd.MultiIndex.from_product(
        [[z.code for z in system.economy.zones], [b.code for b in system.economy.branches]]
    )
    wanted = [columns.get_loc(name) for name in names]
    made: np.ndarray = run.production_realised.to_numpy()[:, wanted]
    return made.reshape(-1, zones, size).transpose(0, 2, 1)


def path(system: TradeSystem, lost: np.ndarray, **options: Any) -> np.ndarray:
    """Return BoARIO's daily production (days, S, R); options are those of `simulation`."""
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = simulation(system, lost, **options)
        run.loop()
    logging.disable(logging.NOTSET)
    return daily(run, system)
