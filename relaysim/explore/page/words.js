// Numbers and sentences, for people.
export const number = (v, digits = 0) => v.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");
export const metres = (v) => (v >= 9950 ? `${number(v / 1000, 1)} km` : v < 10 ? `${number(v, 1)} m` : `${number(v)} m`);
export const rate = (bps) => (bps < 1e4 ? `${number(bps)} bit/s` : bps >= 1e6 ? `${number(bps / 1e6, 1)} Mbit/s` : `${number(bps / 1000)} kbit/s`);
export const signed = (v, digits = 1) => (v >= 0 ? "+" : "") + number(v, digits);
export const days = (scene, v, digits = 1) => v > 0 && v < 0.05 ? `less than 0.1 ${scene.day_name}` : `${number(v, digits)} ${scene.day_name}${Number(v.toFixed(digits)) === 1 ? "" : "s"}`;
// A name may turn the direction of writing: not that of the sentence it stands in.
const isolated = (name) => `\u2068${name}\u2069`;
export const date = (utc) => new Date(utc).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

export function linkSentence(scene, link) {
  if (link.rover.ground_m === null || link.helicopter.ground_m === null) {
    const who = link.rover.ground_m === null ? scene.rover : scene.helicopter;
    return { state: "unknown", text: `Not known: ${isolated(who)} stands where nobody has surveyed the ground.` };
  }
  const rover = isolated(scene.rover);
  const far = `${metres(link.distance_m)} apart`;
  const sight = link.sight === "clear" ? `The straight line is clear by ${number(link.clearance_m, 1)} m.`
    : link.sight === "blocked" ? `Ground stands ${number(-link.clearance_m, 1)} m above the straight line, ${metres(link.block.along_m)} from ${rover}.`
      : "Whether the straight line is clear is not known: ground on the way is not surveyed.";
  if (link.margin_db === null) return { state: "unknown", text: `Not known, ${far}: ground on the way is not surveyed. ${link.sight === "unknown" ? "" : sight}` };
  const over = link.sight === "blocked" ? `The radio bends over the ground, which stands ${number(-link.clearance_m, 1)} m above the straight line, ${metres(link.block.along_m)} from ${rover}.` : sight;
  if (link.margin_db >= 0) return { state: "open", text: `Yes, at ${rate(link.rate_bps)}: ${number(link.margin_db, 1)} dB to spare, ${far}. ${over}` };
  return { state: "closed", text: `No: ${number(-link.margin_db, 1)} dB too weak, ${far}. ${sight}` };
}

export function facts(scene, link, chance) {
  const or = (v, words) => (v === null || v === undefined ? "unknown" : words(v));
  const percent = (v) => (v > 0.995 && v < 1 ? "over 99 %" : v < 0.005 && v > 0 ? "under 1 %" : `${number(100 * v)} %`);
  const rows = [
    ["Margin", or(link.margin_db, (v) => `${signed(v)} dB`)],
    ["Rate", or(link.rate_bps, (v) => (v ? rate(v) : "none"))],
    ["Clearance", or(link.clearance_m, (v) => `${signed(v)} m`)],
    ["Fresnel zone free", or(link.fresnel_share, (v) => (v < 0 ? "blocked" : `${number(100 * Math.min(v, 9.99))} %`))],
    ["Distance", metres(link.distance_m)],
  ];
  if (scene.has_chance) rows.splice(2, 0, ["Chance it closes", chance === undefined ? "…" : or(chance, percent)]);
  return rows;
}

export function silenceSentence(scene, route, roverMoved) {
  const drives = roverMoved ? `, and ${isolated(scene.rover)} keeps to its plan, not to where you have put it` : "";
  const stays = `If ${isolated(scene.helicopter)} stays from ${route.start.local}${drives}`;
  const first = route.first_contact;
  const part = route.done ? "" : ` (looked at ${number(100 * route.share_done)} % so far)`;
  if (!first && route.unknown_days > 0.9 * route.days) return `${stays}: not known, the ground between is not surveyed${part}.`;
  const spoken = [];
  if (route.now === "open") spoken.push("they can talk at once");
  else if (first) {
    const at = `${scene.day_name} ${Math.floor(first.day)} (${date(first.utc)})${route.first_contact_is_latest ? " at the latest" : ""}`;
    const after = days(scene, first.day - route.start.day);
    spoken.push(route.now === "closed" ? `silent for ${after}, first contact again on ${at}` : `not known for ${after}, first sure contact on ${at}`);
  } else spoken.push(`no contact up to ${route.end.local}, the end of the scenario`);
  const only = route.longest && route.now === "closed" && first && route.longest.end.day === first.day;
  if (only) spoken.push("no longer silence after it");
  else if (route.longest) {
    const cut = route.longest.open_end || (route.longest.open_start && route.longest.start.day > route.start.day);
    spoken.push(`the longest silence lasts ${cut ? "at least " : ""}${days(scene, route.longest.days)}`);
  } else spoken.push("no silence is foreseen");
  if (route.unknown_days > 0.05 && route.done) spoken.push(`${days(scene, route.unknown_days)} are not known`);
  return `${stays}: ${spoken.join("; ")}${part}.`;
}
