// The ground between the two antennas: straight line, first Fresnel zone, and what stands in the way.
import { element } from "./overlay.js";
import { number } from "./words.js";

export function drawSection(svg, scene, link) {
  const [width, height] = [Math.max(svg.clientWidth, 260), 190];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const { along_m: along, ground_m: ground, fresnel_m: fresnel, line_m: line, length_m: length } = link.profile;
  const known = ground.filter((v) => v !== null);
  const parts = [];
  if (!known.length) {
    svg.replaceChildren(element("text", { x: width / 2, y: height / 2, class: "tick middle" }, "no ground between them is known"));
    return;
  }
  const at = (d) => (line[0] === null || line[1] === null ? null : line[0] + (line[1] - line[0]) * d / length);
  const tops = known.concat(line.filter((v) => v !== null), along.map((d, i) => (at(d) === null ? 0 : at(d) + fresnel[i])));
  const high = Math.max(...tops, 2) * 1.08 + 0.4;
  const low = Math.min(0, ...along.map((d, i) => (at(d) === null ? 0 : Math.max(at(d) - fresnel[i], -2)))) - 0.04 * high;
  const [left, bottom, top] = [34, height - 36, 10];
  const x = (d) => left + (width - left - 10) * d / Math.max(length, 1e-6);
  const y = (h) => Math.min(bottom - (bottom - top) * (h - low) / (high - low), bottom);
  for (const h of ticks(0, high, 4)) {
    parts.push(element("path", { d: `M${left} ${y(h)}H${width - 10}`, class: "grid" }));
    parts.push(element("text", { x: left - 5, y: y(h) + 4, class: "tick end" }, number(h)));
  }
  for (const d of ticks(0, length, width > 420 ? 6 : 4)) parts.push(element("text", { x: Math.min(x(d), width - 18), y: bottom + 14, class: "tick middle" }, d ? number(d) : "0 m"));
  parts.push(element("text", { x: left, y: top + 2, class: "tick" }, "m"));
  // unknown ground first, behind everything
  let begun = null;
  ground.forEach((h, i) => {
    if (h === null && begun === null) begun = Math.max(i - 1, 0);
    if (begun !== null && (h !== null || i === ground.length - 1)) {
      parts.push(element("rect", { x: x(along[begun]), y: top, width: Math.max(x(along[i]) - x(along[begun]), 1), height: bottom - top, class: "unknown" }));
      begun = null;
    }
  });
  const points = (values) => values.map(([d, h]) => `${x(d).toFixed(1)} ${y(h).toFixed(1)}`).join("L");
  if (at(0) !== null) {
    const zone = [...along.map((d, i) => [d, at(d) + fresnel[i]]), ...along.map((d, i) => [d, at(d) - fresnel[i]]).reverse()];
    parts.push(element("path", { d: `M${points(zone)}Z`, class: "fresnel" }));
  }
  for (const piece of pieces(along, ground)) {
    parts.push(element("path", { d: `M${x(piece[0][0]).toFixed(1)} ${bottom}L${points(piece)}L${x(piece.at(-1)[0]).toFixed(1)} ${bottom}Z`, class: "soil" }));
    parts.push(element("path", { d: `M${points(piece)}`, class: "soil-line" }));
  }
  if (at(0) !== null) {
    parts.push(element("path", { d: `M${points([[0, line[0]], [length, line[1]]])}`, class: `ray ${link.sight}` }));
    for (const [d, h, who, end] of [[0, ground[0], "rover", "start"], [length, ground.at(-1), "helicopter", "end"]]) {
      if (h !== null) parts.push(element("path", { d: `M${x(d)} ${y(h)}V${y(at(d))}`, class: "mast" }));
      parts.push(element("circle", { cx: x(d), cy: y(at(d)), r: 4.5, class: `dot ${who}` }));
      const name = scene[who].length > 16 ? `${scene[who].slice(0, 15)}…` : scene[who];
      parts.push(element("text", { x: end === "start" ? left : width - 10, y: height - 6, class: `label ${end}` }, name));
    }
  }
  if (link.block) {
    const { along_m: d, above_m: above } = link.block;
    parts.push(element("path", { d: `M${x(d)} ${y(at(d))}V${y(at(d) + above)}`, class: "blocked-by" }));
    const words = `${number(above, 1)} m too high`;
    const middle = Math.min(Math.max(x(d), left + 45), width - 55);
    parts.push(element("text", { x: middle, y: Math.max(y(at(d) + above) - 7, top + 10), class: "label middle halo" }, words));
  }
  svg.replaceChildren(...parts);
}

function pieces(along, ground) {
  const found = [];
  ground.forEach((h, i) => {
    if (h === null) return;
    if (i === 0 || ground[i - 1] === null) found.push([]);
    found.at(-1).push([along[i], h]);
  });
  return found.filter((piece) => piece.length > 1);
}

export function ticks(low, high, most) {
  const rough = Math.max(high - low, 1e-6) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((f) => f * power).find((v) => v >= rough);
  const found = [];
  for (let v = Math.ceil(low / step) * step; v <= high + 1e-9; v += step) found.push(Math.round(v * 1e6) / 1e6);
  return found;
}
