// Read-outs under the charts: by pointer, by touch, and with the arrow keys. The page is complete without this.
(function () {
  "use strict";
  document.querySelectorAll("svg[data-hover]").forEach(function (svg) {
    var rows = JSON.parse(svg.dataset.hover), figure = svg.closest("figure");
    var out = figure && figure.querySelector(".readout"), at = -1;
    if (!rows.length || !out) { return; }
    var box = svg.viewBox.baseVal, line = document.createElementNS(svg.namespaceURI, "line");
    line.setAttribute("class", "cursor");
    line.setAttribute("y1", "10");
    line.setAttribute("y2", String(box.height - 36));
    function show(index) {
      at = Math.max(0, Math.min(rows.length - 1, index));
      line.setAttribute("x1", rows[at][0]);
      line.setAttribute("x2", rows[at][0]);
      if (!line.parentNode) { svg.appendChild(line); }
      out.textContent = rows[at][1];
    }
    svg.addEventListener("pointermove", function (event) {
      var frame = svg.getBoundingClientRect(), x = (event.clientX - frame.left) * box.width / frame.width, best = 0;
      rows.forEach(function (row, index) { if (Math.abs(row[0] - x) < Math.abs(rows[best][0] - x)) { best = index; } });
      show(best);
    });
    svg.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1, Home: -1e6, End: 1e6 }[event.key];
      if (step) { event.preventDefault(); show(at + step); }
    });
  });
  var opened = [];
  window.addEventListener("beforeprint", function () {
    // what is long stays folded on paper: its heading says how much there is
    opened = Array.prototype.filter.call(document.querySelectorAll("details"), function (one) { return !one.open && !one.closest(".long"); });
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (one) { one.open = false; }); });
})();
