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

const scene = await get("/scene.json").then(json).catch((error) => {
  failed(error);
  throw error;
});
const state = { day: scene.opening, rover: null, helicopter: null, around: "helicopter", colours: "margin" };
for (const knob of KNOBS) state[knob] = scene.sliders[knob].value;
// `changes` counts what the user has changed; `of` is the change that the link shown belongs to.
const shown = { link: null, of: 0, chance: undefined, route: null };
let changes = 0;

const wish = (more = {}) => ({
  day: state.day, rover: state.rover, helicopter: state.helicopter, rover_antenna_m: state.rover_antenna_m,
  helicopter_antenna_m: state.helicopter_antenna_m, power_dbm: state.power_dbm, ...more,
});

// ------------------------------------------------------------------ the map
const map = $("map");
const view = new View(map, scene.box_m, () => draw());
const ground = new Ground($("ground"), $("relief"), view, scene);
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

get("/relief.png").then((reply) => reply.blob()).then((blob) => createImageBitmap(blob)).then((picture) => { ground.relief = picture; draw(); }).catch(failed);

// ------------------------------------------------------------------ what is asked
let mapped = 0; // when the last map came
const measure = (name, since) => requestAnimationFrame(() => setTimeout(() => performance.measure(name, { start: since, end: performance.now() })));
const askers = {
  link: new Asker("link", json, (link, _, { since, change }) => {
    shown.link = overlay.link = link;
    shown.of = change;
    tellLink();
    measure("link", since);
  }, failed),
  // Chance and silence come late: those of a place that has been left are not shown beside the new one's link.
  chance: new Asker("chance", json, ({ chance }, _, { change }) => {
    if (change !== changes) return;
    shown.chance = chance;
    tellFacts();
  }, failed),
  map: new Asker("map", (reply) => reply.arrayBuffer(), (buffer, { cells }, about) => {
    ground.show(readMap(buffer));
    mapped = performance.now();
    measure(`map ${cells}`, about.since);
    if (cells === "fine" || state.colours === "none") {
      $("busy").hidden = !askers.map.waiting;
      askOnward(about);
    } else if (about.rest && !askers.map.waiting) askMap("fine", about);
  }, failed),
  route: new Asker("route", json, (route, asked, about) => {
    if (about.change !== changes) return;
    shown.route = overlay.route = route;
    tellRoute(asked.rover !== null);
    measure("route", about.since);
    if (!route.done && !askers.route.waiting) askers.route.ask(asked, about);
  }, failed),
};

function askMap(cells, about) {
  if (state.colours === "none") return;
  $("busy").hidden = false;
  askers.map.ask(wish({ around: state.around, cells }), about);
}

let resting = 0;
function changed(since = performance.now(), rest = true) {
  const about = { since, rest, change: ++changes };
  shown.chance = undefined;
  $("silence").classList.add("waiting");
  askers.link.ask(wish(), about);
  // In the middle of a drag the link comes first: a map now and then is enough.
  if (rest || performance.now() - mapped > 150) askMap("coarse", about);
  clearTimeout(resting);
  resting = setTimeout(() => {
    if (state.colours === "none") askOnward(about);
    else if (!rest) askMap("fine", about);
  }, rest ? 30 : REST_MS);
}

// What is asked last, once for each change: when the map is there, so that it does not wait for these.
let onward = 0;
function askOnward(about) {
  if (about.change !== changes || onward === changes) return;
  onward = changes;
  if (scene.has_chance) askers.chance.ask(wish(), about);
  askers.route.ask(wish(), about);
}

function failed(error, about) {
  $("problem").textContent = error.message;
  $("problem").hidden = false;
  $("busy").hidden = true;
  if (error instanceof ServerGone) document.body.classList.add("gone");
  else if (about) askOnward(about);
}

// ------------------------------------------------------------------ what is told
function tellLink() {
  const { state: open, text } = linkSentence(scene, shown.link);
  $("sentence").className = `answer ${open}`;
  $("sentence").textContent = text;
  $("problem").hidden = true;
  document.body.classList.remove("gone");
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
  $("facts").replaceChildren(...facts(scene, shown.link, shown.of === changes ? shown.chance : undefined).map(([what, value]) => {
    const pair = document.createElement("div");
    pair.append(Object.assign(document.createElement("dt"), { textContent: what }), Object.assign(document.createElement("dd"), { textContent: value }));
    return pair;
  }));
}

function tellRoute(roverMoved) {
  const text = silenceSentence(scene, shown.route, roverMoved);
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
    const isThere = radio.name === "colours" && state.colours !== "none"; // margin and sight come together
    state[radio.name] = radio.value;
    legend($("legend"), scene, state.colours);
    ground.colour(state.colours);
    if (!isThere) askMap("coarse", { since: performance.now(), rest: true, change: changes });
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
  "drives are looked at every 10 m of the way, in longer steps on a long route: a shorter window can be missed",
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
