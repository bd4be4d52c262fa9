"""What every page holds is made once for the machine, and never trusted unread."""

from __future__ import annotations

import base64
import gzip
import sys
from pathlib import Path

import pytest
import vl_convert

from spro_portraits.render.assets import load_vega_bundle
from spro_portraits.store import keep_text, load_font_css
from spro_portraits.style import font_css


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def test_what_pages_hold_is_what_its_makers_make() -> None:
    assert load_font_css() == font_css()
    unpacked = gzip.decompress(base64.b64decode(load_vega_bundle())).decode()
    assert unpacked == vl_convert.javascript_bundle()


def test_a_text_is_made_once_for_all_processes(folder: Path) -> None:
    assert keep_text("a.js", "1", lambda: "été\r\n") == "été\r\n"
    assert keep_text("a.js", "1", lambda: pytest.fail("made again")) == "été\r\n"
    assert keep_text("a.js", "2", lambda: "autre") == "autre"  # another version of a package
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["spro-a.js"]


@pytest.mark.parametrize("damage", [b"", b"/* */\nalert(1)", b"\xff\xfe", None])
def test_a_damaged_text_is_made_again(folder: Path, damage: bytes | None) -> None:
    keep_text("a.js", "1", lambda: "texte")
    (path,) = folder.rglob("spro-a.js")
    path.write_bytes(path.read_bytes() + b"x" if damage is None else damage)
    assert keep_text("a.js", "1", lambda: "texte") == "texte"
    assert path.read_bytes().endswith(b"texte")


def test_nothing_is_written_where_python_may_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert keep_text("a.js", "1", lambda: "texte") == "texte"
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (folder / "taken").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "pycache_prefix", str(folder / "taken"))
    assert keep_text("a.js", "1", lambda: "texte") == "texte"
    assert [path.name for path in folder.rglob("*")] == ["taken"]
