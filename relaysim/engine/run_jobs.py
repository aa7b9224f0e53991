"""All jobs done on a pool, each once, whatever happens to workers, to this process, or to the disk."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future

from relaysim.engine.batch import Answers, do_batch
from relaysim.engine.columns import MOST_ATTEMPTS
from relaysim.engine.giving import Giving
from relaysim.engine.index import Index
from relaysim.engine.job import Job, Work
from relaysim.engine.pool import Pool
from relaysim.engine.progress import Progress, ProgressMeter, Tally
from relaysim.engine.shards import Shards
from relaysim.engine.troubles import Failure, Troubles
from relaysim.engine.unwritten import Unwritten
from relaysim.errors import OutputError

_UNDER_WAY = (
    3  # tasks given for each that can be done at once: workers need not wait while a shard is written
)
_WAIT_S = 0.5  # the longest it waits for an answer before it tells of the progress


def run_jobs(
    jobs: Iterable[Job],
    work: Work,
    shards: Shards,
    pool: Pool,
    *,
    attempts: int,
    total: int,
    progress: Callable[[Progress], None] | None = None,
) -> Tally:
    """Do the jobs that are not finished in the shards yet; every answer goes to a shard within seconds.

    `jobs` are taken as they are given to workers; `total` is how many there are. A job that raises is tried `attempts`
    times; one that twice (or `attempts` times, if that is more) ended a worker that did nothing else is given up, too;
    both then have a row that says failed, and are tried again in another session. The index is `index.sqlite` beside
    the folder of the shards.

    On an interruption (KeyboardInterrupt, any BaseException) workers are ended at once, what is finished is written, and
    it goes on its way. In all cases no worker is left.

    Raises:
        InputError: a shard is damaged or foreign, or the workers cannot be had; what `prepare` raises as such.
        OutputError: a shard cannot be written, or another process writes there.
        NoResult: the workers cannot be made ready.
    """
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise ValueError(f"attempts must be from 1 to {MOST_ATTEMPTS}, not {attempts}")
    with shards:
        index = Index(shards.folder.with_name("index.sqlite"))
        finished = shards.finished()
        index.follow(shards)
        left = total - len(finished)
        session = _Session(Giving(finished.missing(jobs), left), work, pool, attempts)
        unwritten = Unwritten(shards, index)
        meter = ProgressMeter(progress, total, len(finished))
        try:
            session.run(unwritten, meter)
        except OutputError as error:
            kept = len(shards.finished())
            raise OutputError(
                f"{error}; {kept} of {total} runs are kept: make room, then go on with --resume"
            ) from error
        return Tally(len(finished) + session.done, session.failed, len(finished), total)


class _Session:
    """What is under way, and what came of it."""

    def __init__(self, giving: Giving, work: Work, pool: Pool, attempts: int) -> None:
        self.done = self.failed = 0
        self._giving, self._work, self._pool = giving, work, pool
        self._troubles = Troubles(attempts)
        self._under_way: dict[Future[Answers], Sequence[Job]] = {}
        self._ended: queue.SimpleQueue[Future[Answers]] = queue.SimpleQueue()

    def run(self, unwritten: Unwritten, meter: ProgressMeter) -> None:
        """Give, take and write until nothing is left."""
        first = self._giving.next_task(1)
        if not first:
            meter.tell(0, 0, 0, at_once=True)
            return  # no worker is started for nothing
        try:
            self._pool.start(self._work)
            self._give(first)
            self._all(unwritten, meter)
            unwritten.close()
            self._pool.stop(now=False)
        except BaseException:
            self._pool.stop(now=True)
            self._take_what_is_there(unwritten)
            unwritten.write()
            raise
        meter.tell(self.done, self.failed, self._pool.width, at_once=True)

    def _all(self, unwritten: Unwritten, meter: ProgressMeter) -> None:
        while self._given():
            meter.tell(self.done, self.failed, self._pool.width)
            self._take(unwritten, min(_WAIT_S, unwritten.left_s()) if unwritten.rows else _WAIT_S)
            if unwritten.rows and not unwritten.left_s():
                unwritten.write()

    def _given(self) -> bool:
        """Give as many tasks as may be under way. False if there are none any more."""
        width = max(self._pool.width, 1)
        while len(self._under_way) < _UNDER_WAY * width and (task := self._giving.next_task(width)):
            self._give(task)
        return bool(self._under_way)

    def _give(self, task: Sequence[Job]) -> None:
        payloads = [job.payload for job in task]
        future = self._pool.executor.submit(do_batch, self._pool.ticket, payloads)
        self._under_way[future] = task
        future.add_done_callback(self._ended.put)

    def _take(self, unwritten: Unwritten, wait_s: float) -> None:
        """Wait for an answer, then take all that are there."""
        lost = False
        try:
            lost = not self._sorted_out(self._ended.get(timeout=wait_s), unwritten)
            while True:
                lost |= not self._sorted_out(self._ended.get_nowait(), unwritten)
        except queue.Empty:
            if lost:
                self._pool.restart()

    def _take_what_is_there(self, unwritten: Unwritten) -> None:
        """After the workers were ended: answers that came before."""
        while not self._ended.empty():
            future = self._ended.get()
            if not future.cancelled() and future.exception() is None and not future.result().unready:
                self._sorted_out(future, unwritten)

    def _sorted_out(self, future: Future[Answers], unwritten: Unwritten) -> bool:
        """Book what came of a task. False if it was lost with its worker."""
        task = self._under_way.pop(future)
        try:
            answers = future.result()
        except CancelledError:
            self._giving.again(task)
        except self._pool.breaking as ended:
            self._broke(task, ended, unwritten)
        else:
            self._answered(task, answers, unwritten)
            return True
        return False

    def _broke(self, task: Sequence[Job], ended: BaseException, unwritten: Unwritten) -> None:
        """Its worker ended: of one job that is counted, of several nobody knows which it was."""
        if len(task) > 1:
            self._giving.alone(task)
        else:
            failure = self._troubles.ended_its_worker(task[0], str(ended))
            self._given_up([failure] if failure else [], unwritten)
            self._giving.alone([] if failure else task)

    def _answered(self, task: Sequence[Job], answers: Answers, unwritten: Unwritten) -> None:
        if answers.unready is not None:
            raise answers.unready
        self._giving.took(len(task), answers.seconds)
        if answers.done and answers.rows is not None:
            jobs = [task[place] for place in answers.done]
            unwritten.done(jobs, [self._troubles.tries(job) for job in jobs], answers.rows)
            self.done += len(jobs)
        told = [(task[place], self._troubles.raised(task[place], error)) for place, error in answers.failed]
        self._given_up([failure for _, failure in told if failure], unwritten)
        self._giving.again([job for job, failure in told if not failure])

    def _given_up(self, failures: Sequence[Failure], unwritten: Unwritten) -> None:
        if failures:
            unwritten.failed(failures)
            self.failed += len(failures)
