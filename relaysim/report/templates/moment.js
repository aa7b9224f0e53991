// The map with its time slider: one moment of the run at a time. Nothing is asked of the network.
const root = document.getElementById("moment"), data = JSON.parse(document.getElementById("moment-data").textContent);
const ground = decodeGround(data.ground), story = makeStory(data), words = story.words, sight = data.sight;
const slider = root.querySelector(".moment-slider"), canvas = root.querySelector(".moment-map"), strip = root.querySelector(".moment-strip");
const profile = root.querySelector(".moment-profile"), live = root.querySelector(".moment-live"), kinds = root.querySelector("select");
const parts = {}, buttons = {}, dark = window.matchMedia("(prefers-color-scheme: dark)"), calmly = window.matchMedia("(prefers-reduced-motion: reduce)");
root.querySelectorAll("[data-part]").forEach(function (one) { parts[one.dataset.part] = one; });
root.querySelectorAll("[data-do]").forEach(function (one) { buttons[one.dataset.do] = one; });
const jobs = [], player = { frame: 0, clock: 0 };
let now = null, cut = null, asked = 0, mode = "", playing = false, working = false, drawnOnce = false, job = null, told = 0, mark = "", ink = inks(dark.matches), moved = false;

root.hidden = false;
root.parentNode.classList.add("has-moment");
const map = makeMap(canvas, ground, story, draw);
slider.max = String(Math.max(1, Math.ceil(data.end)));

// Long work in slices of a few milliseconds, so that no frame waits for it.
function work() {
  const first = jobs[0];
  if (first.work(performance.now() + 8)) { jobs.shift(); first.done(); } else if (first.tick) { first.tick(); }
  working = jobs.length > 0;
  if (working) { window.setTimeout(work, 0); }
}
function inSlices(some, done, tick) {
  jobs.push({ work: some, done: done, tick: tick });
  if (!working) { working = true; window.setTimeout(work, 0); }
}

function draw() { if (!asked) { asked = window.requestAnimationFrame(paint); } }
function paint() {
  asked = 0;
  if (!now || !canvas.clientWidth) { return; }
  if (mode === "follow") { map.follow(now, false); }
  map.draw(now, cut);
  if (sight) {
    const drawn = drawProfile(profile, cut, now, story, ink);
    profile.setAttribute("aria-label", "Profile of the moment, " + story.names.rover + " on the left. " + drawn.words);
  }
  if (!drawnOnce) { drawnOnce = true; performance.mark("moment drawn"); }
}

// Shows a moment: places, link, words, section; the viewshed follows as soon as it can.
function show(t, what) {
  t = Math.min(Math.max(t, 0), data.end);
  now = story.at(t);
  cut = sight && now.rover && now.helicopter ? section(ground, now.rover, now.helicopter, sight) : null;
  const gap = Boolean(cut) && cut.ground.some(function (height) { return height !== height; });
  slider.value = String(Math.round(t));
  const text = { local: words.local(t), utc: words.utc(t), state: "link " + now.radio, margin: words.margin(now), where: words.where(now), line: words.line(now, gap) };
  parts.state.className = "badge " + ({ open: "fine", closed: "warn" }[now.radio] || "");
  Object.keys(text).forEach(function (part) { if (parts[part].textContent !== text[part]) { parts[part].textContent = text[part]; } });
  slider.setAttribute("aria-valuetext", text.local + ", " + text.state);
  root.dataset.utc = words.iso(t);
  window.clearTimeout(told);
  told = window.setTimeout(settle, playing ? 3000 : 600, (what || "") + Object.values(text).join(", "));
  look();
  draw();
}

// When nothing has changed for a while: told to screen readers, and kept in the address.
function settle(text) {
  if (live.textContent !== text) { live.textContent = text; }
  canvas.setAttribute("aria-label", "Map of the moment. " + text);
  if (!moved) { return; }
  try { history.replaceState(history.state, "", "#t=" + words.iso(now.t)); } catch (error) { mark = String(error); }
}

// One viewshed at a time; where the rover went on meanwhile the next one begins when it is done.
function look() {
  if (!sight || !now.rover) { return; }
  const shown = map.seen, here = now.rover;
  map.lag = Boolean(shown) && Math.hypot(shown.x - here.x, shown.y - here.y) > 0.05;
  if (job || (shown && !map.lag)) { return; }
  const next = startViewshed(ground, here.x, here.y, sight);
  if (!next) { map.seen = null; return; }
  job = next;
  inSlices(next.work, function () {
    job = null;
    map.seen = next;
    look();
    draw();
  });
}

function nearestEvent(step) {
  const wanted = kinds.value.split(" ");
  const some = data.events.filter(function (event) { return !kinds.value || wanted.includes(event[1]); });
  return step > 0 ? some.find(function (event) { return event[0] > now.t + 0.05; })
    : some.reverse().find(function (event) { return event[0] < now.t - 0.05; });
}
function toEvent(step) {
  const found = nearestEvent(step);
  moved = true;
  if (found) { show(found[0], words.event(found)); } else { show(step > 0 ? data.end : 0, step > 0 ? "End of the run. " : "Start of the run. "); }
}
function toMoment(step) {
  const times = story.moments, index = step > 0 ? lastUpTo(times, now.t + 0.05) + 1 : lastUpTo(times, now.t - 0.05);
  moved = true;
  show(times[Math.min(Math.max(index, 0), times.length - 1)]);
}

// Playing goes through the computed moments, so that the days on which nothing moves pass at once.
function play(on) {
  buttons.play.textContent = on ? "Pause" : "Play";
  buttons.play.setAttribute("aria-pressed", String(on));
  window.cancelAnimationFrame(player.frame);
  window.clearInterval(player.clock);
  playing = on;
  if (!on) { return; }
  if (now.t >= data.end - 1) { show(0); }
  moved = true;
  if (calmly.matches) { // no motion: from event to event
    player.clock = window.setInterval(function () { if (now.t >= data.end) { play(false); } else { toEvent(1); } }, 1500);
    return;
  }
  const rate = Math.max(25, story.moments.length / 180);
  let at = lastUpTo(story.moments, now.t + 0.05), before = 0;
  player.frame = window.requestAnimationFrame(function step(stamp) {
    at = Math.min(at + (before ? Math.min((stamp - before) / 1000, 0.1) * rate : 0), story.moments.length - 1);
    before = stamp;
    show(story.moments[Math.floor(at)]);
    if (at >= story.moments.length - 1) { play(false); } else { player.frame = window.requestAnimationFrame(step); }
  });
}

function view(wanted) {
  mode = wanted;
  buttons.follow.setAttribute("aria-pressed", String(mode === "follow"));
  buttons.whole.setAttribute("aria-pressed", String(mode === "whole"));
  if (mode === "whole") { map.whole(); }
  if (mode === "follow") { map.follow(now, true); }
  draw();
}
function zoom(factor, px, py) {
  view("");
  map.zoom(factor, px === undefined ? canvas.clientWidth / 2 : px, py === undefined ? canvas.clientHeight / 2 : py);
  draw();
}
function tell(px, py) {
  const place = map.metres(px, py), height = ground.at(place[0], place[1]);
  const away = now.rover ? figure(Math.hypot(place[0] - now.rover.x, place[1] - now.rover.y), 0) + " m from " + story.names.rover : "";
  parts.point.textContent = (height === height ? "Height " + figure(height, 1) + " m" : "Unknown ground") + (away ? ", " + away : "") + seenThere(place);
}
function seenThere(place) {
  const seen = map.seen;
  if (!seen || map.lag) { return ""; }
  const c = Math.round(ground.column(place[0])) - seen.left, r = Math.round(ground.row(place[1])) - seen.top;
  const kind = c >= 0 && r >= 0 && c < seen.columns && r < seen.rows ? seen.cells[r * seen.columns + c] : 0;
  return ["", ": in sight", ": hidden", ": not known whether in sight"][kind];
}

slider.addEventListener("input", function () { moved = true; play(false); show(Number(slider.value)); });
slider.addEventListener("keydown", function (event) {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key], page = { PageUp: 1, PageDown: -1 }[event.key];
  if (!step && !page) { return; }
  event.preventDefault();
  play(false);
  if (page) { toEvent(page); } else if (event.shiftKey) { moved = true; show(now.t + step * data.clock.day_s); } else { toMoment(step); }
});
buttons.before.addEventListener("click", function () { play(false); toEvent(-1); });
buttons.after.addEventListener("click", function () { play(false); toEvent(1); });
buttons.play.addEventListener("click", function () { play(!playing); });
buttons.in.addEventListener("click", function () { zoom(1.6); });
buttons.out.addEventListener("click", function () { zoom(1 / 1.6); });
buttons.follow.addEventListener("click", function () { view("follow"); });
buttons.whole.addEventListener("click", function () { view("whole"); });
canvas.addEventListener("keydown", function (event) {
  const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (pan) { view(""); map.pan(pan[0], pan[1]); draw(); }
  if (event.key === "+" || event.key === "=") { zoom(1.6); }
  if (event.key === "-") { zoom(1 / 1.6); }
  if (pan || "+=-".includes(event.key)) { event.preventDefault(); tell(canvas.clientWidth / 2, canvas.clientHeight / 2); }
});
canvas.addEventListener("wheel", function (event) {
  if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) { return; }
  event.preventDefault();
  zoom(Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) / 300), event.offsetX, event.offsetY);
}, { passive: false });
let held = null, pinch = null;
canvas.addEventListener("pointerdown", function (event) {
  if (event.pointerType === "mouse" && event.button === 0) { held = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); canvas.classList.add("held"); }
});
canvas.addEventListener("pointermove", function (event) {
  tell(event.offsetX, event.offsetY);
  if (!held) { return; }
  if (mode && Math.hypot(event.clientX - held[0], event.clientY - held[1]) < 4) { return; }
  view("");
  map.pan(event.clientX - held[0], event.clientY - held[1]);
  held = [event.clientX, event.clientY];
});
["pointerup", "pointercancel"].forEach(function (name) { canvas.addEventListener(name, function () { held = null; canvas.classList.remove("held"); }); });
canvas.addEventListener("click", function (event) { tell(event.offsetX, event.offsetY); });
function fingers(event) {
  const box = canvas.getBoundingClientRect(), a = event.touches[0], b = event.touches[1];
  return { x: (a.clientX + b.clientX) / 2 - box.left, y: (a.clientY + b.clientY) / 2 - box.top, apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
}
["touchstart", "touchmove"].forEach(function (name) {
  canvas.addEventListener(name, function (event) {
    if (event.touches.length !== 2) { pinch = null; return; }
    event.preventDefault();
    const next = fingers(event);
    if (pinch && next.apart > 0) { map.pan(next.x - pinch.x, next.y - pinch.y); zoom(next.apart / pinch.apart, next.x, next.y); }
    pinch = next.apart > 0 ? next : null;
  }, { passive: false });
});
canvas.addEventListener("touchend", function () { pinch = null; });

// The state of the link through the run, over the slider's own way.
function drawStrip() {
  const sheet = fit(strip), pen = sheet.pen, way = sheet.width - 16;
  pen.clearRect(0, 0, sheet.width, sheet.height);
  data.radio.forEach(function (span) {
    pen.fillStyle = span[0] === "open" ? ink.track[1] : span[0] === "closed" ? ink.track[2] : hatch(pen, ink);
    const from = 8 + way * Math.max(span[1], 0) / data.end, low = span[0] === "open" ? 0 : 6;
    pen.fillRect(from, 4 + low, Math.max(way * (span[2] - span[1]) / data.end, 0.7), 12 - low);
  });
  pen.fillStyle = ink.text;
  data.events.forEach(function (event) { if (event[1] === "takeoff") { pen.fillRect(8 + way * event[0] / data.end - 0.5, 0, 1.2, 7); } });
}

function legend() {
  const list = root.querySelector(".moment-legend");
  list.textContent = "";
  const lines = margins().map(function (name, index) {
    return [(index ? "" : "track of " + story.names.rover + ", margin ") + name, function (pen) { signs.line(pen, ink.track[index], 3.5, DASHES[index], 1, 7, 27, 7); }];
  });
  lines.push(["flight", function (pen) { signs.line(pen, ink.sky, 2, [2, 3], 1, 7, 27, 7); }]);
  lines.push([story.names.helicopter, function (pen) { signs.helicopter(pen, ink, 14, 7, 6); }]);
  lines.push(["straight line, blocked; thick where ground stands above it", function (pen) { signs.line(pen, ink.block, 2.4, [6, 4], 1, 7, 27, 7); }]);
  lines.push(["highest ground above it", function (pen) { signs.block(pen, ink, 14, 7); }]);
  if (sight) {
    [["in sight of " + story.names.rover, ink.seen], ["hidden from it", ink.hidden]].forEach(function (one) {
      lines.push([one[0], function (pen) { fillSample(pen, one[1]); }]);
    });
    lines.push(["not known: unknown ground is in between", function (pen) { for (let n = 0; n < 28; n += 1) { fillSample(pen, ink.mist, [4 * (n % 7) + 2 * (Math.floor(n / 7) % 2), 3.5 * Math.floor(n / 7), 2, 3.5], n === 0); } }]);
  }
  lines.push(["unknown ground", function (pen) { pen.fillStyle = hatch(pen, ink); pen.fillRect(0, 0, 28, 14); }]);
  lines.forEach(function (line) {
    const item = document.createElement("li"), sample = document.createElement("canvas");
    sample.setAttribute("aria-hidden", "true");
    item.append(sample, line[0]);
    list.append(item);
    line[1](fit(sample).pen);
  });
}
function fillSample(pen, tint, box, under) {
  pen.fillStyle = dark.matches ? "rgb(98,90,78)" : "rgb(186,172,152)";
  if (!box || under) { pen.fillRect(0, 0, 28, 14); }
  pen.fillStyle = "rgba(" + tint.slice(0, 3).join() + "," + tint[3] / 255 + ")";
  pen.fillRect.apply(pen, box || [0, 0, 28, 14]);
}

function note() {
  const cell = figure(ground.cell, ground.cell % 1 ? 1 : 0) + " m";
  const sees = sight ? " What is in sight is worked out here in the browser over these heights, to " + figure(SIGHT_REACH_CELLS * ground.cell, 0) + " m: from "
    + story.names.rover + "’s antenna, " + figure(sight.rover_m, 1) + " m up, to an antenna " + figure(sight.helicopter_m, 1) + " m above the middle of each cell, the body’s curvature included. The profile is drawn from them too, its first Fresnel zone dashed."
    : " Heights of the antennas are not in this run’s files: what is in sight and the profile of the moment are left out.";
  parts.note.textContent = "The map’s cells are " + cell + " wide." + sees + " Margin, clearance and the highest ground are the run’s own, from the whole terrain.";
}

function dress() {
  ink = inks(dark.matches);
  map.dress(dark.matches);
  legend();
  drawStrip();
  draw();
}
function fromAddress() {
  const found = /^#t=(.+)$/.exec(location.hash), utc = found ? Date.parse(decodeURIComponent(found[1])) : NaN;
  return utc === utc ? utc / 1000 - data.start_s : NaN;
}
dark.addEventListener("change", dress);
window.addEventListener("hashchange", function () { const t = fromAddress(); if (t === t) { play(false); show(t); } });
new ResizeObserver(function () {
  drawStrip();
  if (mode === "whole") { map.whole(); }
  if (mode === "follow" && now) { map.follow(now, true); }
  draw();
}).observe(canvas);
window.addEventListener("beforeprint", function () { play(false); });

const relief = makeRelief(ground);
map.relief = relief.picture;
parts.section.hidden = !sight;
dress();
note();
map.whole();
const first = fromAddress();
show(first === first ? first : story.first);
view(Math.max(ground.columns, ground.rows) * ground.cell > 2500 ? "follow" : "whole");
inSlices(relief.work, draw, draw);
root.moment = { show: function (utc_s) { moved = true; show(utc_s - data.start_s); }, map: map, ground: ground, state: function () { return now; }, busy: function () { return jobs.length > 0; } };
