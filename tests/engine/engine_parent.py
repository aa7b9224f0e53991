"""A process that runs jobs, to be killed, interrupted or left without room: FOLDER, what it is to suffer.

It prints the numbers of its workers as soon as there is a shard.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import engine_jobs

from relaysim.engine import unwritten
from relaysim.engine.local_pool import LocalPool
from relaysim.engine.run_jobs import Progress, run_jobs
from relaysim.engine.shards import Shards
from relaysim.errors import OutputError

# Where room is to run out, all jobs are short; else both workers are soon in the midst of a long one.
SHORT = 60
JOBS = {True: ["sleep 0.02"] * 300, False: ["sleep 0.02"] * SHORT + ["sleep 60"] * 40}

if __name__ == "__main__":
    folder, suffers = Path(sys.argv[1]), sys.argv[2]
    unwritten._LEAST_S = 1000.0 if suffers == "interruption" else 0.2
    whats = JOBS[suffers == "no room"]
    pool = LocalPool(2)
    said = False

    def progress(where: Progress) -> None:
        global said
        if not said and where.done >= 10 and (suffers == "interruption" or shards.count):
            said = True
            print(*pool.executor.pids(), flush=True)
            if suffers == "no room":
                resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    shards = Shards(folder / "shards", engine_jobs.SCHEMA, "study")
    try:
        run_jobs(
            engine_jobs.jobs(whats), engine_jobs.work(folder / "log"), shards, pool,
            attempts=1, total=len(whats), progress=progress,
        )  # fmt: skip
    except OutputError as error:
        sys.exit(str(error))
