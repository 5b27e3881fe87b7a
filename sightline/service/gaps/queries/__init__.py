"""What is read of gaps: now and in months to come, an area, what ends, files, figures for home."""

from sightline.service.gaps.queries.area import AREA_PARTS, AreaPage, area_page
from sightline.service.gaps.queries.asked import RULES, Asked
from sightline.service.gaps.queries.cliffs import CliffsPage, cliffs_file, cliffs_page
from sightline.service.gaps.queries.downloads import gaps_file
from sightline.service.gaps.queries.home import home_figures
from sightline.service.gaps.queries.months import (
    AskedMonth,
    MonthsPage,
    months_file,
    months_page,
)
from sightline.service.gaps.queries.picture import shapes_page
from sightline.service.gaps.queries.uses import gap_uses
from sightline.service.gaps.queries.where import WherePage, panel_facts, where_page

__all__ = [
    "AREA_PARTS",
    "RULES",
    "AreaPage",
    "Asked",
    "AskedMonth",
    "CliffsPage",
    "MonthsPage",
    "WherePage",
    "area_page",
    "cliffs_file",
    "cliffs_page",
    "gap_uses",
    "gaps_file",
    "home_figures",
    "months_file",
    "months_page",
    "panel_facts",
    "shapes_page",
    "where_page",
]
