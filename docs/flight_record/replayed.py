"""Recorded flights as they are replayed: seconds and metres beside the table of flights."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_parts import table

from flight_record.record import recorded

SHARE, LEAST_S, LEAST_M, WORST = 0.02, 2.0, 3.0, 5


@dataclass(frozen=True)
class Compared:
    """A flight's replay beside its record."""

    flight: int
    record_s: float
    replay_s: float
    record_m: float
    replay_m: float

    @property
    def off_s(self) -> float:
        return self.replay_s - self.record_s

    @property
    def off_m(self) -> float:
        return self.replay_m - self.record_m

    @property
    def used_s(self) -> float:
        """The share of what it may differ in time."""
        return abs(self.off_s) / max(LEAST_S, SHARE * self.record_s)

    @property
    def used_m(self) -> float:
        """The share of what it may differ in length."""
        return abs(self.off_m) / max(LEAST_M, SHARE * self.record_m)


def compared() -> list[Compared]:
    """Every flight in order."""
    found, rows = recorded(), recorded().rows
    return [
        Compared(
            plan.flight,
            rows[plan.flight].duration_s,
            plan.route.end_utc_s - plan.route.start_utc_s,
            rows[plan.flight].distance_m,
            plan.route.length_m,
        )
        for plan in found.world.flights
    ]


def section() -> str:
    """Text and tables."""
    flights = compared()
    worst = sorted(flights, key=lambda one: -one.used_m)[:WORST]
    slowest = max(flights, key=lambda one: abs(one.off_s))
    return "\n\n".join(
        [
            "## 1. Replayed flights",
            "A recorded flight is flown along its recorded ground track, in its recorded time, to its recorded greatest height; "
            "climb and descent at 1 m/s are assumed, as no track has heights. So this section shows only that nothing is lost on the way from "
            "the tables into a run. Allowed are 2 s or 2 %, and 3 m or 2 %, whichever is more.",
            table(
                ("", "record", "replay"),
                [
                    ("flights", str(len(flights)), str(len(flights))),
                    (
                        "minutes in the air, all together",
                        *(
                            f"{sum(getattr(f, name) for f in flights) / 60.0:.1f}"
                            for name in ("record_s", "replay_s")
                        ),
                    ),
                    (
                        "kilometres over ground, all together",
                        *(
                            f"{sum(getattr(f, name) for f in flights) / 1000.0:.2f}"
                            for name in ("record_m", "replay_m")
                        ),
                    ),
                    ("outside in time", "", str(sum(f.used_s > 1.0 for f in flights))),
                    ("outside in length", "", str(sum(f.used_m > 1.0 for f in flights))),
                    ("largest difference in time", "", _largest(slowest)),
                ],
            ),
            f"The {WORST} flights whose lengths use most of what is allowed. The recorded tracks are thinned to about a "
            "place a second, which cuts corners:",
            table(
                ("flight", "record, m", "replay, m", "difference, m", "difference, %", "of what is allowed"),
                [
                    (
                        str(f.flight),
                        f"{f.record_m:.1f}",
                        f"{f.replay_m:.1f}",
                        f"{f.off_m:+.1f}",
                        f"{100.0 * f.off_m / f.record_m:+.1f}",
                        f"{100.0 * f.used_m:.0f} %",
                    )
                    for f in worst
                ],
            ),
        ]
    )


def _largest(one: Compared) -> str:
    return f"{abs(one.off_s):.1f} s (flight {one.flight})" if abs(one.off_s) >= 0.05 else "below 0.05 s"
