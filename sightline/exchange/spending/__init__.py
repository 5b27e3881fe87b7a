"""The costs sheet and labels of areas that a spending plan rests on; its picture and its page."""

from sightline.exchange.spending.picture import draw_frontier, frontier_words
from sightline.exchange.spending.reading import read_costs, read_labels
from sightline.exchange.spending.report import ReportTable, SpendingReport, write_spending_report

__all__ = [
    "ReportTable",
    "SpendingReport",
    "draw_frontier",
    "frontier_words",
    "read_costs",
    "read_labels",
    "write_spending_report",
]
