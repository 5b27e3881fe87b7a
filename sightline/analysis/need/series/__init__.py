"""Monthly counts: trends, changes between periods, and what chance alone would do."""

from sightline.analysis.need.series.change import compare_totals, find_changes
from sightline.analysis.need.series.months import Series, each_series
from sightline.analysis.need.series.regression import expect_regression
from sightline.analysis.need.series.tables import BREAKS, CHANGE, MONTHLY, REGRESSION, TREND
from sightline.analysis.need.series.trend import find_trends
from sightline.analysis.need.series.words import say_change, say_way

__all__ = [
    "BREAKS",
    "CHANGE",
    "MONTHLY",
    "REGRESSION",
    "TREND",
    "Series",
    "compare_totals",
    "each_series",
    "expect_regression",
    "find_changes",
    "find_trends",
    "say_change",
    "say_way",
]
