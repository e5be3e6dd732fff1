"""Throughput times of cases: percentiles by one stated method, and the age bands of a stock.

Percentile: linear interpolation between the two nearest ranks (Hyndman and Fan's type 7), the same as
``percentile_cont`` in PostgreSQL, so that a figure computed here and one computed there are equal.
"""

from amtslotse.engines.throughput.bands import BANDS, Band, band_of
from amtslotse.engines.throughput.percentiles import FEWEST, days_between, percentile

__all__ = ["BANDS", "FEWEST", "Band", "band_of", "days_between", "percentile"]
