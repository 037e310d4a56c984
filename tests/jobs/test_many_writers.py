"""Many processes write at once: nobody is refused, and nobody waits for ever."""

from tests.jobs.database_process import Processes

WRITERS = 8
ROUNDS = "12"


def test_eight_processes_write_at_once(processes: Processes) -> None:
    """None ends with "database is locked" (SQLite) or "deadlock detected" (PostgreSQL)."""
    running = [processes.start("write", ROUNDS) for _ in range(WRITERS)]

    errors = [process.communicate(timeout=120)[1] for process in running]

    assert errors == [""] * WRITERS
    assert {process.returncode for process in running} == {0}
