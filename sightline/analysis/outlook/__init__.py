"""What comes: incidents an area may expect, and how well that was foretold. Never of a person."""

from sightline.analysis.outlook.backtest import BENCHMARK, backtest, summarise
from sightline.analysis.outlook.expecting import expect_incidents
from sightline.analysis.outlook.tables import OUTLOOK, SCORES

__all__ = ["BENCHMARK", "OUTLOOK", "SCORES", "backtest", "expect_incidents", "summarise"]
