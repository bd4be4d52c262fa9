"""A series as a notebook looks at it: chart, breaks, table, the tidy frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from spro_portraits.cli.desk.tables import write_notes
from spro_portraits.cli.desk.views import Files, dress, write_sheet
from spro_portraits.wording import series as words

if TYPE_CHECKING:
    import pandas as pd

    from spro_portraits.portrait.series import Curves


@dataclass(frozen=True)
class SeriesView:
    """A figure of a territory over time.

    Attributes
    ----------
    curves : Curves
    """

    curves: Curves = field(repr=False)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a place and period, plain numbers, NaN where absent.

        Columns ``place, period, value, unit, source, edition, geography_year, segment,
        break_before, reason, text``: values of one place and one ``segment`` are joined, and
        ``break_before`` says why a value is not joined to the one before it.
        """
        return self.curves.frame

    @property
    def breaks(self) -> list[str]:
        """Sentences: where values are not joined, or not without care, and why."""
        return self.curves.describe()

    def __len__(self) -> int:
        """Count the periods that have a value."""
        return self.curves.count

    def __repr__(self) -> str:
        """Write the values, a line a period, with the breaks between them."""
        from spro_portraits.portrait.series import make_table  # noqa: PLC0415

        table = make_table(self.curves)
        lines = [f"{table.caption} : {self._sum_up()}"]
        lines.append("  ".join(column.label for column in table.columns))
        lines += ["  ".join(cell.text for cell in row if cell.text) for row in table.rows]
        return "\n".join([*lines, *self.breaks])

    def _sum_up(self) -> str:
        cuts = sum(seam.is_cut for _, seam in self.curves.seams)
        return words.write_summary(len(self), cuts)

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display  # noqa: PLC0415

        from spro_portraits.cli.desk.views import shows_html  # noqa: PLC0415
        from spro_portraits.portrait.model import Section  # noqa: PLC0415
        from spro_portraits.portrait.series import draw_curves  # noqa: PLC0415

        if not shows_html():
            display({"text/plain": repr(self)}, raw=True)  # type: ignore[no-untyped-call]
            return
        display(HTML(dress("")))  # type: ignore[no-untyped-call]
        display(Section("series", tuple(draw_curves(self.curves))))  # type: ignore[no-untyped-call]

    def export(self, path: str | Path = "") -> Files:
        """Write the table as XLSX or CSV, by the end of the name.

        Raises
        ------
        UsageError
            ``unknown_file_kind``, ``unwritable_folder``.
        """
        from spro_portraits.charts import make_sheet  # noqa: PLC0415
        from spro_portraits.portrait.series import make_table  # noqa: PLC0415

        editions, key = self.curves.editions, self.curves.indicator.key
        table = make_table(self.curves)
        sources = [s for s in self.curves.indicator.sources if s in editions.edition.sources]
        notes = write_notes(editions.edition, table.caption, self.curves.title, sources)
        notes += [(words.TITLE, told) for told in self.breaks]
        stem = f"{editions.territory.level}-{editions.territory.code}-{key}"
        return write_sheet(make_sheet(table), Path(path or f"{stem}.xlsx"), notes)
