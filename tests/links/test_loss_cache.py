import multiprocessing
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from relaysim.links import loss_cache
from relaysim.links.loss_cache import FILE_NAME, LossCache, default_place
from relaysim.links.loss_key import LossConditions
from relaysim.radio.ground import Ground
from relaysim.radio.profile import Profile

CONDITIONS = LossConditions(
    solver="parabolic-equation",
    solver_version="1",
    frequency_hz=914e6,
    ground=Ground(3.6, 0.017),
    polarisation="vertical",
    body_radius_m=3_396_190.0,
)
DISTANCE_M, HEIGHT_M = np.array([0.0, 1.0, 2.5]), np.array([3.0, -1.0, 0.25])


def some_keys(count: int, first: int = 0) -> list[bytes]:
    return CONDITIONS.keys(
        [Profile(DISTANCE_M, HEIGHT_M, 1.2, float(n)) for n in range(first, first + count)]
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "folder" / FILE_NAME


@pytest.fixture
def cache(place: Path) -> Iterator[LossCache]:
    with LossCache(place) as made:
        yield made


def assert_absent(cache: LossCache) -> None:
    """It takes and gives nothing, quietly and at once."""
    started = time.monotonic()
    cache.put(some_keys(3), [1.0, 2.0, 3.0])
    losses, known = cache.get(some_keys(3))
    assert np.isnan(losses).all() and not known.any()
    assert time.monotonic() - started < 2.0


def assert_works(cache: LossCache, first: int = 0) -> None:
    keys = some_keys(3, first)
    cache.put(keys, [1.0, 2.0, 3.0])
    losses, known = cache.get(keys)
    assert known.all() and losses.tolist() == [1.0, 2.0, 3.0]


def test_the_same_bits_come_out_for_every_run(place: Path) -> None:
    """Ordinary losses, infinities, a signed zero and a nan with a payload, in any order and more than once."""
    odd = np.array([0x7FF8_0000_0000_1234, 0x8000_0000_0000_0000], dtype="<u8").view("<f8")
    losses = np.concatenate([np.random.default_rng(1).uniform(60, 200, 1200), [np.inf, -np.inf, 5e-324], odd])
    keys = some_keys(losses.size)
    with LossCache(place) as first:
        first.put(keys, losses)
    order = np.random.default_rng(2).integers(0, losses.size, 3000)
    with LossCache(place) as second:
        found, known = second.get([keys[n] for n in order] + some_keys(2, 10_000))
    assert known.tolist() == [True] * 3000 + [False] * 2
    assert found[:3000].tobytes() == losses[order].tobytes()
    assert np.isnan(found[3000:]).all()


def test_a_known_nan_is_an_answer(cache: LossCache) -> None:
    """Unknown ground is a result as any other: the mask tells it from a loss never put."""
    cache.put(some_keys(1), [np.nan])
    losses, known = cache.get(some_keys(2))
    assert np.isnan(losses).all() and known.tolist() == [True, False]


def test_the_last_put_counts(cache: LossCache, place: Path) -> None:
    """A key put again is replaced and held once, within one call too."""
    keys = some_keys(4)
    cache.put([*keys, keys[0]], [1.0, 2.0, 3.0, 4.0, 5.0])
    cache.put(keys[2:], [30.0, 4.0])
    assert cache.get(keys)[0].tolist() == [5.0, 2.0, 30.0, 4.0]
    cache.close()
    assert rows_of(place) == 4


def test_mistakes_of_the_caller_are_told() -> None:
    """Fewer losses than keys are a fault of the program, not of the disk."""
    with pytest.raises(ValueError, match="2 losses for 3 keys"):
        LossCache(None).put(some_keys(3), [1.0, 2.0])


def rows_of(place: Path) -> int:
    connection = sqlite3.connect(place)
    try:
        (count,) = connection.execute("SELECT count(*) FROM losses").fetchone()
        assert connection.execute("SELECT rows FROM state").fetchone() == (count,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(count)
    finally:
        connection.close()


def test_it_never_grows_beyond_its_bound_and_the_oldest_go_first(place: Path) -> None:
    """Ten puts of 30 into a cache of 100: never more than 100 are held, and the newest 90 always are."""
    with LossCache(place, most_rows=100) as cache:
        for n in range(10):
            cache.put(some_keys(30, 30 * n), np.full(30, float(n)))
            held = cache.get(some_keys(300))[1]
            assert held.sum() <= 100
            assert held[max(0, 30 * (n + 1) - 90) : 30 * (n + 1)].all()
        cache.put(some_keys(500), np.zeros(500))
        assert 0 < cache.get(some_keys(500))[1].sum() <= 100
    assert rows_of(place) <= 100


def test_rows_of_numbers_are_kept_bit_for_bit_and_by_their_length(cache: LossCache) -> None:
    """A row comes out as it was put; asked for with another length it is not known."""
    keys, rows = some_keys(3), np.random.default_rng(3).normal(size=(3, 48))
    rows[1, 5] = np.nan
    cache.put(keys, rows)
    found, known = cache.get_rows([keys[2], keys[0], *some_keys(1, 9), keys[1]], 48)
    assert known.tolist() == [True, True, False, True]
    assert found[known].tobytes() == rows[[2, 0, 1]].tobytes()
    assert not cache.get_rows(keys, 47)[1].any()
    assert not cache.get(keys)[1].any()


def test_a_long_row_counts_as_the_losses_that_it_takes_the_room_of(place: Path) -> None:
    """A row of 48 numbers takes the room of ten losses: a cache of 100 never holds more than ten, the newest among them."""
    with LossCache(place, most_rows=100) as cache:
        for n in range(8):
            cache.put(some_keys(3, 3 * n), np.full((3, 48), float(n)))
            held = cache.get_rows(some_keys(24), 48)[1]
            assert held.sum() <= 10
            assert held[max(0, 3 * (n + 1) - 9) : 3 * (n + 1)].all()


def test_its_rows_take_the_space_it_says(place: Path) -> None:
    """About 45 bytes a row, once there are enough to count."""
    with LossCache(place) as cache:
        for n in range(5):
            cache.put(some_keys(8000, 8000 * n), np.zeros(8000))
    assert 30 < place.stat().st_size / 40_000 < 55


def test_no_path_is_no_cache() -> None:
    """A cache that is switched off answers as an empty one."""
    assert_absent(LossCache(None))
    assert LossCache(None).get([])[0].shape == (0,)


def test_a_place_that_cannot_be_used_is_no_cache(tmp_path: Path) -> None:
    """A file where a folder should be, a folder where the file should be, a folder nobody can make."""
    (tmp_path / "file").write_text("")
    (tmp_path / FILE_NAME).mkdir()
    for path in (
        tmp_path / "file" / FILE_NAME,
        tmp_path / FILE_NAME,
        Path("/proc/none/such") / FILE_NAME,
        tmp_path / ("x" * 300) / FILE_NAME,
    ):
        assert_absent(LossCache(path))


@pytest.mark.parametrize("content", [b"no database, but long enough to look at\n" * 200, b"short"])
def test_a_file_that_is_no_database_is_set_aside(place: Path, content: bytes) -> None:
    """The run goes on with a new one; the old one stands beside it."""
    place.parent.mkdir()
    place.write_bytes(content)
    with LossCache(place) as cache:
        assert_works(cache)
    assert place.with_name(FILE_NAME + ".corrupt").read_bytes() == content
    assert rows_of(place) == 3


def test_a_database_of_another_kind_is_set_aside(place: Path) -> None:
    """A sound SQLite file with other tables of the same name is no cache, either."""
    place.parent.mkdir()
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE losses (what TEXT)")
    connection.close()
    with LossCache(place) as cache:
        assert_works(cache)
    assert place.with_name(FILE_NAME + ".corrupt").exists()


def test_no_damage_gives_a_wrong_loss(place: Path) -> None:
    """Whatever bytes of the file are spoilt or cut off, a loss is right or not known; then it works again."""
    keys, losses = some_keys(1000), np.random.default_rng(3).uniform(60, 200, 1000)
    with LossCache(place) as cache:
        cache.put(keys, losses)
    whole = place.read_bytes()
    draw = np.random.default_rng(4)
    some_lost = 0
    for trial in range(30):
        shutil.rmtree(place.parent)
        place.parent.mkdir()
        spoilt = np.frombuffer(whole, dtype=np.uint8).copy()
        where = draw.integers(0, spoilt.size, 1 if trial % 2 else 200)
        spoilt[where] ^= draw.integers(1, 256, where.size, dtype=np.uint8)
        place.write_bytes(spoilt.tobytes()[: None if trial % 3 else int(draw.integers(1, spoilt.size))])
        with LossCache(place) as cache:
            found, known = cache.get(keys)
            assert found[known].tobytes() == losses[known].tobytes()
            some_lost += not known.all()
            for _ in range(3):  # each look may find one more fault, and then begins anew
                cache.put(keys, losses)
                found, known = cache.get(keys)
                assert found[known].tobytes() == losses[known].tobytes()
            assert known.all()
    assert some_lost > 15


@pytest.mark.parametrize("what", ["file", "everything", "folder", "log"])
def test_it_may_be_deleted_while_in_use(place: Path, what: str) -> None:
    """Whoever clears the folder loses what was in it, and nothing else: the next put begins anew."""
    with LossCache(place) as cache, LossCache(place) as other:
        assert_works(cache)
        assert_works(other, 100)
        if what == "folder":
            shutil.rmtree(place.parent)
        for path in list(place.parent.glob("*")):
            if what == "everything" or (path == place) == (what == "file"):
                path.unlink()
        for turn in range(3):
            assert_works(cache, 1000 + 10 * turn)
            assert_works(other, 2000 + 10 * turn)
    with LossCache(place) as later:
        assert_works(later, 3000)
    if what != "log":
        with LossCache(place) as later:
            assert later.get(some_keys(3, 1020))[1].all() and later.get(some_keys(3, 2020))[1].all()
            assert not later.get(some_keys(3))[1].any()


def test_a_full_disk_ends_the_putting_and_nothing_else(place: Path) -> None:
    """With no room left for the file nothing is raised, and what is known stays known."""
    code = (
        "import resource, sys, numpy as np\nfrom pathlib import Path\n"
        "from relaysim.links.loss_cache import LossCache\n"
        "keys = [n.to_bytes(8, 'little') * 2 for n in range(40_000)]\n"
        "cache = LossCache(Path(sys.argv[1]))\ncache.put(keys[:10], np.arange(10.0))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "for n in range(10, 40_000, 1000): cache.put(keys[n:n + 1000], np.zeros(len(keys[n:n + 1000])))\n"
        "losses, known = cache.get(keys)\n"
        "assert losses[:10].tolist() == list(range(10)) and not known.all()\nprint('went on')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(place)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("went on\n", "")


def test_another_s_endless_lock_is_not_waited_for_for_ever(
    place: Path, cache: LossCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Puts give up after the patience stated, once; gets do not wait at all."""
    assert_works(cache)
    cache.close()
    monkeypatch.setattr(loss_cache, "PATIENCE_S", 0.3)
    hog = sqlite3.connect(place, isolation_level=None)
    try:
        hog.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        for _ in range(20):
            cache.put(some_keys(1, 7), [7.0])
            assert cache.get(some_keys(3))[1].all()
        assert time.monotonic() - started < 2.0
    finally:
        hog.close()


def test_an_interrupt_leaves_no_lock(place: Path, cache: LossCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C within a put is the caller's to see; nothing of that put is kept, and others go on at once."""

    def interrupted(connection: sqlite3.Connection, most_rows: int) -> None:
        raise KeyboardInterrupt

    assert_works(cache)
    with monkeypatch.context() as patch:
        patch.setattr(loss_cache, "_put_out_the_oldest", interrupted)
        cache.most_rows = 3
        with pytest.raises(KeyboardInterrupt):
            cache.put(some_keys(3, 10), np.zeros(3))
    cache.most_rows = 100
    with LossCache(place) as other:
        started = time.monotonic()
        assert_works(other, 20)
        assert time.monotonic() - started < 1.0
    assert_works(cache, 30)
    assert not cache.get(some_keys(3, 10))[1].any()
    cache.close()
    assert rows_of(place) == 9


def fill(path: Path, worker: int, start: "threading.Barrier | object") -> None:
    """Puts 40 times 25 losses, a fifth of them shared by all workers, and asks for them at once."""
    start.wait()  # type: ignore[union-attr]
    with LossCache(path) as cache:
        for turn in range(40):
            keys = some_keys(5, turn * 5) + some_keys(20, 10_000 * (worker + 1) + 20 * turn)
            losses = np.array([float(key[0]) for key in keys])
            cache.put(keys, losses)
            found, known = cache.get(keys)
            assert known.all() and found.tobytes() == losses.tobytes()


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_many_processes_write_at_once(place: Path, method: str) -> None:
    """Six processes begin the file and fill it together: nothing is lost, doubled or spoilt."""
    context = multiprocessing.get_context(method)
    start = context.Barrier(6)
    workers = [context.Process(target=fill, args=(place, n, start)) for n in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 6
    assert rows_of(place) == 200 + 6 * 800
    assert not place.with_name(FILE_NAME + ".corrupt").exists()


def test_threads_share_one_cache(cache: LossCache, place: Path) -> None:
    """One object serves several threads at once."""
    faults: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for turn in range(20):
                assert_works(cache, first + 3 * turn)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(1000 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    cache.close()
    assert rows_of(place) == 4 * 60


def test_a_fork_and_a_copy_take_the_file_up_anew(cache: LossCache, place: Path) -> None:
    """An open cache goes to a forked process and, pickled, to any other."""
    assert_works(cache)
    worker = multiprocessing.get_context("fork").Process(target=assert_works, args=(cache, 50))
    worker.start()
    worker.join()
    assert worker.exitcode == 0
    with pickle.loads(pickle.dumps(LossCache(place, most_rows=7))) as copy:
        assert (copy.path, copy.most_rows) == (place, 7)
        assert copy.get(some_keys(3, 50))[1].all()
    assert_works(cache, 100)
    assert cache.get(some_keys(3, 50))[1].all()


def test_sqlite_is_imported_by_the_first_question_only(tmp_path: Path) -> None:
    """Commands that need no link do not pay for it, and a Python without SQLite has no cache."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom relaysim.links.loss_cache import LossCache\n"
        "cache = LossCache(Path(sys.argv[1]))\nassert 'sqlite3' not in sys.modules\n"
        "sys.modules['sqlite3'] = None\ncache.put([bytes(16)], [1.0])\nassert not cache.get([bytes(16)])[1].any()"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "x")], check=False).returncode == 0


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """$RELAYSIM_CACHE_DIR itself, nowhere if that is empty; else below $XDG_CACHE_HOME, if absolute; else the
    platform's folder; nowhere for a user without a home."""
    assert (
        default_place({"RELAYSIM_CACHE_DIR": str(tmp_path), "XDG_CACHE_HOME": "/x"}) == tmp_path / FILE_NAME
    )
    assert default_place({"RELAYSIM_CACHE_DIR": "", "XDG_CACHE_HOME": "/x"}) is None
    assert default_place({"XDG_CACHE_HOME": "/x"}) == Path("/x/relaysim") / FILE_NAME
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    home = tmp_path / ".cache" / "relaysim" / FILE_NAME
    assert default_place({}) == default_place({"XDG_CACHE_HOME": "relative"}) == home
    monkeypatch.setattr(sys, "platform", "darwin")
    assert default_place({}) == tmp_path / "Library" / "Caches" / "relaysim" / FILE_NAME
    monkeypatch.setenv("RELAYSIM_CACHE_DIR", os.fspath(tmp_path))
    assert default_place() == tmp_path / FILE_NAME

    def no_home(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", no_home)
    assert default_place({}) is None
