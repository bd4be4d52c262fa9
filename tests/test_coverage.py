"""Distances, coverage, one more permanence, life of the network: by hand, by invariants."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Polygon

from spro_portraits.errors import SourceError
from spro_portraits.indicators.codebook import CODEBOOK_COLUMNS
from spro_portraits.network.catalogue import (
    NETWORK_BY_KEY,
    NETWORK_INDICATORS,
    build_network_codebook,
    find_network_record,
    name_threshold_key,
)
from spro_portraits.network.coverage import (
    REACH_COLUMNS,
    Coverage,
    Group,
    compute_coverage,
    compute_missing,
    compute_reach,
    list_beyond,
    list_groups,
)
from spro_portraits.network.distance import (
    EARTH_RADIUS,
    compute_distances,
    compute_places,
    compute_positions,
    compute_times,
    load_travel_times,
)
from spro_portraits.network.figures import compute_network_results
from spro_portraits.network.life import (
    compute_entries,
    compute_members,
    compute_satisfaction,
)
from spro_portraits.network.load import load_directory
from spro_portraits.network.model import (
    Directory,
    Event,
    Initiative,
    Member,
    Membership,
    Network,
    Public,
    Reseau,
    Structure,
)
from spro_portraits.network.needs import ADDITIVE_NEEDS, compute_needs
from spro_portraits.network.permanence import find_permanences
from spro_portraits.network.select import find_network
from spro_portraits.sources import load_registry
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory, list_territories
from spro_portraits.wording import coverage as words
from spro_portraits.wording import typeset

NAN = math.nan


def measure_by_hand(first: Sequence[float], second: Sequence[float]) -> float:
    """Haversine formula on the mean sphere, in kilometres."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*first, *second))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def make_places(rows: dict[str, tuple[float, float]]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=["latitude", "longitude"])


def make_coverage(
    distances: dict[str, list[float]], communes: Sequence[str] = ("a", "b", "c", "d")
) -> Coverage:
    """Cover with the structures that are the columns."""
    table = pd.DataFrame(distances, index=list(communes), dtype=float)
    return compute_coverage(Group("reseau", "ml", "ML", tuple(sorted(distances))), table)


# Distances


def test_a_quarter_of_the_meridian_and_a_degree() -> None:
    places = make_places({"equator": (0, 0), "one": (1, 0)})
    points = make_places({"pole": (90, 0), "same": (0, 0)})
    found = compute_distances(places, points)
    assert found.at["equator", "pole"] == pytest.approx(math.pi * EARTH_RADIUS / 2 / 1000)
    assert found.at["one", "same"] == pytest.approx(111.195080, abs=1e-6)
    assert found.at["equator", "same"] == 0


def test_bourges_to_vierzon(edition: Edition) -> None:
    places = compute_places(edition.shapes)
    pair = places.loc[["18033", "18279"]]
    found = compute_distances(pair, pair)
    hand = measure_by_hand(tuple(pair.loc["18033"]), tuple(pair.loc["18279"]))
    assert found.at["18033", "18279"] == pytest.approx(hand, rel=1e-9)
    assert 29 < hand < 31  # some 30 km between the two towns on any map
    assert found.at["18033", "18279"] == pytest.approx(found.at["18279", "18033"])
    assert found.to_numpy().diagonal().tolist() == [0, 0]


def test_every_representative_point_lies_in_its_commune(edition: Edition) -> None:
    places = compute_places(edition.shapes)
    assert list(places.index) == list(edition.shapes["code"])
    points = gpd.points_from_xy(places["longitude"], places["latitude"], crs="EPSG:4326")
    assert edition.shapes.geometry.reset_index(drop=True).contains(gpd.GeoSeries(points)).all()


def test_a_commune_without_outline_has_no_place_and_no_distance() -> None:
    square = Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    shapes = gpd.GeoDataFrame(
        {"code": ["a", "b", "c"]},
        geometry=[square, None, Polygon()],
        crs="EPSG:4326",
        index=[7, 8, 9],
    )
    places = compute_places(shapes)
    assert places.loc["a"].tolist() == [0.5, 0.5]
    assert places.loc[["b", "c"]].isna().all(axis=None)
    found = compute_distances(places, make_places({"x": (0.5, 0.5), "y": (NAN, 0.5)}))
    assert found.at["a", "x"] == 0
    assert int(found.isna().sum().sum()) == 5
    assert compute_distances(places, make_places({})).shape == (3, 0)


# Travel times


def write_times(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_travel_times_as_a_french_spreadsheet_saves_them(tmp_path: Path) -> None:
    text = (
        "\ufeffdepart;arrivee;minutes;\r\n"
        '1001;18033;12,5;\r\n"=""01001""";18279;40;\r\n2A004;18033;90.25\r\n18001;18033;\r\n'
    )
    times = load_travel_times(write_times(tmp_path / "temps.csv", text))
    assert times.file == "temps.csv"
    assert times.minutes.to_dict() == {
        ("01001", "18033"): 12.5, ("01001", "18279"): 40.0, ("2A004", "18033"): 90.25,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "row", "column"),
    [
        ("depart;minutes\n18001;5\n", "missing_column", None, "arrivee"),
        ("depart;arrivee;minutes\n18001;18033;5\n18001;Bourges;5\n", "bad_value", 3, "arrivee"),
        ("depart;arrivee;minutes\n18001;18033;cinq\n", "bad_value", 2, "minutes"),
        ("depart;arrivee;minutes\n18001;18033;-5\n", "bad_value", 2, "minutes"),
        ("depart;arrivee;minutes\n18001;;5\n", "bad_value", 2, "arrivee"),
        ("depart;arrivee;minutes;km\n18001;18033;5;4\n", "unknown_column", None, "km"),
        ("depart;arrivee;minutes\n18001;18033;5\n18001;18033;6\n", "duplicate_key", 3,
         "depart + arrivee"),
    ],
)  # fmt: skip
def test_a_damaged_table_of_times_is_refused(
    tmp_path: Path, text: str, kind: str, row: int | None, column: str | None
) -> None:
    with pytest.raises(SourceError) as caught:
        load_travel_times(write_times(tmp_path / "temps.csv", text))
    assert caught.value.kind == kind
    assert caught.value.facts.get("row") == row
    assert caught.value.facts.get("column") == column
    assert "temps.csv" in str(caught.value)
    with pytest.raises(SourceError, match=r"absent\.csv"):
        load_travel_times(tmp_path / "absent.csv")


def test_times_replace_distances_and_a_missing_pair_stays_missing(tmp_path: Path) -> None:
    text = "depart;arrivee;minutes\n18001;18033;20\n18001;18279;35\n18002;18279;50\n"
    times = load_travel_times(write_times(tmp_path / "temps.csv", text))
    points = pd.DataFrame({"commune": ["18033", "18279", "18033", ""]}, index=list("wxyz"))
    table = compute_times(times, ["18001", "18002", "18033"], points)
    assert table.loc["18001"].tolist()[:3] == [20, 35, 20]
    assert math.isnan(table.at["18002", "w"])
    assert table.at["18002", "x"] == 50
    assert table.loc["18033"].isna().all(), "a commune and itself is a pair like any other"
    assert table["z"].isna().all()
    coverage = compute_coverage(Group("reseau", "ml", "ML", tuple("wxyz")), table, "min")
    nearest = coverage.nearest
    assert nearest["structure"].tolist() == ["w", "x", ""]
    assert nearest["missing"].tolist() == [1, 3, 4]
    assert coverage.unplaced == ("z",)
    reach = compute_reach(coverage, pd.Series(10.0, nearest.index), [30])
    assert reach.loc[30.0, ["within", "beyond", "unknown", "open"]].tolist() == [10, 10, 10, 20]


# Coverage


def test_the_nearest_structure_by_hand() -> None:
    coverage = make_coverage({"s2": [3, 10, NAN, NAN], "s1": [3, 20, 31, NAN]})
    nearest = coverage.nearest
    assert nearest["structure"].tolist() == ["s1", "s2", "s1", ""], "the first code of two as near"
    assert nearest["value"].tolist()[:3] == [3, 10, 31]
    assert math.isnan(nearest.at["d", "value"])
    assert nearest["missing"].tolist() == [0, 0, 1, 2]
    assert coverage.unplaced == ()
    assert coverage.is_known


def test_people_within_and_beyond_by_hand() -> None:
    coverage = make_coverage({"s": [0, 10, 10.001, NAN]})
    people = pd.Series({"a": 100.0, "b": 50.0, "c": 30.0, "d": 20.0, "elsewhere": 9e9})
    reach = compute_reach(coverage, people, [10])
    row = reach.loc[10.0]
    assert tuple(reach.columns) == REACH_COLUMNS
    assert row[["communes_within", "communes_beyond", "communes_unknown"]].tolist() == [2, 1, 1]
    assert row[["within", "beyond", "unknown", "total"]].tolist() == [150, 30, 20, 200]
    assert row[["share_within", "share_beyond", "share_unknown"]].tolist() == [75, 15, 10]
    assert row[["open", "communes_open", "absent"]].tolist() == [20, 1, 0]


def test_without_structure_population_or_weights() -> None:
    nothing = make_coverage({})
    assert not nothing.is_known
    assert nothing.nearest["value"].isna().all()
    reach = compute_reach(nothing, pd.Series(1.0, list("abcd")))
    assert reach["share_unknown"].tolist() == [100] * 3
    lost = make_coverage({"s": [NAN] * 4})
    assert lost.unplaced == ("s",)
    assert not lost.is_known
    near = make_coverage({"s": [0, 5, 25, 40]})
    nobody = compute_reach(near, pd.Series(0.0, list("abcd")))
    assert nobody["share_within"].isna().all(), "no share of nobody"
    assert nobody["within"].tolist() == [0, 0, 0]
    # A commune without a number: the sums it enters are absent, the others stand.
    partly = compute_reach(near, pd.Series({"a": 10.0, "b": 10.0, "c": 10.0, "d": NAN}), [10, 30])
    assert partly["within"].tolist() == [20, 30]
    assert partly[["beyond", "total", "share_within"]].isna().all(axis=None)
    assert partly["absent"].tolist() == [1, 1]
    empty = compute_coverage(Group("public", "x", "X", ("s",)), pd.DataFrame())
    assert empty.nearest.empty
    assert compute_reach(empty, pd.Series(dtype=float))["communes_within"].tolist() == [0, 0, 0]


def test_communes_beyond_are_listed_with_the_need_beside() -> None:
    coverage = make_coverage({"s": [25, 30, 35, NAN]})
    weights = pd.DataFrame(
        {"population": [5.0, 80.0, 80.0, 1000.0], "share": [NAN, 12.5, 3.0, 4.0]}, list("abcd")
    )
    listed = list_beyond(coverage, weights, 20)
    assert listed.index.tolist() == ["b", "c", "a"]
    assert listed["share"].tolist()[:2] == [12.5, 3.0]
    assert math.isnan(listed.at["a", "share"]), "an absent need stays absent"
    assert list_beyond(coverage, weights, 30).index.tolist() == ["c"]


# One more permanence


def make_world(seed: int, size: int = 9) -> tuple[Coverage, pd.DataFrame, pd.Series[float]]:
    rng = np.random.default_rng(seed)
    codes = [f"{rank:05d}" for rank in range(size)]
    places = pd.DataFrame(
        {"latitude": 47 + rng.random(size), "longitude": 2 + rng.random(size)}, index=codes
    )
    between = compute_distances(places, places)
    coverage = compute_coverage(
        Group("reseau", "ml", "ML", ("s",)), between[codes[0]].to_frame("s")
    )
    return coverage, between, pd.Series(rng.integers(1, 100, size).astype(float), codes)


def count_reached(
    chosen: Sequence[str], coverage: Coverage, between: pd.DataFrame, people: pd.Series[float]
) -> float:
    """Count by brute force, commune by commune."""
    total = 0.0
    for code, number in people.items():
        near = coverage.nearest.at[code, "value"] <= 25
        if near or any(between.at[code, place] <= 25 for place in chosen):
            total += number
    return total


@pytest.mark.parametrize("seed", range(12))
def test_the_first_step_is_the_best_and_three_keep_the_bound(seed: int) -> None:
    coverage, between, people = make_world(seed)
    plan = find_permanences(coverage, between, people, threshold=25, count=3)
    assert plan.total == people.sum()
    assert plan.before == count_reached([], coverage, between, people)
    chosen: list[str] = []
    for step in plan.steps:
        best = max(count_reached([*chosen, c], coverage, between, people) for c in between)
        chosen.append(step.commune)
        assert step.reached == count_reached(chosen, coverage, between, people) == best
        assert step.share == pytest.approx(100 * step.reached / plan.total)
        assert step.reached + step.remaining == plan.total
    gains = [step.gain for step in plan.steps]
    assert gains == sorted(gains, reverse=True)
    assert plan.before + sum(gains) == count_reached(chosen, coverage, between, people)
    optimum = max(
        count_reached(three, coverage, between, people) for three in combinations(between, 3)
    )
    assert sum(gains) >= (1 - 1 / math.e) * (optimum - plan.before)


def test_a_tie_is_broken_by_population_then_code_and_said() -> None:
    far = make_coverage({"s": [100, 100, 100, 100]})
    apart = pd.DataFrame(99.0, list("abcd"), list("dcba"))
    for code in "abcd":
        apart.at[code, code] = 0.0
    need = pd.Series(7.0, list("abcd"))
    size = pd.Series({"a": 10.0, "b": 500.0, "c": 500.0, "d": 20.0})
    plan = find_permanences(far, apart, need, threshold=5, population=size, count=9)
    assert [step.commune for step in plan.steps] == ["b", "c", "d", "a"]
    assert [step.tied for step in plan.steps] == [("c", "d", "a"), ("d", "a"), ("a",), ()]
    assert [step.share for step in plan.steps] == [25, 50, 75, 100]
    assert plan.steps[-1].remaining == 0


def test_a_permanence_where_nothing_is_known_or_nothing_is_left() -> None:
    between = pd.DataFrame(5.0, list("abcd"), list("abcd"))
    people = pd.Series({"a": 10.0, "b": 20.0, "c": NAN, "d": 5.0})
    first = find_permanences(make_coverage({}), between, people, threshold=10)
    assert (first.before, first.total, first.unknown) == (0, 35, 1)
    assert [(step.commune, step.gain) for step in first.steps] == [("b", 35)]
    reached = find_permanences(make_coverage({"s": [1, 1, 1, 1]}), between, people, threshold=10)
    assert reached.steps == ()
    assert reached.before == reached.total == 35
    partly = make_coverage({"s": [1, 50, 50, NAN]})
    plan = find_permanences(partly, between, people, threshold=10)
    assert (plan.total, plan.before, plan.unknown) == (30, 10, 2)
    none = find_permanences(partly, between[[]], people, threshold=10)
    assert none.steps == ()


# Life


RESEAUX = MappingProxyType(
    {
        code: Reseau(
            "s", "2016", "", code, name, code, family, "#000000", "disque", publics, (), ""
        )
        for code, name, family, publics in (
            ("ml", "Missions locales", "Jeunes", ("jeunes",)),
            ("cio", "CIO", "École", ("scolaires", "jeunes")),
            ("vae", "PRC-VAE", "Évolution", ("vae",)),
        )
    }
)
PUBLICS = MappingProxyType(
    {code: Public("s", "2016", "", code, code.title()) for code in ("jeunes", "scolaires", "vae")}
)


def make_structure(code: str, reseau: str, commune: str = "18033") -> Structure:
    return Structure(
        "s", "2016", "", code, code, reseau, "", "", commune, NAN, NAN, "", "", (), (), ()
    )


def make_membership(
    structure: str, role: str = "membre", *, start: str = "", end: str = "", act: str = "",
    date: str = "2016-06-30", spro: str = "cher",
) -> Membership:  # fmt: skip
    return Membership("s", date, "", spro, structure, role, start, end, act, "")


def make_event(
    day: str, participants: int | None, satisfaction: float | None = None, *, state: str = "tenu",
    approximate: bool = False,
) -> Event:  # fmt: skip
    return Event(
        "s", "2016", "", "cher", day, "Forum", "Titre", state, participants, approximate,
        satisfaction,
    )  # fmt: skip


def make_network(
    structures: Sequence[Structure] = (),
    memberships: Sequence[Membership] = (),
    events: Sequence[Event] = (),
    *,
    day: str = "2018-05-01",
    positions: dict[str, tuple[float, float, str]] | None = None,
) -> Network:
    directory = Directory(
        RESEAUX, PUBLICS, MappingProxyType({s.code: s for s in structures}), tuple(memberships),
        (), tuple(events), (Initiative("s", "2016", "", "cher", "T", "D"),), "hash",
    )  # fmt: skip
    members = []
    for one in structures:
        held = tuple(m for m in memberships if m.structure == one.code)
        latitude, longitude, precision = (positions or {}).get(one.code, (NAN, NAN, ""))
        members.append(
            Member(
                one, RESEAUX[one.reseau], held[0].role if held else "presente", held,
                RESEAUX[one.reseau].publics, (), True, latitude, longitude, precision,
            )
        )  # fmt: skip
    return Network(
        "spro", "cher", day, ("cher",), tuple(members), (), tuple(events),
        directory.initiatives, directory,
    )  # fmt: skip


def test_groups_are_the_reseaux_then_the_publics() -> None:
    network = make_network([make_structure("b", "ml"), make_structure("a", "cio")])
    groups = list_groups(network)
    assert [group.key for group in groups] == [
        "ml", "cio", "vae", "public_jeunes", "public_scolaires", "public_vae",
    ]  # fmt: skip
    assert groups[0].structures == ("b",)
    assert groups[2].structures == ()
    assert groups[3].structures == ("a", "b")
    wider = make_network([make_structure("c", "ml")])
    assert list_groups(network, wider.members)[0].structures == ("c",)


def test_what_is_missing_where() -> None:
    networks = {
        "cher": make_network([make_structure("a", "ml"), make_structure("b", "ml")]),
        "dreux": make_network([make_structure("c", "cio")]),
    }
    counts = compute_missing(networks)
    assert counts.to_dict("index") == {
        "cher": {"ml": 2, "cio": 0, "vae": 0}, "dreux": {"ml": 0, "cio": 1, "vae": 0},
    }  # fmt: skip
    families = compute_missing(networks, by="family")
    assert families.loc["cher"].to_dict() == {"Jeunes": 2, "École": 0, "Évolution": 0}
    assert compute_missing({}).empty


def test_members_year_after_year() -> None:
    network = make_network(
        [make_structure("a", "ml"), make_structure("b", "ml"), make_structure("c", "cio")],
        [
            make_membership("a", start="2015-09"),
            make_membership("a", "coordonnateur", start="2016-09", date="2017-01-10"),
            make_membership("b", end="2016-12-31"),
            make_membership("c", start="2017-03-01", act="avenant", date="2017-03-02"),
            make_membership("c", start="2019", date="2019"),
            make_membership("a", spro="dreux"),
            make_membership("unknown"),
        ],
    )
    assert compute_members(network).to_numpy().tolist() == [
        [2015, "ml", 1, 1],
        [2016, "ml", 2, 2],
        [2017, "ml", 1, 1],
        [2017, "cio", 1, 1],
        [2018, "ml", 1, 0],
        [2018, "cio", 1, 0],
    ]
    assert compute_entries(network).to_numpy().tolist() == [[2017, "cio", 1]]
    before = replace(network, day="2017-02-28")
    assert compute_entries(before).empty, "not yet"
    assert compute_members(make_network()).empty


def test_satisfaction_is_weighted_by_participants() -> None:
    events = [
        make_event("2016-04", 90, approximate=True),
        make_event("2016-06-23", None, 50.0),
        make_event("2016-06-24", 100, 94.0, approximate=True),
        make_event("2016-09-29", None, state="prevu"),
        make_event("2017", 300, 50.0),
        make_event("2017", 10, 100.0, state="prevu"),
    ]
    found = compute_satisfaction(events)
    assert found.value == pytest.approx(100 * (94 + 150) / 400)
    assert (found.participants, found.events, found.left_out) == (400, 2, 1)
    assert compute_satisfaction([]).value is None


# Figures and their records


def test_the_figures_of_a_small_network_by_hand() -> None:
    network = make_network(
        [make_structure("a", "ml"), make_structure("b", "cio"), make_structure("c", "cio")],
        [make_membership("a", "coordonnateur", act="avenant")],
        [
            make_event("2016", 90, 50.0),
            make_event("2016", None),
            make_event("2017", 5, state="prevu"),
        ],
        positions={"a": (47.0, 2.0, "adresse"), "b": (47.0, 2.2, "commune")},
    )
    places = make_places({"x": (47.0, 2.0), "y": (47.0, 2.2), "z": (48.0, 2.0)})
    distances = compute_distances(places, compute_positions(network.members))
    coverages = [compute_coverage(group, distances) for group in list_groups(network)[:3]]
    people = {"population": pd.Series({"x": 70.0, "y": 20.0, "z": 10.0})}
    figures = {f.key: f for f in compute_network_results(network, coverages, people, [10, 20])}
    assert {key: figures[key].value for key in NETWORK_BY_KEY if key in figures} == {
        "network_structures": 3, "network_members": 1, "network_coordinators": 1,
        "network_reseaux_present": 2, "network_reseaux_absent": 1,
        "network_located_share": pytest.approx(100 / 3), "network_entries": 1,
        "network_events": 2, "network_events_planned": 1, "network_participants": 90,
        "network_satisfaction": 50, "network_initiatives": 1, "network_tools": 0,
    }  # fmt: skip
    assert figures["network_participants"].is_lower_bound
    near = figures["population_within_10km_ml"]
    assert (near.value, near.numerator, near.denominator, near.masked) == (70, 70, 100, 0)
    assert near.label.endswith("(Missions locales, 10\u00a0km)")
    assert figures["population_within_20km_ml"].value == 90
    # A CIO without position: what is beyond may be near it.
    cio = figures["population_within_10km_cio"]
    assert (cio.value, cio.upper, cio.masked, cio.is_lower_bound) == (20, 100, 2, True)
    assert figures["communes_beyond_20km_ml"].value == 1
    absent = figures["population_within_10km_vae"]
    assert (absent.value, absent.reason, absent.numerator) == (None, "non_disponible", None)
    assert figures["communes_beyond_10km_vae"].reason == "non_disponible"
    for figure in figures.values():
        assert find_network_record(figure.key) == figure.record
        assert (figure.value is None) == bool(figure.reason)


def test_an_empty_network_has_figures_with_reasons() -> None:
    figures = {figure.key: figure for figure in compute_network_results(make_network())}
    assert set(figures) == {i.key for i in NETWORK_INDICATORS if i.key.startswith("network_")}
    absent = {key for key, figure in figures.items() if figure.value is None}
    assert absent == {"network_located_share", "network_participants", "network_satisfaction"}


def test_every_record_is_complete_and_set_in_french(data_dir: Path) -> None:
    rows = build_network_codebook(load_registry(data_dir))
    assert [row["key"] for row in rows] == list(words.NETWORK_WORDS) == list(NETWORK_BY_KEY)
    assert {i.reliability for i in NETWORK_INDICATORS} == set(words.NETWORK_RELIABILITY)
    for row in rows:
        assert tuple(row) == CODEBOOK_COLUMNS
        assert all(text.strip() for text in row.values()), row["key"]
        for text in row.values():
            assert typeset(text) == text
            assert not re.search(r" [;!?:%€»]|« |\w'\w", text), text


def test_a_published_key_finds_its_record() -> None:
    assert name_threshold_key("population_within", 20, "km", "ml") == "population_within_20km_ml"
    assert name_threshold_key("communes_beyond", 7.5, "min", "x") == "communes_beyond_7_5min_x"
    for key in ("population_within_20km_ml", "population_within_7_5min_public_jeunes"):
        assert find_network_record(key) == "population_within"
    assert find_network_record("population_within_km_ml") == ""
    assert find_network_record("unknown") == ""


def test_sentences_are_set_in_french() -> None:
    assert words.write_threshold(7.5, "km") == "7,5\u00a0km"
    assert words.write_missing_pairs(1, 20).startswith("1 temps de trajet manque sur 20\u00a0:")
    assert words.write_unplaced(["A", "B"]).startswith("A et\u00a0B n’ont pas de position connue")


# Needs


def test_needs_are_those_of_the_edition(edition: Edition) -> None:
    needs = compute_needs(edition, ["18033", "18001", "no-such"])
    assert needs.at["18033", "unemployed"] == pytest.approx(
        edition.find_figures("commune", "unemployed", "2018")["value"]["18033"]
    )
    assert needs.at["18033", "population"] > 60_000
    assert needs.at["18033", "young_reason"] == ""
    assert needs.at["18033", "young_not_in_work_share"] > 0
    # Under 2,000 inhabitants a share of young people is not shown.
    assert math.isnan(needs.at["18001", "young_not_in_work_share"])
    assert needs.at["18001", "young_reason"] == "peu_fiable"
    assert needs.loc["no-such", list(ADDITIVE_NEEDS)].isna().all()
    assert needs.at["no-such", "young_reason"] == "non_disponible"
    region = compute_needs(edition, list(edition.shapes["code"]))
    assert region[list(ADDITIVE_NEEDS)].notna().all(axis=None)


# The committed directory


@pytest.fixture(scope="module")
def region(edition: Edition, data_dir: Path) -> Network:
    directory = load_directory(data_dir / "network")
    spro = list_territories(edition, "spro")
    whole = find_territory(edition, "region", edition.region)
    return find_network(directory, whole, spro, edition.shapes)


@pytest.fixture(scope="module")
def coverages(edition: Edition, region: Network) -> list[Coverage]:
    places = compute_places(edition.shapes)
    distances = compute_distances(places, compute_positions(region.members))
    return [compute_coverage(group, distances) for group in list_groups(region)]


@pytest.mark.parametrize("commune", ["18241", "37196", "28116"])
def test_the_nearest_mission_locale_of_three_communes_with_plain_arithmetic(
    edition: Edition, data_dir: Path, coverages: list[Coverage], commune: str
) -> None:
    """Sancerre, Richelieu and Courville-sur-Eure: the file read again, the haversine formula."""
    outlines = edition.shapes.set_index("code").geometry

    def find_middle(code: str) -> tuple[float, float]:
        point = outlines[code].representative_point()
        return point.y, point.x

    with (data_dir / "network" / "structures.csv").open(encoding="utf-8-sig") as stream:
        rows = [r for r in csv.DictReader(stream, delimiter=";") if r["reseau"] == "mission_locale"]
    here = find_middle(commune)
    by_hand = {}
    for row in rows:
        if row["latitude"]:
            there = (float(row["latitude"].replace(",", ".")),
                     float(row["longitude"].replace(",", ".")))  # fmt: skip
        elif row["commune"]:
            there = find_middle(row["commune"])
        else:
            continue
        by_hand[row["code"]] = measure_by_hand(here, there)
    assert len(by_hand) > 5
    nearest = min(by_hand, key=lambda code: (by_hand[code], code))
    [coverage] = [c for c in coverages if c.group.key == "mission_locale"]
    assert coverage.nearest.at[commune, "structure"] == nearest
    assert coverage.nearest.at[commune, "value"] == pytest.approx(by_hand[nearest], rel=1e-9)


def test_a_structure_placed_at_its_commune_is_there(
    region: Network, coverages: list[Coverage]
) -> None:
    near = {coverage.group.key: coverage.nearest for coverage in coverages}
    placed = [member for member in region.members if member.precision == "commune"]
    assert placed
    for member in placed:
        assert near[member.reseau.code].at[member.structure.commune, "value"] < 1e-6


def test_shares_add_up_and_grow_with_the_threshold(
    edition: Edition, coverages: list[Coverage]
) -> None:
    needs = compute_needs(edition, list(edition.shapes["code"]))
    thresholds = [0, 5, 10, 20, 30, 50, 500]
    for coverage in coverages:
        for need in ADDITIVE_NEEDS:
            reach = compute_reach(coverage, needs[need], thresholds)
            shares = reach[["share_within", "share_beyond", "share_unknown"]]
            assert shares.sum(axis=1).to_numpy() == pytest.approx(100)
            assert len(set(reach["total"])) == 1
            assert reach["within"].is_monotonic_increasing
            assert reach["beyond"].is_monotonic_decreasing
            assert reach["communes_within"].is_monotonic_increasing
            counts = reach[["communes_within", "communes_beyond", "communes_unknown"]]
            assert set(counts.sum(axis=1)) == {1754}
            last = reach.loc[500.0]
            assert last["share_within"] == (pytest.approx(100) if coverage.is_known else 0)


def test_a_public_is_never_farther_than_a_reseau_that_receives_it(
    region: Network, coverages: list[Coverage]
) -> None:
    near = {coverage.group.key: coverage.nearest["value"] for coverage in coverages}
    directory = region.directory
    for reseau in directory.reseaux.values():
        if any(s.publics for s in directory.structures.values() if s.reseau == reseau.code):
            continue
        for public in reseau.publics:
            closer = near[f"public_{public}"].fillna(np.inf) <= near[reseau.code].fillna(np.inf)
            assert closer.all(), (reseau.code, public)


def test_territories_share_out_the_region(
    edition: Edition, coverages: list[Coverage], region: Network
) -> None:
    """Sums over the twelve SPRO are those of the region, for each réseau and public."""
    population = compute_needs(edition, list(edition.shapes["code"]))["population"]
    territories = list_territories(edition, "spro")
    for coverage in coverages[:4]:
        whole = compute_reach(coverage, population)
        parts = [
            compute_reach(
                replace(coverage, nearest=coverage.nearest.loc[list(t.communes)]), population
            )
            for t in territories
        ]
        sums = sum(part[["within", "beyond", "unknown", "total"]] for part in parts)
        assert np.allclose(sums, whole[["within", "beyond", "unknown", "total"]])
    networks = {
        t.code: find_network(region.directory, t, territories, edition.shapes) for t in territories
    }
    counts = compute_missing(networks)
    assert counts.shape == (12, len(region.directory.reseaux))
    listed = {m.structure.code for network in networks.values() for m in network.members}
    assert listed >= {m.structure.code for m in region.members}


def test_the_page_of_indicators_ends_with_the_network(data_dir: Path) -> None:
    page = (data_dir.parent / "docs" / "indicateurs.md").read_text(encoding="utf-8")
    part = page.partition("\n## Réseau\n")[2]
    assert re.findall(r"^### `(\w+)`$", part, re.MULTILINE) == list(NETWORK_BY_KEY)
    table = (data_dir / "codebook.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines(), delimiter=";"))
    assert rows[-len(NETWORK_BY_KEY) :] == build_network_codebook(load_registry(data_dir))
