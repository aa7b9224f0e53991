// The moment on the timelines: a click or the arrow keys choose one, whoever else chooses one has it shown here.
// Told: window event "relaysim:moment" with detail = utc_s. Heard: "relaysim:at" with the same.
(function () {
  "use strict";
  var holder = document.getElementById("timeline-data");
  if (!holder) { return; }
  var told = JSON.parse(holder.textContent), now = null;
  var charts = Array.prototype.map.call(document.querySelectorAll("svg[data-moments]"), function (svg) {
    var axis = svg.dataset.moments.split(" ").map(Number), line = document.createElementNS(svg.namespaceURI, "line");
    line.setAttribute("class", "cursor");
    line.setAttribute("y1", axis[4]);
    line.setAttribute("y2", axis[5]);
    return { svg: svg, low: axis[0], high: axis[1], left: axis[2], right: axis[3], line: line, out: svg.closest("figure").querySelector(".readout") };
  });
  function words(utc) {
    var days = (utc + 0.06 - told.zero) / told.length, day = Math.floor(days), second = Math.floor((days - day) * 86400);
    var clock = [second / 3600, second / 60 % 60, second % 60].map(function (n) { return String(Math.floor(n)).padStart(2, "0"); });
    var at = utc - told.start, said = [told.day + " " + day + " " + clock.join(":") + " " + told.time,
      new Date(Math.floor(utc + 0.5) * 1000).toISOString().slice(0, 19).replace("T", " ") + " UTC"];
    told.lanes.forEach(function (lane) {
      // of those that hold at the moment the one that began last: at an edge what begins there, as the map says
      var span = lane[1].reduce(function (found, one) {
        return one[0] <= at + 0.05 && at <= Math.max(one[1], one[0] + 60) && (!found || one[0] >= found[0]) ? one : found;
      }, null);
      if (span) { said.push((lane[0] && lane[0] !== "Drives" && lane[0] !== "Conjunction" ? lane[0].toLowerCase() + " " : "") + span[2]); }
    });
    return said.join(" · ");
  }
  function show(utc, spoken) {
    now = utc;
    var text = words(utc), outs = [];
    charts.forEach(function (chart) {
      if (utc < chart.low || utc > chart.high) { chart.line.remove(); return; }
      var x = chart.left + (utc - chart.low) / (chart.high - chart.low) * (chart.right - chart.left);
      chart.line.setAttribute("x1", x.toFixed(1));
      chart.line.setAttribute("x2", x.toFixed(1));
      if (!chart.line.parentNode) { chart.svg.appendChild(chart.line); }
      if (chart.out && outs.indexOf(chart.out) < 0) { outs.push(chart.out); chart.out.setAttribute("aria-live", spoken); chart.out.textContent = text; }
    });
  }
  function choose(utc) {
    show(utc, "polite");
    window.dispatchEvent(new CustomEvent("relaysim:moment", { detail: utc }));
  }
  charts.forEach(function (chart) {
    function within(utc) { return Math.max(chart.low, Math.min(chart.high, utc)); }
    chart.svg.addEventListener("click", function (event) {
      var frame = chart.svg.getBoundingClientRect(), x = (event.clientX - frame.left) * chart.svg.viewBox.baseVal.width / frame.width;
      choose(within(chart.low + (x - chart.left) / (chart.right - chart.left) * (chart.high - chart.low)));
    });
    chart.svg.addEventListener("keydown", function (event) {
      var step = (chart.high - chart.low) / 200, from = now === null ? chart.low : within(now);
      var to = { ArrowRight: from + step, ArrowLeft: from - step, Home: chart.low, End: chart.high }[event.key];
      if (to !== undefined) { event.preventDefault(); choose(within(to)); }
    });
  });
  // the movable map: it shows the moments chosen here, and marks in data-utc, to the second, that its own is another
  var map = document.getElementById("moment");
  function follow() {
    var now = map.moment && map.moment.state(), utc = now ? now.t + told.start : NaN;
    if (isFinite(utc)) { show(utc, "off"); }
  }
  if (map) {
    window.addEventListener("relaysim:moment", function (event) { if (map.moment && isFinite(event.detail)) { map.moment.show(Number(event.detail)); } });
    new MutationObserver(follow).observe(map, { attributes: true, attributeFilter: ["data-utc"] });
    follow();
  }
  // whoever moves a slider speaks for itself: here it is only shown
  window.addEventListener("relaysim:at", function (event) { if (isFinite(event.detail)) { show(Number(event.detail), "off"); } });
})();
