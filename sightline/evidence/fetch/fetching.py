"""The whole of a fetch: what is asked for and not here yet, written down as it comes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.evidence.fetch.archive import key_of, not_a_zip
from sightline.evidence.fetch.client import Client, too_much
from sightline.evidence.fetch.police import PoliceQuestion, fetch_police
from sightline.evidence.fetch.publishers import Origin, Publishers, Service, SingleFile
from sightline.evidence.fetch.record import (
    Fetched,
    alone_in,
    describe,
    is_as_fetched,
    read_record,
    write_record,
)
from sightline.evidence.fetch.saving import Part, Version, Wanted, save_part
from sightline.evidence.fetch.services import (
    as_csv,
    as_geojson,
    clear_pages,
    fetch_features,
)
from sightline.evidence.manifest import write_whole

BOUNDARIES = "boundaries"
AREAS_OF_FORCES = ("wards-and-districts", "partnerships-and-forces")  # which force an area is of


@dataclass(frozen=True)
class Fetching:
    """What a fetch is to bring. what: of `Publishers.everything`. again: also what is here."""

    forces: Sequence[str]
    months: Sequence[Month]
    what: Sequence[str]
    kinds: Sequence[str] = ("street",)
    release: Month | None = None
    again: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came, and what was here already."""

    came: tuple[Fetched, ...]
    kept: tuple[Fetched, ...]


def fetch_evidence(
    client: Client, publishers: Publishers, fetching: Fetching, folder: Path
) -> Outcome:
    """Bring what is asked for into the folder, and write down each file as it comes.

    What is here with the checksum it came with stays; what is here with another is fetched again.
    Stopped at any point it can be run again, and goes on. Conflict if another run is at it;
    Refused, NotFound or BadInput as the publishers' servers and the disk give reason.
    """
    with alone_in(folder):
        entries = read_record(folder)
        kept = {} if fetching.again else _as_they_came(client, entries, folder)
        came = []
        for entry in _bring(client, publishers, fetching, folder, kept):
            entries[entry.path] = entry
            write_record(folder, entries)
            came.append(entry)
        return Outcome(tuple(came), tuple(kept.values()))


def _as_they_came(
    client: Client, entries: Mapping[str, Fetched], folder: Path
) -> dict[str, Fetched]:
    kept = {}
    for path, entry in entries.items():
        if is_as_fetched(folder, entry):
            kept[path] = entry
        elif (folder / path).exists():
            client.world.note(f"{path}: found other bytes than were fetched; fetching it again")
    return kept


def _bring(
    client: Client,
    publishers: Publishers,
    fetching: Fetching,
    folder: Path,
    kept: Mapping[str, Fetched],
) -> Iterator[Fetched]:
    for name in needed(fetching.what):
        if name in publishers.services and publishers.services[name].into not in kept:
            yield _table(client, publishers.services[name], folder)
        elif name in publishers.files and publishers.files[name].into not in kept:
            yield _single(client, publishers.files[name], folder)
    if "police" in fetching.what:
        question = PoliceQuestion(
            fetching.forces, fetching.months, fetching.kinds, fetching.release
        )
        have = {key: entry.release for path, entry in kept.items() if (key := key_of(path))}
        yield from fetch_police(client, publishers.police, question, folder, have=have)


def needed(what: Sequence[str]) -> tuple[str, ...]:
    """What is asked for, with what it takes to cut boundaries to an area.

    >>> needed(["boundaries"])
    ('wards-and-districts', 'partnerships-and-forces', 'boundaries')
    """
    more = AREAS_OF_FORCES if BOUNDARIES in what else ()
    return tuple(dict.fromkeys((*more, *what)))


def _table(client: Client, service: Service, folder: Path) -> Fetched:
    pages = folder / "geography" / f".pages-{Path(service.into).stem}"
    features = fetch_features(client, service, pages)
    outlines = service.into.endswith(".geojson")
    target = folder / service.into
    write_whole(target, as_geojson(features) if outlines else as_csv(features))
    clear_pages(pages)
    version = Version(service.address, None, None, None)
    return _entry(client, target, folder, service.address, version, service.origin)


def _single(client: Client, single: SingleFile, folder: Path) -> Fetched:
    client.world.say(f"{single.into} from {single.origin.publisher}")
    target = folder / single.into
    part = Part(target.with_name(target.name + ".part"))
    wanted = Wanted(single.address, single.origin.page, single.origin.largest_bytes)
    version = save_part(client, wanted, part)
    if single.member is None:
        part.path.replace(target)
    else:
        try:
            write_whole(target, _unzipped(part.path, single))
        finally:
            part.clear()
    part.clear()
    return _entry(client, target, folder, single.address, version, single.origin)


def _unzipped(path: Path, single: SingleFile) -> bytes:
    """The one member that is wanted; whatever else the zip holds is not unpacked."""
    most = single.origin.largest_bytes
    try:
        with zipfile.ZipFile(path) as archive, archive.open(str(single.member)) as member:
            content = member.read(most + 1)
    except KeyError as error:
        raise BadInput(
            f"{single.address}: found no {single.member} in it, wanted that file. Look at "
            f"{single.origin.page} for what is there now."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise not_a_zip(single.address, single.origin.page) from error
    if len(content) > most:
        raise too_much(single.address, most, single.origin.page)
    return content


def _entry(
    client: Client, target: Path, folder: Path, address: str, version: Version, origin: Origin
) -> Fetched:
    return describe(
        target, folder, address=address, version=version, origin=origin, now=client.world.now()
    )
