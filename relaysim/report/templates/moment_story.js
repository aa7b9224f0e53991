// Where everything was and what the run computed, at any time: seconds since the start of the run.
function sums(steps, per) {
  const found = new Float64Array(steps.length);
  let sum = 0;
  for (let index = 0; index < steps.length; index += 1) { sum += steps[index]; found[index] = sum / per; }
  return found;
}

function column(values, per) {
  return Float64Array.from(values, function (value) { return value === null ? NaN : value / per; });
}

// The last index whose value is at most `wanted`; -1 before the first.
function lastUpTo(values, wanted) {
  let low = -1, high = values.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) { low = middle; } else { high = middle; }
  }
  return low;
}

function mix(values, index, part) {
  return part > 0 ? values[index] * (1 - part) + values[index + 1] * part : values[index];
}

// A number with a true minus sign and commas at thousands, never "−0.0".
function figure(value, digits) {
  const text = value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return text.replace("-", Number(value.toFixed(digits)) === 0 ? "" : "−");
}

function brief(name) {
  const clean = Array.from(name.replace(/\s+/g, " "));
  return clean.length > 40 ? clean.slice(0, 39).join("") + "…" : clean.join("");
}

function makeStory(data) {
  const names = { rover: brief(data.names.rover), helicopter: brief(data.names.helicopter), day: brief(data.names.day), time: brief(data.names.time) };
  const track = { x: sums(data.track[0], 10), y: sums(data.track[1], 10), t: sums(data.track[2], 10) };
  const flights = data.flights.map(function (flight) {
    const columns = flight.track.map(function (steps) { return sums(steps, 10); });
    return { name: brief(flight.name), x: columns[0], y: columns[1], up: columns[2], t: columns[3] };
  }).filter(function (flight) { return flight.t.length; });
  const sites = data.sites.map(function (site) { return { x: site[0], y: site[1], from: site[2], name: brief(site[3]) }; });
  const link = {
    t: sums(data.link.t, 10), margin: column(data.link.margin, 100),
    clearance: column(data.link.clearance, 100), lowest: column(data.link.lowest, 1000)
  };
  const begins = new Uint8Array(link.t.length + 1);
  sums(data.link.starts, 1).forEach(function (index) { begins[index] = 1; });

  function along(route, t) {
    const index = Math.max(lastUpTo(route.t, t), 0), last = index + 1 >= route.t.length || t < route.t[0];
    const part = last ? 0 : (t - route.t[index]) / (route.t[index + 1] - route.t[index]);
    const still = last || Math.hypot(route.x[index + 1] - route.x[index], route.y[index + 1] - route.y[index]) < 0.25;
    return { x: mix(route.x, index, part), y: mix(route.y, index, part), up: route.up ? mix(route.up, index, part) : 0, moves: !still };
  }
  function helicopter(t) {
    const flight = flights.find(function (one) { return t >= one.t[0] && t <= one.t[one.t.length - 1]; });
    if (flight) { return Object.assign(along(flight, t), { flight: flight.name }); }
    const stood = sites.filter(function (site) { return site.from <= t + 0.05; }), site = stood[stood.length - 1] || sites[0];
    return site ? { x: site.x, y: site.y, up: 0, moves: false, flight: "" } : null;
  }
  // Linear between the samples of one motion; between motions the last sample holds.
  function linkAt(t) {
    const index = lastUpTo(link.t, t + 0.05);
    if (index < 0) { return { margin: NaN, clearance: NaN, lowest: NaN }; }
    const holds = index + 1 >= link.t.length || begins[index + 1], span = holds ? 0 : link.t[index + 1] - link.t[index];
    const part = span > 0 ? Math.max((t - link.t[index]) / span, 0) : 0;
    return {
      margin: mix(link.margin, index, part),
      clearance: link.clearance.length ? mix(link.clearance, index, part) : NaN,
      lowest: link.lowest.length ? link.lowest[part > 0.5 ? index + 1 : index] : NaN
    };
  }
  function spanAt(spans, t) {
    const found = spans.filter(function (span) { return span[1] <= t + 0.05; });
    return found.length && t <= found[found.length - 1][2] + 0.05 ? found[found.length - 1][0] : "unknown";
  }
  function at(t) {
    const rover = track.t.length ? along(track, t) : null, scout = helicopter(t);
    return Object.assign(linkAt(t), {
      t: t, rover: rover, helicopter: scout, radio: spanAt(data.radio, t), sightline: spanAt(data.sightline, t),
      apart: rover && scout ? Math.hypot(rover.x - scout.x, rover.y - scout.y) : NaN
    });
  }
  const moments = Float64Array.from(new Set([0, data.end].concat(Array.from(link.t), data.events.map(function (event) { return event[0]; }))
    .filter(function (t) { return t >= 0 && t <= data.end; }))).sort();
  return {
    names: names, track: track, flights: flights, sites: sites, link: link, at: at, linkAt: linkAt, moments: moments,
    events: data.events, radio: data.radio, end: data.end, first: data.first,
    words: storyWords(data, names)
  };
}

// Below this the figure would read 0.0 m, be the line clear or blocked.
const GRAZE_M = 0.05;

// The sentences about a moment.
function storyWords(data, names) {
  const clock = data.clock;
  function local(t) {
    let utc = data.start_s + t;
    utc = Math.max(utc, clock.zero_s + Math.floor((utc + 1 - clock.zero_s) / clock.day_s) * clock.day_s); // files round to the second
    const days = (utc - clock.zero_s) / clock.day_s, near = Math.abs(days - Math.round(days)) < 1e-9 ? Math.round(days) : days;
    const ticks = Math.min(Math.floor((near - Math.floor(near)) * 86400 + 0.06), 86399);
    const dial = [Math.floor(ticks / 3600), Math.floor(ticks / 60) % 60, ticks % 60];
    return names.day + " " + Math.floor(near) + " " + dial.map(function (n) { return String(n).padStart(2, "0"); }).join(":") + " " + names.time;
  }
  function iso(t) {
    const moment = new Date(Math.round((data.start_s + t) * 10) * 100);
    return isNaN(moment) ? "" : moment.toISOString().replace(/\.0*Z$/, "Z").replace(/(\.\d*?)0+Z$/, "$1Z");
  }
  function margin(now) {
    return now.margin === now.margin ? "margin " + figure(now.margin, 1) + " dB at the lowest rate." : "margin unknown.";
  }
  function where(now) {
    if (!now.rover || !now.helicopter) { return ""; }
    const scout = now.helicopter.flight ? " flies (flight " + now.helicopter.flight + ", " + figure(now.helicopter.up, 1) + " m up)" : " stands";
    return names.rover + (now.rover.moves ? " drives, " : " stands, ") + names.helicopter + scout + ", " + figure(now.apart, 0) + " m away.";
  }
  function line(now, gap) {
    if (now.clearance !== now.clearance) {
      return now.sightline === "unknown" ? "Whether ground stands above the straight line is not known: it passes over unknown ground."
        : "The straight line is " + now.sightline + ".";
    }
    if (Math.abs(now.clearance) < GRAZE_M) { return "The straight line grazes the ground."; }
    const place = now.lowest === now.lowest && now.apart > 0 ? now.lowest * now.apart : NaN;
    const far = place === place ? figure(place, 0) + " m from " + names.rover + " and " + figure(now.apart - place, 0) + " m from " + names.helicopter : "";
    return now.clearance < 0 ? "Ground stands " + (gap ? "at least " : "") + figure(-now.clearance, 1) + " m above the straight line" + (far ? ", " + far : "") + (gap ? "; part of the ground below it is unknown." : ".")
      : "The straight line is clear of the ground, by " + figure(now.clearance, 1) + " m at least.";
  }
  function event(one) {
    const kinds = { open: "Link opens", closed: "Link closes", unknown: "Link unknown", drive: "Drive begins", takeoff: "Take-off", landing: "Landing" };
    return kinds[one[1]] + (one[2] ? " of flight " + brief(one[2]) : "") + ". ";
  }
  return {
    local: local, iso: iso, margin: margin, where: where, line: line, event: event,
    utc: function (t) { return iso(Math.floor(data.start_s + t + 0.5) - data.start_s).replace("T", " ").replace("Z", " UTC"); }
  };
}
