// The margin over time along the rover's route: one bar for each stand or piece of a drive, red below, green above.
import { element } from "./overlay.js";
import { ticks } from "./section.js";
import { number } from "./words.js";

export function drawStrip(svg, scene, route) {
  const [width, height] = [Math.max(svg.clientWidth, 280), 112];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const end = route.end.day;
  const start = Math.max(scene.days[0].number, route.start.day - 0.03 * (end - route.start.day));
  const [left, right, middle, half] = [50, width - 8, 46, 38];
  const x = (day) => left + (right - left) * (day - start) / (end - start);
  const most = 20; // dB that fill the half of the strip
  const y = (margin) => middle - half * Math.max(-1, Math.min(1, margin / most));
  const parts = [element("rect", { x: left, y: middle - half, width: right - left, height: 2 * half, class: "strip-ground" })];
  for (const [a, b, margin] of route.rows) {
    const [from, wide] = [x(a), Math.max(x(b) - x(a), 0.8)];
    if (margin === null) parts.push(element("rect", { x: from, y: middle - half, width: wide, height: 2 * half, class: "unknown" }));
    else {
      const tall = Math.max(Math.abs(y(margin) - middle), 2);
      parts.push(element("rect", { x: from, y: margin >= 0 ? middle - tall : middle, width: wide, height: tall, class: margin >= 0 ? "bar open" : "bar closed" }));
    }
  }
  for (const db of [-20, 0, 20]) parts.push(element("text", { x: left - 5, y: y(db) + 4, class: "tick end" }, `${db > 0 ? "+" : ""}${number(db)} dB`));
  parts.push(element("path", { d: `M${left} ${middle}H${right}`, class: "zero" }));
  for (const day of ticks(start, end, width > 600 ? 10 : 5)) {
    if (day !== Math.round(day)) continue;
    parts.push(element("path", { d: `M${x(day)} ${middle + half}v4`, class: "axis" }));
    parts.push(element("text", { x: x(day), y: middle + half + 17, class: "tick middle" }, number(day).replace(",", "")));
  }
  parts.push(element("path", { d: `M${x(route.start.day)} ${middle - half - 4}V${middle + half + 4}`, class: "now" }));
  if (route.first_contact && route.now !== "open") {
    const at = x(route.first_contact.day);
    parts.push(element("path", { d: `M${at} ${middle - half - 4}V${middle + half + 4}`, class: "heard" }));
    parts.push(element("text", { x: Math.min(at, right - 40), y: middle - half - 1 + 10, class: `label halo ${at > right - 80 ? "end" : "start"}`, dx: at > right - 80 ? 34 : 4 }, "heard"));
  }
  svg.replaceChildren(...parts);
}
