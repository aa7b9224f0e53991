// The ground of the page: heights at the centres of cells, bilinear between them; NaN is unknown.
function decodeGround(box) {
  const raw = atob(box.differences), heights = new Float32Array(box.columns * box.rows).fill(NaN);
  let at = 0, cell = 0, value = 0;
  box.lengths.forEach(function (length, index) {
    if (index % 2 === 0) { cell += length; return; }
    for (const end = cell + length; cell < end; cell += 1) {
      const byte = raw.charCodeAt(at);
      if (byte < 255) {
        value += byte - 127;
        at += 1;
      } else {
        value += raw.charCodeAt(at + 1) | raw.charCodeAt(at + 2) << 8 | raw.charCodeAt(at + 3) << 16 | raw.charCodeAt(at + 4) << 24;
        at += 5;
      }
      heights[cell] = box.height_min_m + value * box.height_step_m;
    }
  });
  const ground = {
    heights: heights, columns: box.columns, rows: box.rows, cell: box.cell_m, x0: box.x0_m, y0: box.y0_m,
    column: function (x) { return (x - box.x0_m) / box.cell_m - 0.5; },
    row: function (y) { return (box.y0_m - y) / box.cell_m - 0.5; },
    at: function (x, y) { return between(ground, ground.column(x), ground.row(y)); }
  };
  return ground;
}

const SNAP = 1e-6; // cells: a place nearer than this to a centre's line is on it

function between(ground, column, row) {
  if (Math.abs(column - Math.round(column)) < SNAP) { column = Math.round(column); }
  if (Math.abs(row - Math.round(row)) < SNAP) { row = Math.round(row); }
  if (!(column >= 0 && row >= 0 && column <= ground.columns - 1 && row <= ground.rows - 1)) { return NaN; }
  const c = Math.floor(column), r = Math.floor(row), u = column - c, v = row - r, first = r * ground.columns + c;
  const h = ground.heights;
  let sum = (1 - u) * (1 - v) * h[first];
  if (u > 0) { sum += u * (1 - v) * h[first + 1]; }
  if (v > 0) { sum += (1 - u) * v * h[first + ground.columns]; }
  if (u > 0 && v > 0) { sum += u * v * h[first + ground.columns + 1]; }
  return sum;
}

// Light from the north-west over a soft tint of height, as in the page's other map; made in slices, row by row.
function makeRelief(ground) {
  const picture = document.createElement("canvas"), tints = [[150, 142, 132], [186, 172, 152], [214, 199, 175], [236, 226, 208]];
  picture.width = ground.columns;
  picture.height = ground.rows;
  const context = picture.getContext("2d"), look = reliefLook(ground), columns = ground.columns, h = ground.heights;
  const altitude = 40 * Math.PI / 180, flat = Math.SQRT1_2 * Math.cos(altitude), up = Math.sin(altitude);
  let next = 0;
  function paintRow(pixels, row, into) {
    for (let column = 0; column < columns; column += 1) {
      const here = row * columns + column, height = h[here];
      if (height !== height) { continue; }
      const east = slope(h[here - 1], h[here + 1], column > 0, column < columns - 1, height) / ground.cell;
      const south = slope(h[here - columns], h[here + columns], row > 0, row < ground.rows - 1, height) / ground.cell;
      const k = look.stretch, lit = (k * east * flat + k * south * flat + up) / Math.sqrt(1 + k * k * (east * east + south * south));
      const light = 0.42 + 0.86 * Math.min(Math.max(lit, 0), 1);
      const place = Math.min(Math.max((height - look.low) / look.span, 0), 1) * 3, tint = Math.min(Math.floor(place), 2), part = place - tint;
      for (let band = 0; band < 3; band += 1) {
        pixels[into + 4 * column + band] = Math.min(light * (tints[tint][band] * (1 - part) + tints[tint + 1][band] * part), 254);
      }
      pixels[into + 4 * column + 3] = 255;
    }
  }
  return {
    picture: picture,
    work: function (deadline) {
      while (next < ground.rows && performance.now() < deadline) {
        const count = Math.min(16, ground.rows - next), strip = context.createImageData(columns, count);
        for (let row = 0; row < count; row += 1) { paintRow(strip.data, next + row, row * 4 * columns); }
        context.putImageData(strip, 0, next);
        next += count;
      }
      return next >= ground.rows;
    }
  };
}

function slope(before, after, hasBefore, hasAfter, here) {
  const left = hasBefore && before === before, right = hasAfter && after === after;
  if (left && right) { return (after - before) / 2; }
  return right ? after - here : left ? here - before : 0;
}

// Slopes are drawn steeper where the ground is flat; the tint spans all but the lowest and highest fiftieth.
function reliefLook(ground) {
  const heights = [], slopes = [], h = ground.heights, step = Math.max(1, Math.floor(h.length / 60000));
  for (let cell = 0; cell < h.length - ground.columns; cell += step) {
    if (h[cell] !== h[cell]) { continue; }
    heights.push(h[cell]);
    const steepness = Math.hypot(h[cell + 1] - h[cell], h[cell + ground.columns] - h[cell]) / ground.cell;
    if (steepness === steepness) { slopes.push(steepness); }
  }
  function part(values, share) { return values.length ? values.sort(function (a, b) { return a - b; })[Math.floor(share * (values.length - 1))] : 0; }
  const low = part(heights, 0.02), typical = part(slopes, 0.9);
  return {
    low: low, span: Math.max(part(heights, 0.98) - low, 1e-6),
    stretch: typical > 1e-9 ? Math.min(Math.max(0.45 / typical, 1), 8) : 1
  };
}

// Contours of a window of cells, as segments in cells: {thin, thick} paths and the height between lines.
function contours(ground, first, last) {
  const across = last[0] - first[0] + 1, down = last[1] - first[1] + 1;
  const block = Math.max(1, Math.ceil(Math.sqrt(across * down / 30000)));
  const columns = Math.floor(across / block), rows = Math.floor(down / block), mean = new Float32Array(Math.max(columns * rows, 0));
  let low = Infinity, high = -Infinity;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const height = calm(ground, first[0] + column * block, first[1] + row * block, block);
      mean[row * columns + column] = height;
      if (height < low) { low = height; }
      if (height > high) { high = height; }
    }
  }
  const found = { thin: new Path2D(), thick: new Path2D(), interval: 0, block: block, first: first };
  if (!(high > low)) { return found; }
  found.interval = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500].find(function (step) { return (high - low) / step <= 18; }) || 1000;
  for (let row = 0; row + 1 < rows; row += 1) {
    for (let column = 0; column + 1 < columns; column += 1) {
      const at = row * columns + column;
      crossCell(found, column, row, mean[at], mean[at + 1], mean[at + columns + 1], mean[at + columns]);
    }
  }
  return found;
}

// The mean height of a block of cells and of those around it: calmer lines, the same hills.
function calm(ground, column, row, block) {
  let sum = 0, weight = 0;
  const reach = block === 1 ? 1 : 0;
  for (let r = row - reach; r < row + block + reach; r += 1) {
    for (let c = column - reach; c < column + block + reach; c += 1) {
      if (r < 0 || c < 0 || r >= ground.rows || c >= ground.columns) { continue; }
      const height = ground.heights[r * ground.columns + c];
      if (height !== height) { if (reach && !(r === row && c === column)) { continue; } return NaN; }
      const w = reach ? (r === row ? 2 : 1) * (c === column ? 2 : 1) : 1;
      sum += w * height;
      weight += w;
    }
  }
  return sum / weight;
}

function crossCell(found, column, row, a, b, c, d) {
  const least = Math.min(a, b, c, d), most = Math.max(a, b, c, d); // NaN where a corner is unknown: no line
  for (let index = Math.ceil(least / found.interval); index * found.interval <= most; index += 1) {
    const level = index * found.interval, path = index % 5 === 0 ? found.thick : found.thin, points = [];
    if ((a >= level) !== (b >= level)) { points.push(column + (level - a) / (b - a), row); }
    if ((b >= level) !== (c >= level)) { points.push(column + 1, row + (level - b) / (c - b)); }
    if ((d >= level) !== (c >= level)) { points.push(column + (level - d) / (c - d), row + 1); }
    if ((a >= level) !== (d >= level)) { points.push(column, row + (level - a) / (d - a)); }
    for (let point = 0; point + 3 < points.length; point += 4) {
      path.moveTo(points[point], points[point + 1]);
      path.lineTo(points[point + 2], points[point + 3]);
    }
  }
}
