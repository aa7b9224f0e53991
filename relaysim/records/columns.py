"""What every column and key of a run's files means, in one place; docs/reference/files.md is made from it.

The names themselves are the fields of `rows`, and the keys that a run writes (`keys`); tests keep the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from relaysim.records.keys import KEYS as KEYS
from relaysim.records.picture_rows import PICTURE_COLUMNS, PictureRow
from relaysim.records.rows import (
    BlackoutCauseRow,
    BlackoutRow,
    ContactRow,
    DataPerSolRow,
    DecisionRow,
    EventRow,
    FlightRow,
    GateRow,
    PowerRow,
    ProductRow,
)

TABLES: Mapping[str, type] = MappingProxyType({
    "blackouts.csv": BlackoutRow,
    "blackout_causes.csv": BlackoutCauseRow,
    "contacts.csv": ContactRow,
    "flights.csv": FlightRow,
    "gate.csv": GateRow,
    "products.csv": ProductRow,
    "data_per_sol.csv": DataPerSolRow,
    "decisions.csv": DecisionRow,
    "power.csv": PowerRow,
    "pictures.csv": PictureRow,
    "events.parquet": EventRow,
})  # fmt: skip

FILES: Mapping[str, str] = MappingProxyType({
    "report.html": "One page for people: map, profiles, timeline, blackouts, flights, products, budget. It needs no network.",
    "summary.md": "The page's facts as plain Markdown: answers, blackouts with causes, flights, data, budget, assumptions, provenance.",
    "blackouts.csv": "Every interval without contact, at the four levels.",
    "blackout_causes.csv": "The parts of every blackout by what caused them; two parts overlap where two causes held at once.",
    "contacts.csv": "Every stretch in which data could pass between neighbours, a row for each direction and each stretch of one mode; in flight from the helicopter to the rover only.",
    "flights.csv": "Every flight of the scenario, flown or held.",
    "gate.csv": "Every check of every attempt to take off.",
    "products.csv": "Every command and data product, and what became of it.",
    "data_per_sol.csv": "The helicopter's data by local day: made, at the rover, on Earth, and how long they took. A row for each local day of the run.",
    "decisions.csv": "What had to be on Earth by when, and whether it was there.",
    "power.csv": "The helicopter's energy by local day; no rows where power is not modelled. charge_start + solar + charger = charge_end + spilled + charging + heater + electronics + rotor + scripted.",
    "pictures.csv": "The pictures of every flight: what ground they cover, and whether the rover is in them; no rows without cameras.",
    "events.parquet": "Every change of state, in the order in which it happened.",
    "summary.json": "Counts and totals, and the rows that people look at first.",
    "manifest.json": "What defines the run. Two runs with equal manifests have equal files, but for timing.json.",
    "geometry.json": "What the report needs beyond the tables. Places are metres east (x) and north (y) of `site`.",
    "timing.json": "How long the run took, and where: the only file in which two runs of the same inputs differ.",
})  # fmt: skip

_BLACKOUTS = {
    "blackout_id": "number of the row, from 1",
    "level": "sightline (the straight line meets ground), radio (margin below 0 at the lowest rate), "
    "session (between two successful sessions, with a failed one in between), "
    "earth (between two arrivals of the helicopter's data, if longer than the normal gap)",
    "start_utc": "first instant without contact",
    "end_utc": "first instant with contact again",
    "start_sol": "local day of the start",
    "end_sol": "local day of the end",
    "duration_s": "end less start",
    "duration_days": "the same in days of 86,400 s",
    "duration_sols": "the same in local days",
    "calendar_days": "midnights between start and end in the scenario's reporting time zone",
    "cause": "what stood in the way: terrain, range, antenna, power, conjunction or schedule",
    "obstruction_lat_deg": "latitude of the ground that stands highest above the straight line at the start; empty if it is clear",
    "obstruction_lon_deg": "its east longitude",
    "obstruction_above_sightline_m": "how far it stands above the straight line",
    "obstruction_distance_m": "its distance from the rover, along the ground",
    "distance_m": "distance between rover and helicopter at the start, along the ground",
    "worst_margin_db": "least margin at the lowest rate within the interval",
    "worst_margin_utc": "when that was, first",
    "start_utc_p05": "5 % quantile of the start over what is not known of ground and budget; above the radio through what is scheduled; empty where it is cut or nothing is said to be uncertain",
    "start_utc_p95": "95 % quantile of the start over what is not known of ground and budget; above the radio through what is scheduled; empty where it is cut or nothing is said to be uncertain",
    "end_utc_p05": "5 % quantile of the end over what is not known of ground and budget; above the radio through what is scheduled; empty where it is cut or nothing is said to be uncertain",
    "end_utc_p95": "95 % quantile of the end over what is not known of ground and budget; above the radio through what is scheduled; empty where it is cut or nothing is said to be uncertain",
    "open_start": "true if the interval is cut at its start, by the scenario's edge or by unknown ground: its length is a lower bound",
    "open_end": "true if it is cut at its end in the same way",
}

_BLACKOUT_CAUSES = {
    "blackout_id": "the blackout of blackouts.csv that it is a part of",
    "level": "the level of that blackout",
    "start_utc": "when the cause begins to hold, or the blackout begins",
    "end_utc": "when the cause holds no more, or the blackout ends",
    "cause": "terrain, range, antenna, power, conjunction or schedule",
}

_CONTACTS = {
    "contact_id": "number of the row, from 1, in time",
    "source": "the node that sends: earth, rover, helicopter, or the name of a station, orbiter or lander",
    "destination": "the node that receives",
    "start_utc": "when the contact begins, at its source",
    "end_utc": "when it ends, at its source",
    "start_sol": "local day of the start",
    "duration_s": "end less start",
    "min_margin_db": "least margin at the lowest rate within the contact; empty on the way between ground and Earth",
    "max_margin_db": "greatest margin at the lowest rate; empty on the way between ground and Earth",
    "rate_bps": "rate over the air: the highest that closes at the least margin",
    "goodput_bps": "mean data per time after lost packets; acknowledged landed, one-way in flight",
    "capacity_bits": "goodput times duration: what is expected to fit",
    "one_way_light_time_s": "time that a signal needs",
    "open_start": "true if the contact had begun before the scenario did",
    "open_end": "true if it went on when the scenario ended",
    "carried_bits": "data that it carried, packets that were sent again counted once",
    "mean_age_s": "mean time, by volume, since what it carried had been created, as it left; empty if it carried nothing",
}

_FLIGHTS = {
    "flight": "number of the flight",
    "purpose": "what it is for, in the scenario's words",
    "sol": "local day of the take-off; of the planned one if it was held",
    "attempts": "times the gate was asked",
    "gate_opened_utc": "first attempt at which the link was open",
    "takeoff_utc": "when it took off; empty if it was held",
    "landing_utc": "when it touched down",
    "planned_duration_s": "duration as planned",
    "duration_s": "duration as flown",
    "planned_distance_m": "length of the ground track as planned",
    "distance_m": "length of the ground track as flown",
    "max_altitude_m": "greatest height above the ground; as planned if it was held",
    "outcome": "completed, land_now (cut short by a condition or its script), held (never took off), in_flight (still in the air as the scenario ended) or lost",
    "reason": "why it was held, cut short or lost; how it swung",
    "link_at_takeoff": "state of the link at take-off: open, closed or unknown",
    "margin_at_takeoff_db": "margin at the lowest rate, at take-off",
    "link_lost_utc": "when the flight's radio mode stopped closing for the rest of the flight; empty if it held",
    "link_lost_altitude_m": "height above ground at that instant",
    "margin_at_landing_db": "margin at the lowest rate, at touchdown",
    "landing_lat_deg": "latitude of the landing place",
    "landing_lon_deg": "its east longitude",
    "repositioned_from_record": "true if, in a replay, it was held and the helicopter then put where the record has it land, or the flight before had ended elsewhere and the helicopter was put where the record has this one take off",
    "energy_wh": "energy of the flight, spin-up and spin-down among it where power is modelled, else mean power in flight times duration; empty if the scenario gives no power",
    "moved_from_record_m": "how far a recorded track was moved along, because the flight began elsewhere than in the records; empty for a planned flight and one that never took off",
    "charge_at_takeoff_wh": "charge of the battery at take-off; empty where power is not modelled",
    "charge_at_landing_wh": "charge of the battery at touchdown",
    "land_now_condition": "condition that made it land at once; empty if none did",
    "land_now_utc": "when it was met",
    "land_now_height_m": "height above ground at that instant",
    "touchdown_after_s": "from that instant to touchdown",
    "probability_at_takeoff": "probability that the lowest rate closes at take-off, ground and budget being as uncertain as the scenario says; empty over unknown ground, or if it says nothing",
    "probability_at_landing": "the same at touchdown",
}

_GATE = {
    "flight": "number of the flight",
    "attempt": "number of the attempt, from 1",
    "utc": "when it was made",
    "check": "what was asked",
    "value": "what was found",
    "limit": "what is required",
    "passed": "true if the check passed; the flight starts when all checks of an attempt pass",
}

_PRODUCTS = {
    "product_id": "name of the product",
    "kind": "command, or the kind the scenario gives it: telemetry, image, log ...",
    "flight": "the flight it belongs to; empty for daily products",
    "source": "the node where it was created",
    "destination": "the node it is for",
    "size_bits": "its size",
    "priority": "1 is sent first",
    "created_utc": "when it was created",
    "at_rover_utc": "when it had wholly arrived at the rover",
    "delivered_utc": "when it had wholly arrived at its destination",
    "latency_s": "delivered less created",
    "deadline_utc": "when it expires; empty for never",
    "hops": "the nodes it has reached, in order, with > between",
    "status": "delivered, queued, expired or dropped",
    "reason": "why it expired or was dropped; of one still queued, why it never could have gone on, empty if it could",
    "rover_in_frame": "of pictures: true if the rover's centre is in it and some of it in sight, false if not; empty where what is not known decides, and of all else",
}

_POWER = {
    "sol": "local day; the first and the last may be parts of one",
    "charge_start_wh": "charge of the battery as it begins",
    "charge_end_wh": "as it ends",
    "charge_least_wh": "least charge of the day's looks at it, eight a day and at every change; 0 if it gave out",
    "charge_most_wh": "greatest of them",
    "solar_wh": "energy from the panel",
    "spilled_wh": "of that, what a full battery had no room for",
    "charging_wh": "what charging lost",
    "heater_wh": "used by the heater",
    "electronics_wh": "used by the electronics, in flight too",
    "rotor_wh": "used by the rotors, or by whatever else moves it",
    "scripted_wh": "taken away where the scenario prescribes that the charge gives out",
    "brown_outs": "how often the charge gave out",
    "charger_wh": "energy from the rover's charger",
}

_DATA_PER_SOL = {
    "sol": "the local day",
    "created_bits": "data that the helicopter made on that day for Earth",
    "at_rover_bits": "of its data, what had wholly arrived at the rover on that day; a product counts as a whole, when its last part is there",
    "to_earth_bits": "of its data, what had wholly arrived at Earth on that day, whenever it was made",
    "to_earth_products": "how many products that was",
    "latency_median_s": "time from creation to Earth that half of them did not exceed (the smallest such time of one of them); empty without any",
    "latency_p95_s": "the same for 95 % of them",
    "oldest_waiting_s": "age, at the end of that day (on the last day: of the run), of the oldest data that had not reached Earth and was neither expired nor dropped by then; empty if nothing waited",
}

_DECISIONS = {
    "decision_id": "number of the row, from 1",
    "what": "what is decided, in words",
    "flight": "the flight whose data it needs; empty if it is no one flight's",
    "deadline_utc": "by when the data had to be on Earth",
    "sol": "local day of the deadline",
    "needed_products": "how many products it needs: the sum of the next three",
    "on_time_products": "of them on Earth by the deadline",
    "late_products": "on Earth after it",
    "missing_products": "never on Earth within the run",
    "last_arrival_utc": "when the last of those that arrived was on Earth; empty if none did",
    "margin_s": "deadline less last arrival, negative when that was late; empty while any is missing",
    "why": "why it was late or missing; empty if all was on time",
    "needed_kinds": "the kinds of the flight's products that it needs",
    "not_on_time": "the product_id of those that were late or missing, spans of numbers as first-last: P000012 P000014-P000020",
}

_EVENTS = {
    "t_utc": "when, as ISO 8601 text with milliseconds",
    "sol": "local day",
    "lmst": "local time of day",
    "node": "where: earth, rover, helicopter, or link",
    "event": "what: radio open, sightline blocked, product created, drive started, take-off, phase (climb, translate, hover, descend, land, spin-down), session failed ...",
    "subject": "of what: a product, a drive, a flight, a session, the pair rover-helicopter",
    "detail": "more about it, for people",
}

COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "blackouts.csv": _BLACKOUTS,
    "blackout_causes.csv": _BLACKOUT_CAUSES,
    "contacts.csv": _CONTACTS,
    "flights.csv": _FLIGHTS,
    "gate.csv": _GATE,
    "products.csv": _PRODUCTS,
    "data_per_sol.csv": _DATA_PER_SOL,
    "power.csv": _POWER,
    "pictures.csv": PICTURE_COLUMNS,
    "decisions.csv": _DECISIONS,
    "events.parquet": _EVENTS,
})  # fmt: skip
