"""Dates, times and durations as FEEL writes them; in: text, out: values of Python's datetime; and back.

The calendar is the proleptic Gregorian one from year 1 to 9999; a text outside it, or one that is no date, gives None.
Fractions of a second are kept to the microsecond; further digits are dropped. Source: OMG DMN 1.5, 10.3.2.3.4 to
10.3.2.3.8 (values) and 10.3.4.1 (conversion functions), which refer to XML Schema Datatypes.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from .values import YearMonthDuration

_DATE = r"(\d{4})-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-]\d\d:\d\d(?::\d\d)?)|@([A-Za-z][\w+-]*(?:/[\w+-]+)*))?"
_MONTHS = r"(-?)P(?=\d)(?:(\d{1,15})Y)?(?:(\d{1,15})M)?"
_SECONDS = r"(-?)P(?=\d|T\d)(?:(\d{1,15})D)?(?:T(?=\d)(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15})(?:\.(\d+))?S)?)?"

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


def parse_date(text: str) -> date | None:
    """`2023-10-20` as a date, else None."""
    found = re.fullmatch(_DATE, text, re.ASCII)
    return make_date(*map(int, found.groups())) if found else None


def make_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def parse_time(text: str) -> time | None:
    """`10:30:00`, also with an offset (`+08:00`, `Z`) or a zone (`@Asia/Shanghai`), as a time, else None."""
    parts = _time(text)
    return parts[0] if parts and parts[1] == 0 else time(0, tzinfo=parts[0].tzinfo) if parts else None


def parse_datetime(text: str) -> datetime | None:
    """`2023-10-20T10:30:00`, also with an offset or a zone, as a datetime; a date alone is its midnight; else None."""
    day, mark, clock = text.partition("T")
    when = parse_date(day)
    if when is None or not mark:
        return None if when is None else datetime(when.year, when.month, when.day)
    parts = _time(clock)
    if parts is None:
        return None
    try:
        return datetime.combine(when, parts[0]) + parts[1] * DAY
    except OverflowError:
        return None


def _time(text: str) -> tuple[time, int] | None:
    """The time and the days to add to it: 24:00:00 is midnight of the next day."""
    found = re.fullmatch(_TIME, text, re.ASCII)
    if not found:
        return None
    hour, minute, second, fraction, utc, offset, zone = found.groups()
    zoned = UTC if utc else _offset(offset) if offset else _zone(zone) if zone else None
    if zoned is None and (offset or zone):
        return None
    next_day = (hour, minute, second, (fraction or "").strip("0")) == ("24", "00", "00", "")
    try:
        return time(0 if next_day else int(hour), int(minute), int(second), _micro(fraction), zoned), int(next_day)
    except ValueError:
        return None


def _micro(fraction: str | None) -> int:
    return int(((fraction or "") + "000000")[:6])


def _offset(text: str) -> timezone | None:
    hours, minutes, *seconds = map(int, text[1:].split(":"))
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    if size > timedelta(hours=14) or minutes > 59 or (seconds and seconds[0] > 59):
        return None
    return timezone(-size if text[0] == "-" else size) if size else UTC


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def parse_duration(text: str) -> YearMonthDuration | timedelta | None:
    """`P1Y6M` as a number of months, `P1DT12H` as a length of time, else None (`P1Y1D` is neither)."""
    found = re.fullmatch(_MONTHS, text, re.ASCII)
    if found:
        sign, years, months = found.groups()
        return YearMonthDuration((-1 if sign else 1) * (12 * int(years or 0) + int(months or 0)))
    found = re.fullmatch(_SECONDS, text, re.ASCII)
    if not found:
        return None
    sign, *counts, fraction = found.groups()
    days, hours, minutes, seconds = (int(count or 0) for count in counts)
    try:
        length = timedelta(days, seconds, _micro(fraction), 0, minutes, hours)
    except OverflowError:
        return None
    return -length if sign else length


def parse_at(text: str) -> Any:
    """The value of the literal `@"text"`: a date, date and time, time or duration, else None."""
    if text[:1] == "P" or text[:2] == "-P":
        return parse_duration(text)
    return parse_date(text) or (parse_datetime(text) if "T" in text and "-" in text[:5] else parse_time(text))


# and back


def format_time(value: time | datetime) -> str:
    """The time of day with its offset or zone, as `parse_time` reads it."""
    text = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    if value.microsecond:
        text += f".{value.microsecond:06}".rstrip("0")
    return text + _format_zone(value.tzinfo)


def _format_zone(zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    if not isinstance(zone, timezone):
        return f"@{zone}"
    size = zone.utcoffset(None)
    if not size:
        return "Z"
    minutes, seconds = divmod(abs(size) // timedelta(seconds=1), 60)
    return f"{'-' if size < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}" + (
        f":{seconds:02}" if seconds else ""
    )


def format_duration(length: timedelta) -> str:
    """The length of time as ISO 8601, in days, hours, minutes and seconds, as `parse_duration` reads it."""
    sign, size = ("-", -length) if length < timedelta() else ("", length)
    minutes, seconds = divmod(size.seconds, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    parts = ((minutes // 60, "H"), (minutes % 60, "M"), (f"{seconds}{fraction}" if seconds or fraction else 0, "S"))
    clock = "".join(f"{count}{unit}" for count, unit in parts if count)
    if not size.days and not clock:
        return "PT0S"
    return f"{sign}P" + (f"{size.days}D" if size.days else "") + (f"T{clock}" if clock else "")


def format_at(value: Any) -> str:
    """A date, time, date and time or duration as the text of its @-literal."""
    if isinstance(value, datetime):
        return f"{value.year:04}-{value.month:02}-{value.day:02}T{format_time(value)}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return format_time(value)
    return format_duration(value) if isinstance(value, timedelta) else str(value)


# the calendar


def add_months(day: date, months: int) -> date | None:
    """The same day of the month that many months on, or the last day of that month; None outside years 1 to 9999.

    >>> add_months(date(2020, 2, 29), 60)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return day.replace(year=year, month=month + 1, day=min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """The number of days of a month, 28 to 31."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`, negative when it lies earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    late = _within_month(end) < _within_month(start)
    if months > 0 and late:
        return months - 1
    return months + 1 if months < 0 and _within_month(end) > _within_month(start) else months


def _within_month(when: date) -> tuple[int, time]:
    return when.day, when.time() if isinstance(when, datetime) else time()


def instant(when: date) -> datetime:
    """The moment to compare or subtract: a date is its midnight UTC, a zoned date and time is put into UTC."""
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, tzinfo=UTC)
    if when.tzinfo is None or when.tzinfo is UTC:
        return when
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return when


def add_time(when: date, length: timedelta) -> date | None:
    """A date or date and time moved by a length of time; a date stays one (the day then begun); None past year 9999."""
    try:
        if not isinstance(when, datetime):
            return when + timedelta(length.days)
        zone = when.tzinfo
        if zone is None or isinstance(zone, timezone):
            return when + length
        return (when.astimezone(UTC) + length).astimezone(zone)
    except OverflowError:
        return None


def turn(clock: time, length: timedelta) -> time:
    """A time of day moved by a length of time, around midnight."""
    moved = timedelta(0, clock.second, clock.microsecond, 0, clock.minute, clock.hour) + timedelta(
        0, length.seconds, length.microseconds
    )
    minutes, seconds = divmod(moved.seconds, 60)
    return time(minutes // 60, minutes % 60, seconds, moved.microseconds, clock.tzinfo)
