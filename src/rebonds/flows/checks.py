"""What makes an economy one: refused here, in words, before any number is computed from it."""

from __future__ import annotations

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows.model import Array, Economy
from rebonds.text import Text

_BALANCED = 1e-6


def check_economy(economy: Economy) -> None:
    """Refuse an economy that cannot be.

    Raises
    ------
    ModelError
        Sizes that differ, a number that is not finite, negative coefficients or amounts, a column of inputs
        adding to one or more, a branch without output, inputs and value added that are not the output,
        supply that is not demand.
    """
    size, zones = len(economy.branches), len(economy.zones)
    shapes = {
        "technical": (size, size),
        "imported": (size, size),
        "imports": (size,),
        "value_added": (size,),
        "output": (size, zones),
        "final": (size, zones),
        "exports": (size, zones),
        "jobs": (size, zones),
    }
    for name, shape in shapes.items():
        found = getattr(economy, name)
        if found.shape != shape:
            raise ModelError(
                Text(
                    f"« {name} » est de taille {found.shape} ; il faut {shape}.",
                    f"“{name}” has size {found.shape}; {shape} is needed.",
                )
            )
        if not np.isfinite(found).all():
            raise _at(economy, name, ~np.isfinite(found), "n'est pas un nombre", "is not a number")
        if name != "value_added" and (found < 0).any():
            raise _at(economy, name, found < 0, "est négatif", "is negative")
    total = economy.technical.sum(axis=0)
    if (total >= 1).any():
        rank = int(np.argmax(total))
        raise ModelError(
            Text(
                f"Les achats de la branche {economy.branches[rank].code} dépassent sa production "
                f"({total[rank]:.3f} € par euro).",
                f"Branch {economy.branches[rank].code} buys more than it makes ({total[rank]:.3f} € a euro).",
            )
        )
    made = economy.output.sum(axis=1)
    if (made <= 0).any():
        rank = int(np.argmin(made))
        code = economy.branches[rank].code
        raise ModelError(
            Text(
                f"La branche {code} ne produit rien dans le pays : retirez-la ou complétez ses données.",
                f"Branch {code} produces nothing in the country: remove it, or complete its data.",
            )
        )
    over = economy.exports - economy.output
    if (over > _BALANCED * made[:, None]).any():
        raise _at(
            economy,
            "exports",
            over > _BALANCED * made[:, None],
            "dépasse la production de la zone",
            "is above the output of the zone",
        )
    used = economy.technical @ made + economy.final.sum(axis=1) + economy.exports.sum(axis=1)
    apart = np.abs(used - made) / made
    if (apart > _BALANCED).any():
        rank = int(np.argmax(apart))
        raise ModelError(
            Text(
                f"Économie déséquilibrée : la branche {economy.branches[rank].code} produit {made[rank]:.6g} M€ "
                f"et il lui en est demandé {used[rank]:.6g}.",
                f"Unbalanced economy: branch {economy.branches[rank].code} makes {made[rank]:.6g} M€ "
                f"and is asked for {used[rank]:.6g}.",
            )
        )


def check_reach(economy: Economy, reach: Array) -> None:
    """Refuse a zone that nobody can serve.

    Parameters
    ----------
    economy : Economy
    reach : array (S, R)
        Sum over sellers of attraction times decay, in the order of the economy.

    Raises
    ------
    ModelError
        Where it is zero or not a number: the zone is cut off from all who make a product.
    """
    cut = ~(reach > 0) | ~np.isfinite(reach)
    if cut.any():
        branch, zone = (int(rank) for rank in np.argwhere(cut)[0])
        code, name = economy.branches[branch].code, economy.zones[zone].name
        raise ModelError(
            Text(
                f"Aucune zone ne peut fournir {name} en {code} : elle est coupée des autres.",
                f"No zone can supply {name} with {code}: it is cut off from the others.",
            ),
            Text(
                "Vérifiez les distances et la décroissance, ou réunissez-la à une voisine.",
                "Check distances and decay, or merge it with a neighbour.",
            ),
        )


def _at(economy: Economy, name: str, wrong: np.ndarray, fr: str, en: str) -> ModelError:
    """Say where a number is wrong."""
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = economy.branches[place[0]].code
    if len(place) > 1:
        last = economy.branches if name in ("technical", "imported") else economy.zones
        where += f", {last[place[1]].code}"
    return ModelError(
        Text(f"« {name} » ({where}) {fr}.", f"“{name}” ({where}) {en}."),
    )
