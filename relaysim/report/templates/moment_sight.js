// What an antenna sees over the page's heights: a line from it to a target above every cell's centre.
const SEEN = 1, HIDDEN = 2, NOT_KNOWN = 3, SIGHT_REACH_CELLS = 240;

// 1 seen, 2 hidden by known ground, 3 hidden or not by ground that is unknown. Heights are looked up wherever the line
// crosses the lines between centres of cells; the body's curvature lifts what is between the two ends.
function sees(ground, eye, column, row, target_m, radius_m) {
  const h = ground.heights, columns = ground.columns, down = row - eye.row, across = column - eye.column;
  const rise = h[row * columns + column] + target_m - eye.height;
  const bulge = (down * down + across * across) * ground.cell * ground.cell / (2 * radius_m);
  let unknown = false;
  for (let turn = 0; turn < 2; turn += 1) {
    const level = turn === 0, from = level ? eye.column : eye.row, extent = level ? across : down;
    const other = level ? eye.row : eye.column, slant = level ? down : across, stride = level ? columns : 1, jump = level ? 1 : columns;
    const step = extent > 0 ? 1 : -1, end = level ? column : row;
    if (extent === 0) { continue; }
    for (let line = step > 0 ? Math.floor(from) + 1 : Math.ceil(from) - 1; line !== end && (end - line) * step > 0; line += step) {
      const t = (line - from) / extent, place = other + slant * t, low = Math.floor(place), part = place - low;
      const at = low * stride + line * jump;
      const height = part < SNAP ? h[at] : part > 1 - SNAP ? h[at + stride] : (1 - part) * h[at] + part * h[at + stride];
      if (height > eye.height + rise * t - bulge * t * (1 - t) + 1e-9) { return HIDDEN; }
      if (height !== height) { unknown = true; }
    }
  }
  return unknown ? NOT_KNOWN : SEEN;
}

// A viewshed in slices of time: work(deadline) until it answers true; null where the eye's own ground is unknown.
function startViewshed(ground, x, y, sight) {
  const eye = { column: ground.column(x), row: ground.row(y), height: ground.at(x, y) + sight.rover_m };
  if (eye.height !== eye.height) { return null; }
  const reach = SIGHT_REACH_CELLS, left = Math.max(0, Math.ceil(eye.column - reach)), top = Math.max(0, Math.ceil(eye.row - reach));
  const right = Math.min(ground.columns - 1, Math.floor(eye.column + reach)), bottom = Math.min(ground.rows - 1, Math.floor(eye.row + reach));
  const columns = right - left + 1, rows = bottom - top + 1, cells = new Uint8Array(Math.max(columns, 0) * Math.max(rows, 0));
  let row = 0, column = 0;
  return {
    x: x, y: y, left: left, top: top, columns: columns, rows: rows, cells: cells,
    work: function (deadline) {
      while (row < rows) {
        for (const stop = Math.min(columns, column + 32); column < stop; column += 1) {
          const c = left + column, r = top + row;
          if (Math.hypot(c - eye.column, r - eye.row) > reach) { continue; }
          const height = ground.heights[r * ground.columns + c];
          if (height === height) { cells[row * columns + column] = sees(ground, eye, c, r, sight.helicopter_m, sight.radius_m); }
        }
        if (column >= columns) { column = 0; row += 1; }
        if (performance.now() >= deadline) { break; }
      }
      return row >= rows;
    }
  };
}

// The stretches [first, last] of a list in which a test holds.
function stretches(values, test) {
  const found = [];
  let from = -1;
  for (let index = 0; index <= values.length; index += 1) {
    const holds = index < values.length && test(values[index], index);
    if (holds && from < 0) { from = index; }
    if (!holds && from >= 0) { found.push([from, index - 1]); from = -1; }
  }
  return found;
}

// The vertical section between two antennas, the body's bulge included; null where the ground under one is unknown.
function section(ground, from, to, sight) {
  const length = Math.hypot(to.x - from.x, to.y - from.y), count = Math.min(600, Math.max(24, Math.ceil(2 * length / ground.cell)));
  const found = { length: length, distance: [], ground: [], line: [], zone: [], worst: -1, ends: [] };
  found.ends = [ground.at(from.x, from.y) + from.up + sight.rover_m, ground.at(to.x, to.y) + to.up + sight.helicopter_m];
  if (!(found.ends[0] === found.ends[0] && found.ends[1] === found.ends[1])) { return null; }
  for (let index = 0; index <= count; index += 1) {
    const t = index / count, d = length * t, rest = length - d;
    found.distance.push(d);
    found.ground.push(ground.at(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t) + d * rest / (2 * sight.radius_m));
    found.line.push(found.ends[0] + (found.ends[1] - found.ends[0]) * t);
    found.zone.push(length > 0 ? Math.sqrt(sight.wave_m * d * rest / length) : 0);
    const above = found.ground[index] - found.line[index];
    if (above === above && (found.worst < 0 || above > found.ground[found.worst] - found.line[found.worst])) { found.worst = index; }
  }
  return found;
}
