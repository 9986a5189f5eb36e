"""Tables for spreadsheets: lines of CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

BEGINNING = "\ufeff"
"""By which spreadsheets know UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line(cells: Iterable[str]) -> str:
    """One line. What a spreadsheet would take for a formula has an apostrophe before it."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()
