"""Numbers of a run that a study may keep."""

from __future__ import annotations

# What may be asked for as `summary: PATH`, and what people read; {far_end} is Earth, or as the scenario calls it.
NUMBERS = {
    "counts.products_created": "products created",
    "counts.products_delivered": "products delivered to {far_end}",
    "counts.products_queued": "products still waiting at the end",
    "counts.products_expired": "products expired",
    "counts.products_dropped": "products dropped",
    "counts.sessions": "sessions",
    "counts.sessions_contact": "sessions with contact",
    "counts.sessions_failed": "sessions without contact",
    "counts.sessions_unknown": "sessions over unknown ground",
    "totals.to_earth_bits": "bits delivered to {far_end}",
    "totals.waiting_bits": "bits still waiting at the end",
    "flights.completed": "flights completed",
    "flights.land_now": "flights ended early",
    "flights.held": "flights held to the end",
    "flights.lost": "flights lost",
    "flights.wait_days": "local days from a flight's planned to its real take-off, the longest",
    "radio.closed_days": "local days with the radio closed, in all",
    "radio.longest_days": "longest radio blackout, local days",
    "session.longest_days": "longest blackout between sessions, local days",
    "earth.longest_days": "longest blackout seen from {far_end}, local days",
}
