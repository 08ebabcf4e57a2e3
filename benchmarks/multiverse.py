"""How fast the universes are counted with one worker and with more: ``python benchmarks/multiverse.py [WORKERS ...]``.

Each run starts from nothing in a folder of its own and stores the same verdicts. Prints universes, seconds, megabytes (of this process and of
the largest worker) and whether the verdicts are those of the first run.
"""

import hashlib
import resource
import sys
import tempfile
import time

from allies import multiverse


def run(workers):
    """Seconds of one run from nothing, universes, and the digest of its verdicts."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        decided = multiverse.run(workers=workers, folder=folder, say=lambda text: None)
        seconds, digest = time.monotonic() - started, hashlib.sha256()
    for name in sorted(decided):
        digest.update(name.encode() + decided[name].tobytes())
    return seconds, sum(each.size for each in decided.values()), digest.hexdigest()


if __name__ == "__main__":
    first = None
    print("workers | universes | seconds | ratio | MiB here | MiB of the largest worker | verdicts")
    for workers in map(int, sys.argv[1:] or ("1", "2")):
        seconds, universes, digest = run(workers)
        first = first or (seconds, digest)
        here, worker = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(f"{workers} | {universes} | {seconds:.1f} | {first[0] / seconds:.2f} | {here} | {worker} | {'the same' if digest == first[1] else 'OTHERS'}", flush=True)
