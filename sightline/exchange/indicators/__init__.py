"""Indicators that publishers give by local authority, as one table of readings."""

from sightline.analysis.need.factors.tables import INDICATOR_READINGS, WhyMissing
from sightline.exchange.indicators.dfe import DFE_LAIT, read_dfe_tool
from sightline.exchange.indicators.dictionary import DEFINITIONS, read_dfe_dictionary
from sightline.exchange.indicators.files import (
    IndicatorFiles,
    read_indicator_files,
    tell_indicator_files,
)
from sightline.exchange.indicators.look_ups import AuthorityCodes, read_authority_codes
from sightline.exchange.indicators.ons import (
    CRIME_SEVERITY,
    HEALTH_INDEX,
    read_crime_severity,
    read_health_index,
)
from sightline.exchange.indicators.values import read_value, read_values

__all__ = [
    "CRIME_SEVERITY",
    "DEFINITIONS",
    "DFE_LAIT",
    "HEALTH_INDEX",
    "INDICATOR_READINGS",
    "AuthorityCodes",
    "IndicatorFiles",
    "WhyMissing",
    "read_authority_codes",
    "read_crime_severity",
    "read_dfe_dictionary",
    "read_dfe_tool",
    "read_health_index",
    "read_indicator_files",
    "read_value",
    "read_values",
    "tell_indicator_files",
]
