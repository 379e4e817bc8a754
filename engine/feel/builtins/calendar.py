"""Functions of days; in: dates or dates and times, out: numbers and names of days and months, or booleans.

Source: OMG DMN 1.5, 10.3.4.6 (is) and 10.3.4.8 (temporal functions).
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from ..comparison import equal
from .registry import function

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@function("day of year", "date: day")
def day_of_year(day: date) -> Decimal:
    """The day within the year, 1 to 366."""
    return Decimal(day.timetuple().tm_yday)


@function("day of week", "date: day")
def day_of_week(day: date) -> str:
    """The English name of the day, `Monday` to `Sunday`."""
    return _DAYS[day.weekday()]


@function("month of year", "date: day")
def month_of_year(day: date) -> str:
    """The English name of the month."""
    return _MONTHS[day.month - 1]


@function("week of year", "date: day")
def week_of_year(day: date) -> Decimal:
    """The week by ISO 8601, 1 to 53."""
    return Decimal(day.isocalendar().week)


@function("is", "value1: any, value2: any")
def identical(first: Any, second: Any) -> bool:
    """Whether both are one value of one kind, written the same way: with the same offset, if any."""
    if type(first) is not type(second):
        return False
    if isinstance(first, (datetime, time)):
        return bool(first.replace(tzinfo=None) == second.replace(tzinfo=None) and first.tzinfo == second.tzinfo)
    return equal(first, second) is True
