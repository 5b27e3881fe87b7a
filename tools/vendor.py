"""Fetch the pinned front-end files, check them, and copy what pages use into the service.

    python tools/vendor.py          fetches with the ordinary `npm pack`, checks and copies
    python tools/vendor.py --check  checks that what is kept is what the manifest says

Nobody needs this, npm or Node to install or run the service: the files are kept in the project.
To move to another version, change it in manifest.json, run `npm view NAME@VERSION dist.integrity`
for its sha512, and run this.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "sightline/service/pages/static/vendor"
MANIFEST = FOLDER / "manifest.json"

FONT_FACE = re.compile(r"@font-face\{font-family:GDS Transport;[^}]*\}")
FONT_NOTICE = re.compile(r"/\*[^*]*(?:\*(?!/)[^*]*)*GDS Transport[^*]*(?:\*(?!/)[^*]*)*\*/")
SOURCE_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=[^\n*]*(?:\*/)?\n?")
CREST = re.compile(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}")


def main() -> int:
    """Fetch or check; 0 when all is as the manifest says."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    reader.add_argument("--check", action="store_true", help="change nothing")
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    if not reader.parse_args().check:
        for package in manifest["packages"]:
            fetch(package)
        MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    wrong = [said for package in manifest["packages"] for said in faults(package)]
    sys.stderr.writelines(f"{said}\n" for said in wrong)
    return 1 if wrong else 0


def fetch(package: dict[str, Any]) -> None:
    """Fetch one package, check it against its pin, and copy its files; notes their hashes."""
    name, version = package["name"], package["version"]
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm: not found, wanted to fetch packages. Install Node's npm.")
        subprocess.run([npm, "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        check_pin(archive, package)
        with tarfile.open(archive) as inside:
            for kept in package["files"]:
                member = inside.extractfile(f"package/{kept['from']}")
                if member is None:
                    raise SystemExit(f"{name}@{version}: no file {kept['from']} in it.")
                content = clean(member.read(), suffix=Path(kept["to"]).suffix)
                target = FOLDER / kept["to"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                kept["sha256"] = hashlib.sha256(content).hexdigest()


def check_pin(archive: Path, package: dict[str, Any]) -> None:
    """Stop if the package is not the one that was pinned."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package["sha512"]:
        raise SystemExit(
            f"{package['name']}@{package['version']}: found {found}, wanted {package['sha512']}. "
            "Do not use it before you know why it differs."
        )


def clean(content: bytes, *, suffix: str) -> bytes:
    """The file without links to source maps, and style sheets without the crown's own things.

    GDS Transport and the royal crest are licensed for the government's own site only.
    """
    if suffix not in {".css", ".js", ".mjs"}:
        return content
    text = SOURCE_MAP.sub("\n", content.decode("utf-8"))
    if suffix == ".css":
        text = CREST.sub("", FONT_NOTICE.sub("", FONT_FACE.sub("", text)))
        text = text.replace("GDS Transport,", "")
    return text.encode("utf-8")


def faults(package: dict[str, Any]) -> list[str]:
    """What is missing or changed among the kept files of a package."""
    wrong = []
    for kept in package["files"]:
        file = FOLDER / kept["to"]
        if not file.exists():
            wrong.append(f"{kept['to']}: not there. Run python tools/vendor.py.")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != kept["sha256"]:
            wrong.append(f"{kept['to']}: changed by hand. Run python tools/vendor.py.")
    licence = FOLDER / package["licence_file"]
    if not licence.exists():
        wrong.append(f"{package['licence_file']}: not there; the licence is kept with the files.")
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
