"""Run a command against a PostgreSQL server that lives only as long as the command does."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: on the path, or where Debian keeps them; the newest."""
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda at: int(at.parts[-3])
    )
    return found[-1].parent if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_user() -> str | None:
    """PostgreSQL refuses to run as root: then its own user, where there is one."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        sys.exit("with_postgres: found root and no user 'postgres', wanted a user to run as.")


def main(command: list[str]) -> int:
    binaries = find_binaries()
    if binaries is None:
        print("with_postgres: skipped: no PostgreSQL server on this machine (install postgresql)")
        return 0
    user = server_user()
    as_user = ["runuser", "-u", user, "--"] if user else []
    with tempfile.TemporaryDirectory(prefix="sightline-postgres-") as folder:
        if user:
            shutil.chown(folder, user)
        data, port = Path(folder) / "data", free_port()
        subprocess.run(
            [
                *as_user,
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "sightline",
                "--auth=trust",
                "-E",
                "UTF8",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [*as_user, binaries / "pg_ctl", "-D", data, "-w"]
        subprocess.run(
            [*control, "-o", options, "-l", f"{folder}/log", "start"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            address = f"postgresql://sightline@127.0.0.1:{port}/postgres"
            return subprocess.run(
                command, env={**os.environ, "SIGHTLINE_DATABASE_URL": address}
            ).returncode
        finally:
            subprocess.run(
                [*control, "-m", "immediate", "stop"],
                stdout=subprocess.DEVNULL,
                cwd=folder,
                check=False,
            )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
