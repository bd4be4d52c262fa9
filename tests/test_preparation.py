"""What portraits share is made before the first, and changes none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spro_portraits.portrait import build_portrait
from spro_portraits.portrait.preparation import prepare_portraits
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory


def test_a_prepared_portrait_is_the_same_and_reads_no_table(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared, other = replace(edition), replace(edition)
    prepare_portraits("spro", edition=prepared)
    read: list[str] = []
    load_table = Edition.load_table

    def note(self: Edition, name: str) -> object:
        read.append(name)
        return load_table(self, name)

    monkeypatch.setattr(Edition, "load_table", note)
    ready = build_portrait(prepared, find_territory(prepared, "spro", "issoudun"))
    assert read == []
    plain = build_portrait(other, find_territory(other, "spro", "issoudun"))
    assert "population" in read
    assert ready.publication == plain.publication
    for key, section in ready.sections.items():
        texts = [block.html for block in section.blocks if hasattr(block, "html")]
        assert texts == [b.html for b in plain.sections[key].blocks if hasattr(b, "html")]


def test_preparing_draws_no_picture(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose V8 has run gives children that hang."""

    def refuse(*_: object) -> str:
        pytest.fail("a picture was drawn in the process that is to be forked")

    monkeypatch.setenv("SPRO_PORTRAITS_PICTURES", "1")
    monkeypatch.setattr("spro_portraits.charts.drawing._draw_svg", refuse)
    prepare_portraits("spro", edition=replace(edition))
