"""Police files of some forces and months, from the newest archives that hold them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sightline.analysis.periods import Month
from sightline.errors import BadInput, Refused
from sightline.evidence.fetch.archive import (
    Archive,
    Key,
    Member,
    list_archive,
    open_archive,
    save_member,
    unpack_member,
)
from sightline.evidence.fetch.client import Client
from sightline.evidence.fetch.publishers import PoliceArchive
from sightline.evidence.fetch.record import Fetched, describe
from sightline.evidence.fetch.saving import (
    Changed,
    NoParts,
    Part,
    Wanted,
    require_space,
    save_part,
)

KINDS = ("street", "outcomes", "stop-and-search")
_WHOLE_FROM_SHARE = 0.5  # of an archive's bytes: from there one request beats thousands
_MOST_CHANGES = 3


@dataclass(frozen=True)
class PoliceQuestion:
    """Which police files are wanted. release: the newest archive to use, or None for the newest."""

    forces: Sequence[str]
    months: Sequence[Month]
    kinds: Sequence[str] = ("street",)
    release: Month | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """Each file by month, force and kind."""
        return tuple(
            (str(month), force, kind)
            for month in sorted(self.months)
            for force in self.forces
            for kind in self.kinds
        )


def newest_release(client: Client, source: PoliceArchive) -> Month:
    """The newest month that is published."""
    content = client.read(source.releases, page=source.origin.page, largest_bytes=10 * 1024**2)
    try:
        return max(Month.parse(entry["date"]) for entry in json.loads(content))
    except (ValueError, KeyError, TypeError, BadInput) as error:
        raise BadInput(
            f"{source.releases}: found something else, wanted a list of months. Name the newest "
            f"archive with --release; they are listed at {source.origin.page}."
        ) from error


def plan_releases(
    months: Sequence[Month], *, newest: Month, months_in_an_archive: int
) -> dict[Month, Month]:
    """Which archive each month is taken from: always the latest of the archives that are needed.

    An archive holds so many months up to the one it is named after, so a long time takes several;
    each begins where the oldest month still lacking is its first. A later archive knows more
    outcomes. BadInput if a month is not published yet.

    >>> plan = plan_releases([Month(2020, 1), Month(2025, 12)], newest=Month(2025, 12),
    ...                      months_in_an_archive=36)
    >>> {str(month): str(release) for month, release in plan.items()}
    {'2020-01': '2022-12', '2025-12': '2025-12'}
    """
    if max(months) > newest:
        raise BadInput(
            f"--months: found {max(months)}, wanted months up to {newest}, the newest that is "
            "published. Ask for those."
        )
    reach = months_in_an_archive - 1
    releases = [newest]
    lacking = sorted(month for month in months if month < newest.plus(-reach))
    while lacking:
        releases.append(lacking[0].plus(reach))
        lacking = [month for month in lacking if month > releases[-1]]
    return {
        month: max(r for r in releases if r.plus(-reach) <= month <= r) for month in sorted(months)
    }


def fetch_police(
    client: Client,
    source: PoliceArchive,
    question: PoliceQuestion,
    folder: Path,
    *,
    have: Mapping[Key, str],
) -> Iterator[Fetched]:
    """The files that are not here yet, one by one as each is there whole.

    have: files that are here as they were fetched, with the release they are from: enough, unless
    the question names another. What an archive does not hold is noted: that there is no file is
    not that there was no crime.
    """
    if question.release is None and set(question.keys) <= set(have):
        return
    newest = question.release or newest_release(client, source)
    plan = plan_releases(
        question.months, newest=newest, months_in_an_archive=source.months_in_an_archive
    )
    for release in sorted(set(plan.values()), reverse=True):
        keys = [
            key
            for key in question.keys
            if plan[Month.parse(key[0])] == release
            and not (key in have and question.release in (None, Month.parse(have[key])))
        ]
        if keys:
            yield from _from_archive(client, source, str(release), keys, folder)


def _from_archive(
    client: Client, source: PoliceArchive, release: str, keys: Sequence[Key], folder: Path
) -> Iterator[Fetched]:
    """Whole if most of it is wanted or it comes in no other way; else member by member."""
    lacking = list(keys)
    for _ in range(_MOST_CHANGES):
        try:
            archive = list_archive(client, source, release)
            members = _members(client, archive, lacking)
            if _share(archive, members) > _WHOLE_FROM_SHARE:
                raise NoParts
            for member in members:
                yield _save(client, archive, member, folder)
                lacking.remove(member.key)
            return
        except Changed:
            client.world.note(f"{release}: found a new version of the archive; listing it again")
        except NoParts:
            yield from _whole(client, source, release, lacking, folder)
            return
    raise Refused(
        f"{source.address(release)}: found that it changed {_MOST_CHANGES} times while it was "
        "fetched, wanted one version. Run the command again later."
    )


def _save(client: Client, archive: Archive, member: Member, folder: Path) -> Fetched:
    client.world.say(f"{member.into} from the archive of {archive.release}")
    target = folder / member.into
    target.parent.mkdir(parents=True, exist_ok=True)
    save_member(client, archive, member, target)
    return _described(client, archive, target, folder)


def _whole(
    client: Client, source: PoliceArchive, release: str, keys: Sequence[Key], folder: Path
) -> Iterator[Fetched]:
    origin = source.origin
    client.world.say(f"{source.address(release)}: fetching the archive whole")
    part = Part(folder / "police" / f"archive-{release}.zip.part")
    wanted = Wanted(source.address(release), origin.page, origin.largest_bytes, source.hands_on_to)
    version = save_part(client, wanted, part)
    try:
        archive = open_archive(part.path, source, release, version)
        members = _members(client, archive, keys)
        require_space(client, folder, sum(member.info.file_size for member in members))
        for member in members:
            target = folder / member.into
            target.parent.mkdir(parents=True, exist_ok=True)
            unpack_member(part.path, member, target)
            yield _described(client, archive, target, folder)
    except BadInput:
        part.clear()  # these very bytes are of no use
        raise
    part.clear()


def _members(client: Client, archive: Archive, keys: Sequence[Key]) -> list[Member]:
    """Those wanted that the archive holds; a file that it lacks is said to be not published."""
    for month, force, kind in keys:
        if (month, force, kind) not in archive.members:
            client.world.note(
                f"{month} {force}: found no {kind} file in the archive of {archive.release}: not "
                "published, which is not the same as none recorded"
            )
    found = [archive.members[key] for key in keys if key in archive.members]
    if not found:
        raise BadInput(
            f"{archive.address}: found none of the files asked for, wanted at least one. Ask for "
            "other forces, months or kinds."
        )
    return found


def _share(archive: Archive, members: Sequence[Member]) -> float:
    return sum(member.span[1] for member in members) / max(archive.version.size or 0, 1)


def _described(client: Client, archive: Archive, target: Path, folder: Path) -> Fetched:
    """The entry of a police file, which is dated by its archive: whoever loads it reads that."""
    released = Month.parse(archive.release).first_day
    at = datetime(released.year, released.month, 1, tzinfo=UTC).timestamp()
    os.utime(target, (at, at))
    return describe(
        target,
        folder,
        address=archive.address,
        version=archive.version,
        origin=archive.source.origin,
        now=client.world.now(),
        release=archive.release,
    )
