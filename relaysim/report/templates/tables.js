// Tables of five rows and more sort by their headings: a button in each, by pointer or keyboard.
(function () {
  "use strict";
  function value(row, column) {
    var cell = row.cells[column], key = cell.dataset.key;
    if (key !== undefined) { return key === "" ? NaN : Number(key); }
    return cell.textContent.trim();
  }
  function number(text) {
    return typeof text === "number" ? text : parseFloat(text.replace(/[≥,\s]/g, "").replace("−", "-"));
  }
  function order(column, body, down) {
    var rows = Array.prototype.slice.call(body.rows), values = new Map();
    rows.forEach(function (row) { values.set(row, value(row, column)); });
    var numeric = body.closest("table").tHead.rows[0].cells[column].className === "num" || rows.every(function (row) {
      return typeof values.get(row) === "number" || /^[−≥\s]*[\d.,]+(\s|$)/.test(values.get(row));
    });
    rows.sort(function (a, b) {
      var x = values.get(a), y = values.get(b), sign = down ? -1 : 1;
      if (!numeric) { return sign * x.localeCompare(y, "en", { numeric: true }); }
      x = number(x); y = number(y);
      return isNaN(x) || isNaN(y) ? isNaN(x) - isNaN(y) : sign * (x - y);   // what has no value stays last
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }
  document.querySelectorAll("table.sorts").forEach(function (table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.title = "Sort by this column";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("[aria-sort]").forEach(function (one) { one.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        order(column, table.tBodies[0], down);
      });
    });
  });
})();
