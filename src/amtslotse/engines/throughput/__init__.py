"""Throughput times of cases: percentiles by one stated method, the age bands of a stock, versions of a procedure compared.

Percentile: linear interpolation between the two nearest ranks (Hyndman and Fan's type 7), the same as
``percentile_cont`` in PostgreSQL, so that a figure computed here and one computed there are equal.
"""

from amtslotse.engines.throughput.bands import BANDS, Band, band_of
from amtslotse.engines.throughput.comparison import ENOUGH, Case, Comparison, compare
from amtslotse.engines.throughput.percentiles import FEWEST, days_between, percentile

__all__ = ["BANDS", "ENOUGH", "FEWEST", "Band", "Case", "Comparison", "band_of", "compare", "days_between", "percentile"]
