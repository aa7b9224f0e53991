// The two vehicles as buttons over the map: dragged by pointer or finger, moved by the arrow keys.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const CLICK_PX = 2;

export class Vehicle {
  constructor(button, view, name, moved) {
    Object.assign(this, { button, view, name, at: [0, 0], held: null });
    button.querySelector(".name").textContent = name;
    button.addEventListener("pointerdown", (e) => {
      if (e.button || this.held) return;
      e.preventDefault();
      button.focus({ preventScroll: true });
      button.setPointerCapture(e.pointerId);
      const [px, py] = view.px(...this.at);
      this.held = { by: [e.clientX - px, e.clientY - py], from: [e.clientX, e.clientY], moved: false };
      button.classList.add("held");
    });
    button.addEventListener("pointermove", (e) => {
      if (!this.held) return;
      const { by, from } = this.held;
      // A click puts nothing anywhere: the planned place stays the planned one.
      this.held.moved ||= Math.hypot(e.clientX - from[0], e.clientY - from[1]) > CLICK_PX;
      if (!this.held.moved) return;
      this.at = view.clamp(view.metres(e.clientX - by[0], e.clientY - by[1]));
      this.draw();
      moved(e.timeStamp, false);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(end, (e) => {
      if (!this.held) return;
      const put = this.held.moved;
      this.held = null;
      button.classList.remove("held");
      if (put) moved(e.timeStamp, true);
    });
    button.addEventListener("keydown", (e) => {
      const step = STEPS[e.key];
      if (!step || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      const far = e.shiftKey ? 50 : 5;
      this.at = view.clamp([this.at[0] + far * step[0], this.at[1] + far * step[1]]);
      if (this.isAway) view.centre(this.at);
      this.draw();
      moved(e.timeStamp, true);
    });
  }

  put(at) { this.at = at; this.draw(); }

  draw() {
    const [px, py] = this.view.px(...this.at);
    this.button.style.transform = `translate(${px.toFixed(1)}px, ${py.toFixed(1)}px)`;
    // out of the picture it cannot be seen, but still be reached by the keyboard
    this.button.classList.toggle("away", this.isAway);
  }

  get isAway() {
    const [px, py] = this.view.px(...this.at);
    return px < -30 || py < -30 || px > this.view.width + 30 || py > this.view.height + 30;
  }

  label(words) { this.button.setAttribute("aria-label", words); }
}
