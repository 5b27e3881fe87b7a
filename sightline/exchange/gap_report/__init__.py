"""The gap report: a few pages anyone can check, as an accessible PDF (PDF/UA-1)."""

from sightline.exchange.gap_report.picture import draw_map, legend
from sightline.exchange.gap_report.write import (
    GapReport,
    ReportArea,
    ReportCliff,
    ReportInput,
    ReportPlace,
    write_report,
)

__all__ = [
    "GapReport",
    "ReportArea",
    "ReportCliff",
    "ReportInput",
    "ReportPlace",
    "draw_map",
    "legend",
    "write_report",
]
