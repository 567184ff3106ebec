"""Flows between places as one sparse matrix: grouped, checked, and read with where they come from.

The last row and the last column stand for elsewhere (abroad, or a place that the matrix does not hold), so that
nothing is lost when a matrix is grouped: what leaves one place arrives at another.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rebonds.errors import DataError
from rebonds.flows.model import Array
from rebonds.text import Text, number

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from rebonds.warehouse import Warehouse

Indices = NDArray[np.int32] | NDArray[np.int64]

#: Cells of the largest table of sums kept whole in memory (128 MB): beyond, pairs are sorted.
_DENSE_CELLS = 1 << 24
#: Relative difference under which two totals are the same.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class ODMatrix:
    """Flows of one kind between n places.

    Attributes
    ----------
    kind : str
        ``commuting``, ``migration``, ``schooling``…
    codes : tuple of str
        The n places, in the order of rows and columns.
    values : csr_array (n + 1, n + 1)
        From the row to the column; the last of each is elsewhere.
    hidden_out, hidden_in : array (n,)
        Pairs that leave or reach each place and that the producer withholds: known to exist, never zero.
    level : str
        Level of the places.
    vintage : int or None
    state : str
        ``measured`` or ``estimated``.
    sources : tuple of str
        Identifiers in the warehouse.
    """

    kind: str
    codes: tuple[str, ...]
    values: csr_array
    hidden_out: NDArray[np.int64]
    hidden_in: NDArray[np.int64]
    level: str = "commune"
    vintage: int | None = None
    state: str = "measured"
    sources: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        kind: str,
        codes: Sequence[str],
        origins: Sequence[str],
        destinations: Sequence[str],
        values: Array,
        **about: Any,
    ) -> ODMatrix:
        """Build a matrix from pairs; a code that is not in ``codes`` is elsewhere, ``nan`` is a withheld flow.

        Raises
        ------
        DataError
            A code given twice among the places, a negative flow, or lists of different lengths.
        """
        rank = {code: place for place, code in enumerate(codes)}
        if len(rank) < len(codes):
            raise _refused("un code figure deux fois", "a code appears twice")
        if not len(origins) == len(destinations) == len(values):
            raise _refused("les listes n'ont pas la même longueur", "the lists are not of the same length")
        size = len(codes)
        start = np.fromiter((rank.get(code, size) for code in origins), np.int64, len(origins))
        end = np.fromiter((rank.get(code, size) for code in destinations), np.int64, len(origins))
        known = ~np.isnan(values)
        return cls(
            kind=kind,
            codes=tuple(codes),
            values=group_pairs(start[known], end[known], np.asarray(values, float)[known], size + 1),
            hidden_out=np.bincount(start[~known], minlength=size + 1)[:size],
            hidden_in=np.bincount(end[~known], minlength=size + 1)[:size],
            **about,
        )

    @classmethod
    def from_warehouse(
        cls,
        wh: Warehouse,
        kind: str,
        *,
        level: str = "commune",
        source: str | None = None,
        vintage: int | None = None,
    ) -> ODMatrix:
        """Read the flows of a kind that a source gave, the most recent one unless told.

        Raises
        ------
        MissingDataError
            The warehouse has no such flow.
        """
        from rebonds.flows.observed import matrix

        return matrix(wh.con, kind, level=level, source=source, vintage=vintage)

    @property
    def size(self) -> int:
        """Number of places, elsewhere apart."""
        return len(self.codes)

    @property
    def total(self) -> float:
        """Sum of all flows, elsewhere included."""
        return float(self.values.sum())

    @property
    def out_totals(self) -> Array:
        """What leaves each place or stays in it, elsewhere included (n,)."""
        return np.asarray(self.values.sum(axis=1), float)[: self.size]

    @property
    def in_totals(self) -> Array:
        """What reaches each place or stays in it, elsewhere included (n,)."""
        return np.asarray(self.values.sum(axis=0), float)[: self.size]

    @property
    def inside(self) -> Array:
        """What stays in each place (n,)."""
        return np.asarray(self.values.diagonal(), float)[: self.size]

    def inner(self) -> csr_array:
        """Return the flows between the n places, without elsewhere (n, n)."""
        return self.values[: self.size, : self.size].tocsr()

    def between(self, a: Sequence[str], b: Sequence[str]) -> float:
        """Return what goes from the places ``a`` to the places ``b``; unknown codes count for nothing."""
        rank = {code: place for place, code in enumerate(self.codes)}
        rows = sorted(rank[code] for code in set(a) & rank.keys())
        columns = sorted(rank[code] for code in set(b) & rank.keys())
        return float(self.values[rows][:, columns].sum())

    def group(self, members: Mapping[str, str], *, level: str = "", compiled: bool | None = None) -> ODMatrix:
        """Return the flows between groups of places, in one pass: ``G' F G``.

        Parameters
        ----------
        members : mapping of str to str
            Group of each place; a place without a group is elsewhere from then on.
        level : str
            Level of the groups.
        compiled : bool, optional
            See `group_pairs`.

        Raises
        ------
        DataError
            Nothing is left in any group, or the total changed (which would be a fault of ours).
        """
        groups = sorted({members[code] for code in self.codes if code in members})
        if not groups:
            raise _refused("aucun lieu n'est dans un groupe", "no place is in a group")
        rank = {code: place for place, code in enumerate(groups)}
        size = len(groups)
        of = np.fromiter(
            (rank[members[code]] if code in members else size for code in self.codes), np.int64, self.size
        )
        of = np.append(of, size)
        pairs = self.values.tocoo()
        start, end = pairs.coords
        grouped = ODMatrix(
            kind=self.kind,
            codes=tuple(groups),
            values=group_pairs(start, end, pairs.data, size + 1, of, compiled=compiled),
            hidden_out=_grouped(self.hidden_out, of, size),
            hidden_in=_grouped(self.hidden_in, of, size),
            level=level or "grouping",
            vintage=self.vintage,
            state=self.state,
            sources=self.sources,
        )
        grouped.check_conserved(self)
        return grouped

    def check_conserved(self, before: ODMatrix) -> None:
        """Refuse a matrix that does not hold what another held.

        Raises
        ------
        DataError
            The totals differ, said with both.
        """
        held, wanted = self.total, before.total
        if abs(held - wanted) > _ROUNDING * max(abs(wanted), 1.0):
            raise _refused(
                f"le regroupement ne garde pas le total ({number(wanted)} avant, {number(held)} après)",
                f"grouping does not keep the total ({number(wanted, 'en')} before, {number(held, 'en')} after)",
            )


def group_pairs(
    origins: Indices,
    destinations: Indices,
    values: Array,
    size: int,
    groups: Indices | None = None,
    *,
    compiled: bool | None = None,
) -> csr_array:
    """Sum flows by pair in one pass.

    Parameters
    ----------
    origins, destinations : array of int (m,)
        Ranks, of places (then ``groups`` gives the rank of each place's group) or of groups.
    values : array (m,)
    size : int
        Number of groups.
    groups : array of int, optional
        Group of each place.
    compiled : bool, optional
        Whether to use the compiled loop (numba; a second to load the first time). By default, only where numba
        is loaded already.

    Returns
    -------
    csr_array (size, size)
        Without stored zeros, columns sorted.

    Raises
    ------
    DataError
        A rank out of range, a negative or an infinite flow.
    """
    from scipy.sparse import coo_array, csr_array

    _check_pairs(origins, destinations, values, size, groups)
    if not len(values):
        return csr_array((size, size), dtype=float)
    if size * size > _DENSE_CELLS:
        start, end = (origins, destinations) if groups is None else (groups[origins], groups[destinations])
        found = coo_array((values, (start, end)), shape=(size, size)).tocsr()
        found.eliminate_zeros()
        return found
    if compiled if compiled is not None else "numba" in sys.modules:
        from rebonds.flows.pairs import summed

        data, columns, starts = summed(origins, destinations, np.asarray(values, float), size, groups)
        return csr_array((data, columns, starts), shape=(size, size))
    if groups is None:
        key = origins.astype(np.int64) * size + destinations
    else:
        group = groups.astype(np.int64)
        key = (group * size)[origins]
        key += group[destinations]
    flat = np.bincount(key, values, size * size)
    kept = np.flatnonzero(flat)
    starts = np.searchsorted(kept, np.arange(size + 1) * size)
    return csr_array((flat[kept], kept % size, starts), shape=(size, size))


def _check_pairs(
    origins: Indices, destinations: Indices, values: Array, size: int, groups: Indices | None
) -> None:
    if not len(values):
        return
    places = size if groups is None else len(groups)
    for ranks in (origins, destinations):
        if ranks.min() < 0 or ranks.max() >= places:
            raise _refused("un rang est hors de la table", "a rank is out of the table")
    if groups is not None and (groups.min() < 0 or groups.max() >= size):
        raise _refused("un groupe est hors de la table", "a group is out of the table")
    low = values.min()  # nan if any is
    if not low >= 0:
        raise _refused("un flux est négatif ou absent", "a flow is negative or missing")
    if not np.isfinite(values.max()):
        raise _refused("un flux est infini", "a flow is infinite")


def _grouped(counts: NDArray[np.int64], of: Indices, size: int) -> NDArray[np.int64]:
    return np.bincount(of[:-1], counts, size + 1)[:size].astype(np.int64)


def _refused(fr: str, en: str) -> DataError:
    return DataError(
        Text(f"Matrice de flux : {fr}.", f"Matrix of flows: {en}."),
        Text("Vérifiez le fichier d'origine et sa fiche.", "Check the original file and its card."),
    )
