// Below everything: the relief, drawn when the view changes, and over it margin or sight as the server has worked it out.
const HATCH = 7;

export function readMap(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const cells = head.rows * head.columns;
  return { ...head, margin: new Int16Array(buffer, 4 + length, cells), sight: new Uint8Array(buffer, 4 + length + 2 * cells, cells) };
}

export class Ground {
  constructor(canvas, under, view, scene) {
    Object.assign(this, { canvas, under, view, scene, relief: null, map: null, picture: null, colours: "margin" });
    this.classes = scene.margin_classes.map((c) => ({ most: c.most === null ? Infinity : c.most * 10, rgb: rgb(c.colour) }));
  }

  show(map) { this.map = map; this.picture = map && map.rows ? this.#painted(map) : null; this.drawMap(); }
  colour(by) { this.colours = by; if (this.map) this.show(this.map); }

  draw() {
    const { view } = this;
    const [ctx, ratio] = this.#cleared(this.under);
    if (this.relief) this.#put(ctx, this.relief, this.scene.relief_corners_m, ratio, true);
    if (matchMedia("(prefers-color-scheme: dark)").matches) {
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.globalCompositeOperation = "source-atop";
      ctx.fillStyle = "rgba(8, 11, 16, .42)";
      ctx.fillRect(0, 0, view.width, view.height);
      ctx.globalCompositeOperation = "source-over";
    }
    this.drawMap();
  }

  drawMap() {
    const [ctx, ratio] = this.#cleared(this.canvas);
    if (this.picture) this.#put(ctx, this.picture, this.map.corners_m, ratio, false);
  }

  #cleared(canvas) {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const [width, height] = [Math.round(this.view.width * ratio), Math.round(this.view.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const ctx = canvas.getContext("2d");
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, width, height);
    return [ctx, ratio];
  }

  #put(ctx, image, [nw, ne, sw], ratio, smooth) {
    const at = [nw, ne, sw].map((p) => this.view.px(...p));
    const across = [(at[1][0] - at[0][0]) / image.width, (at[1][1] - at[0][1]) / image.width];
    const down = [(at[2][0] - at[0][0]) / image.height, (at[2][1] - at[0][1]) / image.height];
    ctx.imageSmoothingEnabled = smooth;
    ctx.setTransform(ratio * across[0], ratio * across[1], ratio * down[0], ratio * down[1], ratio * at[0][0], ratio * at[0][1]);
    ctx.drawImage(image, 0, 0);
  }

  #painted(map) {
    const { codes } = this.scene;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: map.columns, height: map.rows });
    const ctx = canvas.getContext("2d");
    const picture = ctx.createImageData(map.columns, map.rows);
    for (let n = 0; n < map.margin.length && this.colours !== "none"; n++) {
      if (map.sight[n] === codes.beyond) continue;
      const colour = this.colours === "margin" ? this.#ofMargin(map.margin[n]) : this.#ofSight(map.sight[n]);
      const unknown = colour === null;
      // known ground, but unknown ground on the way: grey, striped
      const stripe = ((n % map.columns) + Math.floor(n / map.columns)) % HATCH < 2;
      const [r, g, b, a] = unknown ? (stripe ? [105, 108, 114, 190] : [150, 153, 158, 150]) : colour;
      picture.data.set([r, g, b, a], 4 * n);
    }
    ctx.putImageData(picture, 0, 0);
    return canvas;
  }

  #ofMargin(tenths) {
    if (tenths === this.scene.codes.no_margin) return null;
    for (const one of this.classes) if (tenths <= one.most) return [...one.rgb, 150];
    return null;
  }

  #ofSight(sight) {
    const { codes } = this.scene;
    return sight === codes.seen ? [66, 146, 198, 150] : sight === codes.hidden ? [217, 112, 40, 120] : null;
  }
}

export function rgb(text) { return [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16)); }

export function legend(list, scene, colours) {
  const unknown = ["hatch", "unknown ground"];
  const rows = colours === "none" ? [] : colours === "sight"
    ? [["#4292c6", "in sight"], ["#d97028", "hidden"], unknown]
    : [...scene.margin_classes.map((c) => [c.colour, c.label]).reverse(), unknown];
  list.replaceChildren(...rows.map(([colour, words]) => {
    const item = document.createElement("li");
    const swatch = document.createElement("i");
    if (colour === "hatch") swatch.className = "hatch"; else swatch.style.background = colour;
    item.append(swatch, words);
    return item;
  }));
}
