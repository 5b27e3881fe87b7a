"""What is read of gaps: the list with its map, an area, the same as files, and figures for home."""

from sightline.service.gaps.queries.area import AREA_PARTS, AreaPage, area_page
from sightline.service.gaps.queries.asked import RULES, Asked
from sightline.service.gaps.queries.downloads import gaps_file
from sightline.service.gaps.queries.home import home_figures
from sightline.service.gaps.queries.picture import shapes_page
from sightline.service.gaps.queries.uses import gap_uses
from sightline.service.gaps.queries.where import WherePage, panel_facts, where_page

__all__ = [
    "AREA_PARTS",
    "RULES",
    "AreaPage",
    "Asked",
    "WherePage",
    "area_page",
    "gap_uses",
    "gaps_file",
    "home_figures",
    "panel_facts",
    "shapes_page",
    "where_page",
]
