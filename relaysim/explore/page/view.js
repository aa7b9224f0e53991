// Between metres of the local frame (x east, y north) and pixels of the map; panning and zooming.
export class View {
  constructor(element, box, changed) {
    Object.assign(this, { element, box, changed, perM: 1, cx: 0, cy: 0 });
    this.pointers = new Map();
    element.addEventListener("pointerdown", (e) => this.#down(e));
    element.addEventListener("pointermove", (e) => this.#move(e));
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, (e) => this.pointers.delete(e.pointerId));
    element.addEventListener("wheel", (e) => {
      e.preventDefault();
      this.zoom(Math.exp(-Math.sign(e.deltaY) * Math.min(Math.abs(e.deltaY), 120) * 0.0022), ...this.#at(e));
    }, { passive: false });
    new ResizeObserver(() => changed()).observe(element);
  }

  get width() { return this.element.clientWidth; }
  get height() { return this.element.clientHeight; }
  px(x, y) { return [(x - this.cx) * this.perM + this.width / 2, (this.cy - y) * this.perM + this.height / 2]; }
  metres(px, py) { return [(px - this.width / 2) / this.perM + this.cx, this.cy - (py - this.height / 2) / this.perM]; }
  clamp([x, y]) {
    const [west, south, east, north] = this.box;
    return [Math.min(Math.max(x, west), east), Math.min(Math.max(y, south), north)];
  }

  show(west, south, east, north, room = 1.15) {
    this.cx = (west + east) / 2;
    this.cy = (south + north) / 2;
    this.perM = Math.min(this.width / Math.max(east - west, 20), this.height / Math.max(north - south, 20)) / room;
    this.#bound();
    this.changed();
  }

  centre([x, y]) {
    [this.cx, this.cy] = [x, y];
    this.#bound();
    this.changed();
  }

  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const [x, y] = this.metres(px, py);
    this.perM *= factor;
    this.#bound();
    this.cx = x - (px - this.width / 2) / this.perM;
    this.cy = y + (py - this.height / 2) / this.perM;
    this.#bound();
    this.changed();
  }

  #bound() {
    const [west, south, east, north] = this.box;
    const whole = Math.min(this.width / (east - west), this.height / (north - south));
    this.perM = Math.min(Math.max(this.perM, 0.6 * whole), 20);
    [this.cx, this.cy] = this.clamp([this.cx, this.cy]);
  }

  #at(e) {
    const box = this.element.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  }

  #down(e) {
    if (e.target.closest("button")) return;
    this.element.setPointerCapture(e.pointerId);
    this.pointers.set(e.pointerId, this.#at(e));
  }

  #move(e) {
    const before = this.pointers.get(e.pointerId);
    if (!before) return;
    const now = this.#at(e);
    const others = [...this.pointers].filter(([id]) => id !== e.pointerId).map(([, at]) => at);
    this.pointers.set(e.pointerId, now);
    if (others.length) {
      const apart = (p, q) => Math.max(Math.hypot(p[0] - q[0], p[1] - q[1]), 1);
      this.zoom(apart(now, others[0]) / apart(before, others[0]), ...others[0]);
      return;
    }
    this.cx -= (now[0] - before[0]) / this.perM;
    this.cy += (now[1] - before[1]) / this.perM;
    this.#bound();
    this.changed();
  }
}
