// Lines over the map: the route coloured by what it hears, the straight line, what blocks it, scale and north.
const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

export class Overlay {
  constructor(svg, view, scene) {
    Object.assign(this, { svg, view, scene, link: null, route: null, still: element("g", {}), moving: element("g", {}) });
    svg.replaceChildren(this.still, this.moving);
  }

  draw() {
    const { view } = this;
    this.svg.setAttribute("viewBox", `0 0 ${view.width} ${view.height}`);
    const parts = [];
    const line = (points) => "M" + points.map(([x, y]) => view.px(x, y).map((v) => v.toFixed(1)).join(" ")).join("L");
    const tracks = this.scene.tracks.filter((t) => t.length > 1).map(line).join("");
    parts.push(element("path", { d: tracks, class: "track-halo" }), element("path", { d: tracks, class: "track" }));
    for (const [, , margin, x, y, moving] of this.route?.rows ?? []) {
      const [px, py] = view.px(x, y);
      if (px < -9 || py < -9 || px > view.width + 9 || py > view.height + 9) continue;
      const state = margin === null ? "unknown" : margin >= 0 ? "open" : "closed";
      parts.push(element("circle", { cx: px.toFixed(1), cy: py.toFixed(1), r: moving ? 2.4 : 4.2, class: `stand ${state}` }));
    }
    this.#scale(parts);
    this.still.replaceChildren(...parts);
    this.drawLink();
  }

  drawLink() {
    const parts = [];
    if (this.link) this.#sightline(parts);
    this.moving.replaceChildren(...parts);
  }

  #sightline(parts) {
    const { rover, helicopter, sight, block } = this.link;
    const [a, b] = [this.view.px(rover.x_m, rover.y_m), this.view.px(helicopter.x_m, helicopter.y_m)];
    const d = `M${a.join(" ")}L${b.join(" ")}`;
    parts.push(element("path", { d, class: "sight-halo" }), element("path", { d, class: `sight ${sight}` }));
    if (block) {
      const [x, y] = this.view.px(block.x_m, block.y_m);
      parts.push(element("path", { d: `M${x} ${y - 9}l8 15h-16Z`, class: "block" }));
    }
  }

  #scale(parts) {
    const { view } = this;
    const most = 0.28 * view.width / view.perM;
    const step = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((f) => f * step).find((v) => v <= most);
    const [x, y] = [16, view.height - 16];
    parts.push(element("rect", { x: 6, y: y - 22, width: length * view.perM + 20, height: 32, rx: 4, class: "plate" }));
    parts.push(element("path", { d: `M${x} ${y - 5}v5H${x + length * view.perM}v-5`, class: "scale" }));
    const words = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    parts.push(element("text", { x: x + length * view.perM / 2, y: y - 7, class: "scale-text" }, words));
    parts.push(element("path", { d: "M22 12l7 20-7-5-7 5z", class: "north" }), element("text", { x: 22, y: 45, class: "scale-text" }, "N"));
  }
}
