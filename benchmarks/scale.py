"""How much is measured: as the figures are promised, or just enough to see that everything runs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Sizes in bytes, of a video its picture and its sound each; rates in bytes a second."""

    runs: int = 10
    stream_bytes: int = 12_000_000
    connection_rate: float = 1_500_000
    batch: int = 8
    jobs: int = 100_000
    file_bytes: int = 200_000_000
    load_seconds: float = 5.0


FULL = Scale()
TINY = Scale(runs=1, stream_bytes=1_000_000, batch=2, jobs=200, file_bytes=1_000_000, load_seconds=0.2)
