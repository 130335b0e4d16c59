"""Which days are holidays: a country's own, by the `holidays` package, and the site's additions and exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gate.access.errors import AccessError


@dataclass(frozen=True)
class Calendar:
    """The holidays of a site."""

    country: str | None = None
    """ISO 3166-1 code; None: no country's."""
    region: str | None = None
    """Its state or province, ISO 3166-2 without the country."""
    extra: frozenset[date] = frozenset()
    """Days that are holidays here as well."""
    working: frozenset[date] = frozenset()
    """Days that are none here."""

    def __post_init__(self) -> None:
        if self.country is not None:
            _national(self.country, self.region, 2026)  # says at once what would go wrong at the door

    def is_holiday(self, day: date) -> bool:
        """Whether a day, by the site's local date, is a holiday."""
        if day in self.working:
            return False
        return day in self.extra or (self.country is not None and day in _national(self.country, self.region, day.year))


@lru_cache(maxsize=64)
def _national(country: str, region: str | None, year: int) -> frozenset[date]:
    import holidays  # slow to import, and most gates have no calendar

    try:
        return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
    except NotImplementedError:
        place = f"{country}-{region}" if region else country
        raise AccessError(
            f"no holidays are known for {place}: give an ISO 3166 code such as DE or US, with a region such as BY"
        ) from None
