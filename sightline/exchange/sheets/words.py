"""Words of areas in a sheet: codes or names, of small areas or districts."""

from __future__ import annotations

import pandas as pd

from sightline.exchange.sheets.opening import nearest
from sightline.exchange.sheets.texts import BadCell, show, split_list

ALL = "all"
NONE = "none"  # known to be none, where a blank cell means not supplied
_LOOK_UP = "Look it up in the list of areas, and leave out areas outside the county."
_MOST_HINTS = 200  # so many unknown words of a sheet get a hint: looking for one takes 10 ms


class AreaWords:
    """What each code or name stands for. Codes come before names, districts before small areas."""

    def __init__(self, areas: pd.DataFrame) -> None:
        """areas: the AREAS table of analysis.areas."""
        self.centres = {
            str(code): (float(easting), float(northing))
            for code, easting, northing in zip(
                areas["area"], areas["easting_m"], areas["northing_m"], strict=True
            )
        }
        self._areas = self._codes(areas, "area")
        self._districts = self._codes(areas, "district")
        self._names: dict[str, list[str]] = {}
        self._labels = [*self._areas.values(), *self._districts.values()]
        for kind in ("district", "area"):
            pairs = areas[[kind, f"{kind}_name"]].drop_duplicates()
            for code, name in pairs.itertuples(index=False):
                if code and name:
                    self._labels.append(str(name).strip())
                    self._names.setdefault(str(name).strip().casefold(), []).append(str(code))
        self._hints: dict[str, str] = {}
        loose = areas.loc[areas["district"].fillna("") == "", "area"]
        self._everywhere = (*sorted(self._districts.values()), *sorted(map(str, loose)))

    @staticmethod
    def _codes(areas: pd.DataFrame, kind: str) -> dict[str, str]:
        return {str(code).casefold(): str(code) for code in areas[kind].dropna().unique() if code}

    def read_many(self, text: str) -> tuple[str, ...]:
        """Codes of small areas or districts from a list of codes or names, or the word all."""
        if text.strip().casefold() == ALL:
            return self._everywhere
        items = split_list(text)
        codes = [code for item in items for code in self._find(item)]
        return tuple(dict.fromkeys(codes))

    def read_small_area(self, text: str) -> str:
        """The code of one small area from its code or its name."""
        found = self._find(text)
        small = [code for code in found if code in self.centres]
        if not small:
            raise BadCell(
                f"{show(text)}, a district",
                "one small area",
                "Give the code of a small area, or put the district under areas_served.",
            )
        if len(small) > 1:
            raise BadCell(
                f"{show(text)}, the name of {len(small)} areas",
                "one small area",
                f"Give its code: one of {', '.join(small[:5])}.",
            )
        return small[0]

    def _find(self, text: str) -> list[str]:
        key = text.strip().casefold()
        if key in self._areas:
            return [self._areas[key]]
        if key in self._districts:
            return [self._districts[key]]
        if key in self._names:
            return self._names[key]
        raise BadCell(show(text), "the code or name of a known area or district", self._hint(key))

    def _hint(self, text: str) -> str:
        if text not in self._hints and len(self._hints) < _MOST_HINTS:
            alike = nearest(text, self._labels)
            self._hints[text] = f"The nearest are: {'; '.join(alike)}." if alike else ""
        return self._hints.get(text) or _LOOK_UP
