"""`python -m tests.mutation`: a sample of 300 changes with a fixed seed; MUTANTS=all tries each,
and SEED=14 is another sample.

First the places of some are tried with nothing changed at them: were one of these killed, a death
would say nothing. Prints the survivors and the share that was killed; status 1 where it is below
90 %.
"""

from __future__ import annotations

import os
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from .mutants import Mutant, list_mutants, read_equivalent
from .running import copy_program, record, try_all

SAMPLE = "300"
SEED = "13"
LEAST_SHARE = 0.9
UNCHANGED = 10


def choose(mutants: list[Mutant], wanted: str) -> list[Mutant]:
    """All, or so many, by what each changes: work on one line leaves the others chosen."""
    if wanted == "all":
        return mutants
    seed = os.environ.get("SEED", SEED)
    return sorted(mutants, key=lambda mutant: _shuffle(seed, mutant))[: int(wanted)]


def _shuffle(seed: str, mutant: Mutant) -> bytes:
    return sha256(f"{seed} {mutant.key}".encode()).digest()


def main() -> int:
    """Tries the chosen; returns the exit status."""
    equivalent = read_equivalent()
    everything = [mutant for mutant in list_mutants() if mutant.key not in equivalent]
    mutants = choose(everything, os.environ.get("MUTANTS", SAMPLE))
    print(f"{len(mutants)} of {len(everything)} mutants, {len(equivalent)} equivalent ones apart")
    killed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = copy_program(Path(folder).resolve() / "program")
        found = record(program, Path(folder))
        unchanged = [mutant.undo() for mutant in mutants[:UNCHANGED]]
        for mutant, is_killed in try_all(unchanged, found, program):
            if is_killed:
                sys.exit(f"killed, though nothing is changed: line {mutant.line} of {mutant.key}")
        print(f"{len(unchanged)} places with nothing changed at them survived", flush=True)
        for mutant, is_killed in try_all(mutants, found, program):
            killed += is_killed
            if not is_killed:
                seen = len(found.find_tests(mutant))
                print(f"\nSURVIVED line {mutant.line}, {seen} tests: {mutant.key}")
                print(mutant.write_diff(), flush=True)
    share = killed / len(mutants)
    print(f"\n{killed} of {len(mutants)} killed: {share:.1%} (at least {LEAST_SHARE:.0%})")
    return int(share < LEAST_SHARE)


if __name__ == "__main__":
    sys.exit(main())
