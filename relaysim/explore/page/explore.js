// The page: what is chosen, what is asked, what is shown.
import { Asker, ServerGone, get, post } from "./asking.js";
import { Ground, legend, readMap } from "./ground.js";
import { Overlay } from "./overlay.js";
import { drawSection } from "./section.js";
import { drawStrip } from "./strip.js";
import { Vehicle } from "./vehicles.js";
import { View } from "./view.js";
import { facts, linkSentence, number, silenceSentence } from "./words.js";

const $ = (id) => document.getElementById(id);
const json = (reply) => reply.json();
const KNOBS = ["rover_antenna_m", "helicopter_antenna_m", "power_dbm"];
const REST_MS = 140; // after so long without a movement the fine map, the chance and the silence are asked for

const scene = await (await get("/scene.json")).json();
const relief = await createImageBitmap(await (await get("/relief.png")).blob());
const state = { day: scene.opening, rover: null, helicopter: null, around: "helicopter", colours: "margin" };
for (const knob of KNOBS) state[knob] = scene.sliders[knob].value;
const shown = { link: null, chance: undefined, route: null };

const wish = (more = {}) => ({
  day: state.day, rover: state.rover, helicopter: state.helicopter, rover_antenna_m: state.rover_antenna_m,
  helicopter_antenna_m: state.helicopter_antenna_m, power_dbm: state.power_dbm, ...more,
});

// ------------------------------------------------------------------ the map
const map = $("map");
const view = new View(map, scene.box_m, () => draw());
const ground = new Ground($("ground"), $("relief"), view, scene, relief);
const overlay = new Overlay($("overlay"), view, scene);
const vehicles = Object.fromEntries(["rover", "helicopter"].map((who) => [who, new Vehicle($(who), view, scene[who], (when, rest) => {
  const [x_m, y_m] = vehicles[who].at;
  state[who] = { x_m, y_m };
  changed(when, rest);
})]));
let drawing = false;
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    ground.draw();
    overlay.draw();
    for (const one of Object.values(vehicles)) one.draw();
  });
}

// ------------------------------------------------------------------ what is asked
let mapped = 0; // when the last map came
let moved = 0; // when the last movement was made, for the measured times
const measure = (name, since) => requestAnimationFrame(() => setTimeout(() => performance.measure(name, { start: since, end: performance.now() })));
const askers = {
  link: new Asker("link", json, (link, asked) => {
    shown.link = overlay.link = link;
    shown.chance = asked.settled ? shown.chance : undefined;
    tellLink();
    measure("link", asked.since);
  }, failed),
  chance: new Asker("chance", json, ({ chance }) => { shown.chance = chance; tellFacts(); }, failed),
  map: new Asker("map", (reply) => reply.arrayBuffer(), (buffer, asked) => {
    ground.show(readMap(buffer));
    mapped = performance.now();
    $("busy").hidden = asked.cells === "fine";
    measure(`map ${asked.cells}`, asked.since);
    if (asked.cells === "coarse" && asked.rest && !askers.map.waiting) askMap("fine", asked.since);
    if (asked.cells === "fine") askOnward();
  }, failed),
  route: new Asker("route", json, (route, asked) => {
    shown.route = overlay.route = route;
    tellRoute();
    measure("route", asked.since);
    if (!route.done && !askers.route.waiting) askers.route.ask(asked);
  }, failed),
};

// Where its question came from is the page's own matter: it is not sent.
function own(more, hidden) { return Object.defineProperties(wish(more), Object.fromEntries(Object.entries(hidden).map(([k, value]) => [k, { value }]))); }
function askMap(cells, since, rest = true) {
  if (state.colours === "none") return;
  $("busy").hidden = false;
  askers.map.ask(own({ around: state.around, cells }, { since, rest }));
}

let resting = 0;
function changed(since = performance.now(), rest = true) {
  moved = since;
  askers.link.ask(own({}, { since, settled: false }));
  // In the middle of a drag the link comes first: a map now and then is enough.
  if (rest || performance.now() - mapped > 150) askMap("coarse", since, rest);
  clearTimeout(resting);
  resting = setTimeout(() => {
    onward = true;
    if (!rest) askMap("fine", moved);
    if (state.colours === "none") askOnward();
  }, rest ? 30 : REST_MS);
}

// What is asked last: once the map is there, so that it does not wait for these.
let onward = false;
function askOnward() {
  if (!onward) return;
  onward = false;
  if (scene.has_chance) askers.chance.ask(wish());
  askers.route.ask(own({}, { since: moved }));
}

function failed(error) {
  $("problem").textContent = error.message;
  $("problem").hidden = false;
  $("busy").hidden = true;
  if (!(error instanceof ServerGone)) askOnward();
}

// ------------------------------------------------------------------ what is told
function tellLink() {
  const { state: open, text } = linkSentence(scene, shown.link);
  $("sentence").className = `answer ${open}`;
  $("sentence").textContent = text;
  $("problem").hidden = true;
  for (const who of ["rover", "helicopter"]) {
    const { latitude_deg: lat, longitude_deg: lon } = shown.link[who];
    vehicles[who].label(`${scene[who]} at latitude ${lat.toFixed(5)}, longitude ${lon.toFixed(5)}; the arrow keys move it`);
  }
  speak();
  tellFacts();
  drawSection($("section"), scene, shown.link);
  $("section").setAttribute("aria-label", `Section of the ground from ${scene.rover} to ${scene.helicopter}. ${text}`);
  overlay.drawLink();
}

// Read aloud once nothing has changed for a while, not with every step of a drag.
let speaking = 0;
function speak() {
  clearTimeout(speaking);
  speaking = setTimeout(() => { $("spoken").textContent = `${$("sentence").textContent} ${shown.route?.done ? $("silence").textContent : ""}`; }, 900);
}

function tellFacts() {
  if (!shown.link) return;
  $("facts").replaceChildren(...facts(scene, shown.link, shown.chance).map(([what, value]) => {
    const pair = document.createElement("div");
    pair.append(Object.assign(document.createElement("dt"), { textContent: what }), Object.assign(document.createElement("dd"), { textContent: value }));
    return pair;
  }));
}

function tellRoute() {
  const text = silenceSentence(scene, shown.route);
  if (shown.route.done || $("silence").textContent === "…") $("silence").textContent = text;
  speak();
  $("silence").classList.toggle("waiting", !shown.route.done);
  drawStrip($("strip"), scene, shown.route);
  $("strip").setAttribute("aria-label", `Margin along the rover’s planned route over time. ${text}`);
  overlay.draw();
}

function tellKnobs() {
  for (const knob of KNOBS) {
    $(knob).value = state[knob];
    const unit = knob === "power_dbm" ? "dBm" : "m";
    document.querySelector(`output[for=${knob}]`).textContent = `${number(state[knob], 2)} ${unit}`;
  }
}

function tellDay() {
  const day = scene.days[state.day - scene.days[0].number];
  $("day").value = state.day;
  $("day-out").textContent = day.local;
  $("day").setAttribute("aria-valuetext", day.local);
  $("day-what").textContent = `${day.utc.replace("T", " ").replace("Z", " UTC")}: ${day.what}. The rover is at its planned place of then, unless you move it.`;
}

function planned() { return scene.days[state.day - scene.days[0].number]; }
function place() { for (const who of ["rover", "helicopter"]) vehicles[who].put(state[who] ? [state[who].x_m, state[who].y_m] : planned()[who]); }

function showBoth() {
  const points = Object.values(vehicles).map((one) => one.at);
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const [cx, cy] = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  const half = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 400) * 0.66;
  view.show(cx - half, cy - half, cx + half, cy + half);
}

// ------------------------------------------------------------------ controls
for (const knob of KNOBS) {
  const { min, max, step } = scene.sliders[knob];
  Object.assign($(knob), { min, max, step });
  $(knob).addEventListener("input", (e) => {
    const { value } = scene.sliders[knob];
    const chosen = Number($(knob).value);
    state[knob] = Math.abs(chosen - value) < step / 2 ? value : chosen; // the scenario's own value lies on no step
    tellKnobs();
    changed(e.timeStamp);
  });
}
Object.assign($("day"), { min: scene.days[0].number, max: scene.days.at(-1).number, step: 1 });
$("day").addEventListener("input", (e) => {
  state.day = Number($("day").value);
  state.rover = null;
  tellDay();
  place();
  if (Object.values(vehicles).some((one) => one.isAway)) showBoth();
  changed(e.timeStamp);
});
$("reset").addEventListener("click", () => {
  for (const knob of KNOBS) state[knob] = scene.sliders[knob].value;
  state.rover = state.helicopter = null;
  tellKnobs();
  place();
  changed();
});
for (const radio of document.querySelectorAll("input[name=around], input[name=colours]")) {
  radio.checked = radio.value === state[radio.name];
  radio.addEventListener("change", () => {
    state[radio.name] = radio.value;
    legend($("legend"), scene, state.colours);
    ground.colour(state.colours);
    askMap("coarse", performance.now());
  });
}
for (const name of document.querySelectorAll("[data-name]")) name.textContent = scene[name.dataset.name].slice(0, 40);
$("nearer").addEventListener("click", () => view.zoom(1.5));
$("farther").addEventListener("click", () => view.zoom(1 / 1.5));
$("both").addEventListener("click", showBoth);
$("whole").addEventListener("click", () => view.show(...scene.box_m, 1.02));
$("save").addEventListener("click", async () => {
  $("saved").textContent = "";
  try {
    const reply = await post("save", wish());
    if (reply === null) return;
    const name = decodeURIComponent(reply.headers.get("Content-Disposition").split("''")[1]);
    const url = URL.createObjectURL(await reply.blob());
    Object.assign(document.createElement("a"), { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    $("saved").textContent = `${name} is in your downloads: relaysim run ${name}`;
  } catch (error) {
    failed(error);
  }
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
addEventListener("resize", () => { if (shown.link) drawSection($("section"), scene, shown.link); if (shown.route) drawStrip($("strip"), scene, shown.route); });

$("basis").replaceChildren(...[
  `radio: ${number(scene.frequency_hz / 1e6)} MHz, ${scene.propagation}; the link is open when the mode “${scene.mode}” closes`,
  `the map shows ${number(scene.radius_m)} m around, in cells of 20 m at first and of 5 m at rest, vehicles upright`,
  "the rover faces as recorded at its planned stops; elsewhere its body takes the mean over all headings",
  ...scene.assumed, ...scene.limits,
].map((text) => Object.assign(document.createElement("li"), { textContent: text })));
legend($("legend"), scene, state.colours);
tellKnobs();
tellDay();
place();
showBoth();
changed();
document.documentElement.dataset.ready = "yes";
