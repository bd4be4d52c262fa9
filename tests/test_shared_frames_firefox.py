"""Frames that share their scripts, in Firefox (Debian's), without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from access_products import products as products  # noqa: PLC0414 - a fixture
from test_access_firefox import COMPLAINTS, resize, wait_for
from test_access_firefox import dead_end as dead_end  # noqa: PLC0414 - a fixture
from test_access_firefox import firefox as firefox  # noqa: PLC0414 - a fixture
from test_access_firefox import pytestmark as pytestmark  # noqa: PLC0414 - skips it where that is
from test_shared_frames import DRAWN, read_frames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def test_the_maps_of_a_network_are_drawn(firefox: Any, products: Mapping[str, Path]) -> None:
    drawn = (
        "const frames = [...document.querySelectorAll('iframe')];"
        f"return frames.length === 2 && frames.every((one) => {{ const document = "
        f"one.contentDocument; return {DRAWN}; }})"
    )
    with firefox.using_context("chrome"):
        firefox.execute_script(COMPLAINTS)
    resize(firefox, 1280)
    firefox.navigate(products["reseau"].as_uri())
    wait_for(firefox, drawn)
    held: Sequence[str] = firefox.execute_script(
        "return [...document.querySelectorAll('iframe')].map((one) => one.srcdoc)"
    )
    assert held == read_frames(products["reseau"].read_text(encoding="utf-8"))
    firefox.execute_script("location.reload()")
    wait_for(firefox, drawn)
    with firefox.using_context("chrome"):
        assert firefox.execute_script(COMPLAINTS) == []
