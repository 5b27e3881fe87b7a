"""What an index of need is made of: indicators, the domains they speak for, and the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sightline.errors import BadInput, Refused


class Measures(StrEnum):
    """What an indicator counts."""

    NEED = "need"
    DEPRIVATION = "deprivation"
    ENFORCEMENT = "enforcement"  # stops, searches, drug possession: what was looked for


class Combining(StrEnum):
    """How the indicators of a domain become one score."""

    STANDARDISE = "standardise"  # the mean of standard scores: indicators that add to each other
    FACTOR = "factor"  # maximum-likelihood factor: noisy measures of one and the same thing


@dataclass(frozen=True)
class Indicator:
    """One measured thing. more_is_worse: whether a higher value means more need."""

    indicator: str
    name: str
    domain: str
    measures: Measures
    more_is_worse: bool = True


@dataclass(frozen=True)
class Domain:
    """One side of need and its share of the index."""

    domain: str
    name: str
    weight: float  # share from 0 to 1
    combining: Combining = Combining.STANDARDISE


@dataclass(frozen=True)
class IndexDesign:
    """The recipe of an index. BadInput or Refused if it cannot stand for need.

    Weights sum to 1. Enforcement is refused, for it counts what the police looked for. Deprivation
    alone is refused: it predicts violence poorly by itself, so some weight is on need.
    """

    domains: tuple[Domain, ...]
    indicators: tuple[Indicator, ...]

    def __post_init__(self) -> None:
        _check_names("domain", [domain.domain for domain in self.domains])
        _check_names("indicator", [indicator.indicator for indicator in self.indicators])
        self._check_weights()
        self._check_indicators()

    @property
    def weights(self) -> dict[str, float]:
        """The share of each domain."""
        return {domain.domain: domain.weight for domain in self.domains}

    def of_domain(self, domain: str) -> tuple[Indicator, ...]:
        """The indicators that speak for a domain."""
        return tuple(one for one in self.indicators if one.domain == domain)

    def with_weights(self, weights: Mapping[str, float]) -> IndexDesign:
        """The same design with other weights, scaled to sum to 1. Domains not named keep theirs.

        >>> def side(name: str, weight: float) -> Domain:
        ...     return Domain(name, name.title(), weight)
        >>> design = IndexDesign(
        ...     (side("harm", 0.5), side("crime", 0.5)),
        ...     (Indicator("a", "A", "harm", Measures.NEED),
        ...      Indicator("b", "B", "crime", Measures.NEED)))
        >>> design.with_weights({"harm": 1.5}).weights
        {'harm': 0.75, 'crime': 0.25}
        """
        unknown = sorted(set(weights) - set(self.weights))
        if unknown:
            raise BadInput(
                f"weights: found {unknown[0]!r}, wanted one of: {', '.join(self.weights)}."
            )
        chosen = {**self.weights, **weights}
        for name, weight in chosen.items():
            if not 0 <= weight < float("inf"):
                raise BadInput(f"weight of {name}: found {weight}, wanted a number of 0 or more.")
        total = sum(chosen.values())
        if total <= 0:
            raise BadInput("weights: found none above zero, wanted at least one.")
        return replace(
            self,
            domains=tuple(replace(one, weight=chosen[one.domain] / total) for one in self.domains),
        )

    def without(self, indicator: str) -> IndexDesign:
        """The design less one indicator; a domain left with none gives its weight to the others."""
        kept = tuple(one for one in self.indicators if one.indicator != indicator)
        if len(kept) == len(self.indicators):
            raise BadInput(f"indicator: found {indicator!r}, wanted one that the index has.")
        spoken_for = {one.domain for one in kept}
        domains = tuple(one for one in self.domains if one.domain in spoken_for)
        total = sum(one.weight for one in domains)
        if total <= 0:
            raise Refused(f"index: without {indicator} nothing with any weight is left of it.")
        return IndexDesign(tuple(replace(one, weight=one.weight / total) for one in domains), kept)

    def _check_weights(self) -> None:
        for domain in self.domains:
            if not 0 <= domain.weight <= 1:
                raise BadInput(
                    f"weight of {domain.name}: found {domain.weight}, wanted a share from 0 to 1."
                )
        total = sum(domain.weight for domain in self.domains)
        if abs(total - 1) > 1e-6:
            raise BadInput(f"weights: found {total:g} in all, wanted shares that sum to 1.")

    def _check_indicators(self) -> None:
        weights = self.weights
        for one in self.indicators:
            if one.domain not in weights:
                raise BadInput(
                    f"indicator {one.name}: found domain {one.domain!r}, wanted one of: "
                    f"{', '.join(weights)}."
                )
            if one.measures is Measures.ENFORCEMENT:
                raise BadInput(
                    f"indicator {one.name}: found a count of enforcement, wanted a measure of "
                    "need. It tells what the police looked for; leave it out of the index."
                )
        silent = [domain.name for domain in self.domains if not self.of_domain(domain.domain)]
        if silent:
            raise BadInput(f"domain {silent[0]}: found no indicator, wanted one or more.")
        if all(
            one.measures is Measures.DEPRIVATION or not weights[one.domain]
            for one in self.indicators
        ):
            raise Refused(
                "index: found deprivation alone, which is not need by itself. Give weight to an "
                "indicator of harm or of risk too."
            )


def _check_names(what: str, names: list[str]) -> None:
    if not names:
        raise BadInput(f"index: found no {what}, wanted one or more.")
    repeated = [name for name in names if names.count(name) > 1]
    if repeated:
        raise BadInput(f"{what}: found {repeated[0]!r} twice, wanted each once.")
