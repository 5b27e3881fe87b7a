"""`sightline audit verify`: the service's own check, run as a process of its own.

The command and the service never meet in one process: the check is asked of the service as anybody
who runs it would ask.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from sightline.errors import Refused

SETTINGS = "sightline.service.settings"


def add_audit(verb: argparse.ArgumentParser) -> None:
    """The words and options of the verb."""
    verb.description = (
        "Checks every event of the record of what was done, in the instance that the SIGHTLINE_ "
        "settings name, and prints the head of the chain: keep it outside that computer."
    )
    verb.add_argument("what", choices=("verify",), help="verify: has it been tampered with?")
    verb.add_argument(
        "--head", default="", metavar="NUMBER:HASH", help="as an earlier check printed it"
    )


def verify_audit(given: argparse.Namespace) -> None:
    """Run the check; Refused, after it has said what is wrong, if the record cannot be trusted."""
    sys.stdout.flush()
    done = subprocess.run(  # noqa: S603 - our own interpreter and settings
        [sys.executable, "-m", "django", "audit_verify", "--head", given.head],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS},
        check=False,
    )
    if done.returncode:
        raise Refused("the record of what was done cannot be vouched for: see above.")
