#!/usr/bin/env python3
"""Writes packages/engine/src/values/zones/table.ts from the TZif files of the PyPI package `tzdata`.

    pip install --target /tmp/tzdata tzdata==2026.6
    PYTHONPATH=/tmp/tzdata python3 scripts/make-zones.py            # write the table
    PYTHONPATH=/tmp/tzdata python3 scripts/make-zones.py --check    # fail if the table is not what this writes
    PYTHONPATH=/tmp/tzdata python3 scripts/make-zones.py --digest   # what zones.test.ts compares itself with

Only the standard library reads the files. To take a newer tzdata, change PINNED, write, and put the new
digest into zones.test.ts.

What is kept of a zone: the offsets since 1970 and, as a rule, the POSIX TZ footer (RFC 9636). Explicit
transitions that the footer gives anyway are left out: most files repeat it up to 2037. Zones with the
same history since 1970 share a line. `Factory`, which means that nobody has chosen a zone, is left out.
"""

import hashlib
import pathlib
import re
import struct
import sys
from datetime import date, datetime, timedelta, timezone

import tzdata

PINNED = "2026.6"
STEP = 30  # seconds; all distances between transitions since 1970 are multiples of it
LAST_YEAR = 2500  # how far the shortened form is compared with the file; rules repeat every 400 years
TARGET = pathlib.Path(__file__).parent.parent / "packages/engine/src/values/zones/table.ts"
ROOT = pathlib.Path(tzdata.__file__).parent


def read_tzif(data):
    """(transition instants in seconds, offset from each on, offset before the first, footer)"""
    assert data[:4] == b"TZif" and data[4:5] in b"234"

    def counts(at):
        return struct.unpack(">6l", data[at + 20 : at + 44])

    isut, isstd, leap, time, kind, char = counts(0)
    header = 44 + time * 5 + kind * 6 + char + leap * 8 + isstd + isut
    isut, isstd, leap, time, kind, char = counts(header)
    assert leap == 0, "a file with leap seconds counts other seconds"
    at = header + 44
    instants = struct.unpack(f">{time}q", data[at : at + 8 * time])
    at += 8 * time
    index = data[at : at + time]
    at += time
    offsets = [struct.unpack(">lBB", data[at + 6 * i : at + 6 * i + 6])[0] for i in range(kind)]
    at += 6 * kind + char + leap * 12 + isstd + isut
    return instants, [offsets[i] for i in index], offsets[0], data[at:].decode("ascii").strip()


def seconds(text):
    """[+-]hh[:mm[:ss]] in seconds"""
    sign = -1 if text[0] == "-" else 1
    parts = [int(p) for p in text.lstrip("+-").split(":")] + [0, 0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])


FOOTER = re.compile(r"(?:<[^>]+>|[A-Za-z]+)([-+\d:]+)(?:(?:<[^>]+>|[A-Za-z]+)([-+\d:]*),([^,]+),([^,]+))?")


def parse_footer(footer):
    """(standard offset, None) or (standard offset, (summer offset, start, end)); dates as (m, w, d, seconds)"""
    std, dst, start, end = FOOTER.fullmatch(footer).groups()
    standard = -seconds(std)
    if start is None:
        return standard, None
    summer = -seconds(dst) if dst else standard + 3600

    def yearly(text):
        day, _, time = text.partition("/")
        month, week, weekday = (int(p) for p in re.fullmatch(r"M(\d+)\.(\d)\.(\d)", day).groups())
        assert 2 <= month <= 11, "the reader takes the year of an instant, so no rule may change at New Year"
        return month, week, weekday, seconds(time or "2")

    return standard, (summer, yearly(start), yearly(end))


def rule_offsets(standard, rule, first, last):
    """The rule's transitions of the years first..last as (instant, offset from there on), in order"""

    def local(when, year):
        month, week, weekday, time = when
        one = date(year, month, 1)
        day = one + timedelta((weekday - one.isoweekday() % 7) % 7 + 7 * (week - 1))
        if day.month != month:
            day -= timedelta(7)
        return (day - date(1970, 1, 1)).days * 86400 + time

    found = []
    if rule:
        summer, start, end = rule
        for year in range(first, last + 1):
            found += [(local(start, year) - standard, summer), (local(end, year) - summer, standard)]
    return sorted(found)


def history(name):
    """(offset at 1970, [(instant, offset)] since, standard and rule of the footer, the same expanded)"""
    instants, after, before, footer = read_tzif((ROOT / "zoneinfo" / name).read_bytes())
    standard, rule = parse_footer(footer)
    pairs = list(zip(instants, after))
    last = instants[-1] if instants else -(2**62)
    yearly = rule_offsets(standard, rule, 1965, LAST_YEAR)
    pairs += [pair for pair in yearly if pair[0] > last]
    initial, changes, current = before, [], before
    for instant, offset in pairs:
        if instant <= 0:
            initial = current = offset
        elif offset != current:
            changes.append((instant, offset))
            current = offset
    return initial, changes, standard, rule, yearly


def shorten(initial, changes, standard, rule, yearly):
    """The changes that must be listed, so that from the last of them on the rule alone is right"""
    if rule is None:
        assert (changes[-1][1] if changes else initial) == standard, "the footer goes on from the last offset"
        return changes
    keep = len(changes)
    known = dict(yearly)
    while keep > 0 and known.get(changes[keep - 1][0]) == changes[keep - 1][1]:
        keep -= 1
    # From changes[keep] on the two lists must be one, and the offset at changes[keep - 1] that of the rule.
    while True:
        since = changes[keep - 1][0] if keep else 0
        tail = [pair for pair in yearly if pair[0] > since]
        state = [offset for instant, offset in yearly if instant <= since][-1]
        if tail == changes[keep:] and state == (changes[keep - 1][1] if keep else initial):
            return changes[:keep]
        keep += 1
        assert keep < len(changes), "the footer never takes over"


def base36(n):
    text = ""
    while True:
        n, digit = divmod(n, 36)
        text = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + text
        if n == 0:
            return text


def encode(name):
    """All of a line but the names; the format is told in decode.ts"""
    initial, changes, standard, rule, yearly = history(name)
    offsets, text, previous = [initial], "", 0
    for instant, offset in shorten(initial, changes, standard, rule, yearly):
        if offset not in offsets:
            offsets.append(offset)
        steps, rest = divmod(instant - previous, STEP)
        assert rest == 0 and len(offsets) <= 26
        text += base36(steps) + chr(ord("A") + offsets.index(offset))
        previous = instant
    fields = [",".join(map(str, offsets)), text]
    if rule:
        summer, start, end = rule
        fields.append(",".join([str(standard), str(summer), *(".".join(map(str, when)) for when in (start, end))]))
    else:
        fields.append("")
    return ";".join(fields)


def zone_names():
    return sorted(set((ROOT / "zones").read_text().split()) - {"Factory"})


def table():
    lines = {}
    for name in zone_names():
        lines.setdefault(encode(name), []).append(name)
    rows = sorted(" ".join(names) + ";" + line for line, names in lines.items())
    assert not any("'" in row or "\\" in row for row in rows)
    return "\n".join(
        [
            f"// Written by scripts/make-zones.py from tzdata {PINNED} of PyPI. Not to be edited by hand.",
            "",
            "/** The release of the IANA time zone database that the table holds. */",
            f"export const TZDATA_VERSION = '{tzdata.IANA_VERSION}';",
            "",
            "/** One line for all zones that agree since 1970; `decode.ts` tells the format. */",
            "export const ZONE_LINES: readonly string[] = [",
            *(f"  '{row}'," for row in rows),
            "];",
            "",
        ]
    )


def digest():
    """SHA-256 over the offsets in seconds that Python's own zoneinfo, an independent reader of the same files,
    gives at sampled instants: one line a zone, `<name> <offset> <offset> …`. Samples: 1970 to 2101 in steps of
    331 hours, and the last day of 9999."""
    import zoneinfo

    zoneinfo.reset_tzpath([])  # the package, not the host's files
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    moments = [epoch + timedelta(seconds=at) for at in [*range(0, 4_133_980_800, 331 * 3600), 253_402_214_400]]
    sums = hashlib.sha256()
    for name in zone_names():
        zone = zoneinfo.ZoneInfo(name)
        offsets = [str(moment.astimezone(zone).utcoffset() // timedelta(seconds=1)) for moment in moments]
        sums.update(" ".join([name, *offsets]).encode() + b"\n")
    return sums.hexdigest()


def main():
    if tzdata.__version__ != PINNED:
        sys.exit(f"tzdata {PINNED} is pinned, {tzdata.__version__} is installed")
    if sys.argv[1:] == ["--digest"]:
        print(digest())
    elif sys.argv[1:] == ["--check"]:
        if TARGET.read_text() != table():
            sys.exit(f"{TARGET} is not what this script writes")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        TARGET.write_text(table())


main()
