// The map: metres to pixels by a view {x, y, per} (its middle, and pixels to a metre).
function makeMap(canvas, ground, story, changed) {
  const pieces = trackPieces(story), sites = mergedSites(story.sites), lines = document.createElement("canvas"), overlay = document.createElement("canvas");
  const map = { view: { x: 0, y: 0, per: 1 }, seen: null, lag: false, relief: null };
  let ink = inks(false), unknown = null, drawn = null, drawnAt = 0, waiting = 0, lined = null, painted = null;

  map.dress = function (dark) {
    ink = inks(dark);
    unknown = hatch(canvas.getContext("2d"), ink);
    drawn = null;
    painted = null;
  };
  map.place = function (x, y) {
    return [(x - map.view.x) * map.view.per + canvas.clientWidth / 2, (map.view.y - y) * map.view.per + canvas.clientHeight / 2];
  };
  map.metres = function (px, py) {
    return [map.view.x + (px - canvas.clientWidth / 2) / map.view.per, map.view.y - (py - canvas.clientHeight / 2) / map.view.per];
  };
  map.limits = function () { return { least: 0.5 * wholeView().per, most: Math.max(24 / ground.cell, 4) }; };
  function wholeView() {
    const width = ground.columns * ground.cell, height = ground.rows * ground.cell;
    return { x: ground.x0 + width / 2, y: ground.y0 - height / 2, per: Math.min(canvas.clientWidth / width, canvas.clientHeight / height) };
  }
  map.whole = function () { map.view = wholeView(); };
  map.zoom = function (factor, px, py) {
    const limits = map.limits(), per = Math.min(Math.max(map.view.per * factor, limits.least), limits.most), fixed = map.metres(px, py);
    map.view = { per: per, x: fixed[0] - (px - canvas.clientWidth / 2) / per, y: fixed[1] + (py - canvas.clientHeight / 2) / per };
  };
  map.pan = function (dx, dy) {
    const right = ground.x0 + ground.columns * ground.cell, bottom = ground.y0 - ground.rows * ground.cell, view = map.view;
    map.view = {
      per: view.per, x: Math.min(Math.max(view.x - dx / view.per, ground.x0), right), y: Math.min(Math.max(view.y + dy / view.per, bottom), ground.y0)
    };
  };
  // Keeps both vehicles in view; the view is left alone while they are well inside it.
  map.follow = function (now, force) {
    const both = [now.rover, now.helicopter].filter(Boolean), width = canvas.clientWidth, height = canvas.clientHeight;
    if (!both.length) { return; }
    const places = both.map(function (one) { return map.place(one.x, one.y); }), inset = 0.08;
    const inside = places.every(function (p) { return p[0] > inset * width && p[0] < (1 - inset) * width && p[1] > 0.12 * height && p[1] < (1 - inset) * height; });
    const xs = both.map(function (one) { return one.x; }), ys = both.map(function (one) { return one.y; });
    const across = Math.max(Math.max.apply(null, xs) - Math.min.apply(null, xs), 180), down = Math.max(Math.max.apply(null, ys) - Math.min.apply(null, ys), 120);
    const per = Math.min(0.62 * width / across, 0.62 * height / down);
    if (!force && inside && per < 2.6 * map.view.per) { return; }
    map.view = { per: per, x: (Math.max.apply(null, xs) + Math.min.apply(null, xs)) / 2, y: (Math.max.apply(null, ys) + Math.min.apply(null, ys)) / 2 };
  };

  map.draw = function (now, cut) {
    const sheet = fit(canvas), pen = sheet.pen;
    drawGround(sheet);
    if (map.seen) { drawSeen(pen); }
    drawLines(sheet);
    drawNow(pen, now, cut);
    drawScale(sheet);
  };

  function drawGround(sheet) {
    const pen = sheet.pen, corner = map.place(ground.x0, ground.y0), size = ground.cell * map.view.per;
    pen.fillStyle = ink.outside;
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.fillStyle = unknown;
    pen.fillRect(corner[0], corner[1], ground.columns * size, ground.rows * size);
    // only the part in view is handed over: browsers are slow to scale a large picture that is mostly outside
    const left = Math.max(0, Math.floor(-corner[0] / size)), top = Math.max(0, Math.floor(-corner[1] / size));
    const right = Math.min(ground.columns, Math.ceil((sheet.width - corner[0]) / size)), bottom = Math.min(ground.rows, Math.ceil((sheet.height - corner[1]) / size));
    if (right <= left || bottom <= top) { return; }
    pen.drawImage(map.relief, left, top, right - left, bottom - top, corner[0] + left * size, corner[1] + top * size, (right - left) * size, (bottom - top) * size);
    if (ink.shade) {
      pen.fillStyle = "rgba(10,12,16," + ink.shade + ")";
      pen.fillRect(0, 0, sheet.width, sheet.height);
    }
  }

  function drawSeen(pen) {
    const seen = map.seen, size = ground.cell * map.view.per, corner = map.place(ground.x0 + seen.left * ground.cell, ground.y0 - seen.top * ground.cell);
    if (painted !== seen) {
      overlay.width = seen.columns;
      overlay.height = seen.rows;
      const brush = overlay.getContext("2d"), pixels = brush.createImageData(seen.columns, seen.rows), tints = [null, ink.seen, ink.hidden, ink.mist];
      const words = new Uint32Array(pixels.data.buffer), codes = tints.map(function (tint) { return tint ? new Uint32Array(Uint8Array.from(tint).buffer)[0] : 0; });
      // ground of which it is not known whether it is seen is chequered
      for (let cell = 0; cell < words.length; cell += 1) {
        const kind = seen.cells[cell];
        words[cell] = kind === NOT_KNOWN && (cell % seen.columns + Math.floor(cell / seen.columns)) % 2 ? 0 : codes[kind];
      }
      brush.putImageData(pixels, 0, 0);
      painted = seen;
    }
    pen.globalAlpha = map.lag ? 0.5 : 1;
    pen.imageSmoothingEnabled = false;
    pen.drawImage(overlay, corner[0], corner[1], seen.columns * size, seen.rows * size);
    pen.imageSmoothingEnabled = true;
    pen.globalAlpha = 1;
  }

  // Contours, tracks and sites are drawn now and then and moved with the view in between.
  function drawLines(sheet) {
    const same = drawn && drawn.x === map.view.x && drawn.y === map.view.y && drawn.per === map.view.per && lines.width === canvas.width && lines.height === canvas.height;
    if (!same && (!drawn || lines.width !== canvas.width || performance.now() - drawnAt > 150)) {
      redrawLines(sheet);
    } else if (!same && !waiting) {
      waiting = window.setTimeout(function () { waiting = 0; changed(); }, 160);
    }
    const grown = map.view.per / drawn.per, shift = map.place(drawn.x, drawn.y);
    sheet.pen.drawImage(lines, shift[0] - sheet.width / 2 * grown, shift[1] - sheet.height / 2 * grown, sheet.width * grown, sheet.height * grown);
  }

  function redrawLines(sheet) {
    lines.width = canvas.width;
    lines.height = canvas.height;
    const pen = lines.getContext("2d"), per = map.view.per, scale = sheet.scale, origin = map.place(0, 0);
    const box = map.metres(0, 0).concat(map.metres(sheet.width, sheet.height));
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    drawContours(pen, box);
    pen.setTransform(scale * per, 0, 0, -scale * per, scale * origin[0], scale * origin[1]);
    pen.lineJoin = "round";
    const shown = pieces.filter(function (piece) { return piece.right >= box[0] && piece.left <= box[2] && piece.top >= box[3] && piece.bottom <= box[1]; });
    shown.forEach(function (piece) { pen.strokeStyle = ink.edge; pen.globalAlpha = 0.7; pen.lineWidth = (piece.kind < 0 ? 4 : 5.5) / per; pen.stroke(piece.path); });
    pen.globalAlpha = 1;
    shown.forEach(function (piece) {
      pen.strokeStyle = piece.kind < 0 ? ink.sky : ink.track[piece.kind];
      pen.lineWidth = (piece.kind < 0 ? 1.6 : 3) / per;
      pen.setLineDash((piece.kind < 0 ? [2, 3] : DASHES[piece.kind]).map(function (part) { return part / per; }));
      pen.stroke(piece.path);
    });
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    drawSites(pen, sheet);
    drawn = map.view;
    drawnAt = performance.now();
  }

  function drawContours(pen, box) {
    const first = [Math.max(0, Math.floor(ground.column(box[0]))), Math.max(0, Math.floor(ground.row(box[1])))];
    const last = [Math.min(ground.columns - 1, Math.ceil(ground.column(box[2]))), Math.min(ground.rows - 1, Math.ceil(ground.row(box[3])))];
    const key = first.concat(last).join();
    if (!lined || lined.key !== key) { lined = Object.assign(contours(ground, first, last), { key: key }); }
    map.interval = lined.interval;
    const size = lined.block * ground.cell * map.view.per, corner = map.place(ground.x0 + lined.first[0] * ground.cell, ground.y0 - lined.first[1] * ground.cell);
    pen.save();
    pen.translate(corner[0] + size / 2, corner[1] + size / 2);
    pen.scale(size, size);
    [[lined.thin, 0.7, 0.42], [lined.thick, 1.1, 0.7]].forEach(function (one) {
      pen.strokeStyle = "rgba(" + ink.contour + "," + one[2] + ")";
      pen.lineWidth = one[1] / size;
      pen.stroke(one[0]);
    });
    pen.restore();
  }

  function drawSites(pen, sheet) {
    const taken = [];
    pen.font = "600 12px system-ui, sans-serif";
    sites.forEach(function (site) {
      const p = map.place(site.x, site.y);
      if (p[0] > -20 && p[0] < sheet.width + 20 && p[1] > -20 && p[1] < sheet.height + 20) { signs.helicopter(pen, ink, p[0], p[1], 6); }
    });
    sites.slice().reverse().forEach(function (site) {
      const p = map.place(site.x, site.y), text = site.names ? "F" + site.names : "start", width = pen.measureText(text).width;
      const box = [p[0] + 13, p[1] - 8, p[0] + 15 + width, p[1] + 8]; // beside the sign of the vehicle that stands there
      if (box[0] < 0 || box[2] > sheet.width || box[1] < 46 || box[3] > sheet.height - 30) { return; }
      if (taken.some(function (other) { return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]; })) { return; }
      taken.push(box);
      say(pen, ink, text, p[0] + 14, p[1] + 4, ink.sky);
    });
  }

  function drawNow(pen, now, cut) {
    if (!now.rover || !now.helicopter) {
      [now.rover, now.helicopter].filter(Boolean).forEach(function (one) { const p = map.place(one.x, one.y); signs.rover(pen, ink, p[0], p[1]); });
      return;
    }
    const a = map.place(now.rover.x, now.rover.y), b = map.place(now.helicopter.x, now.helicopter.y), known = now.clearance === now.clearance;
    const blocked = known ? now.clearance < 0 : now.sightline === "blocked", colour = blocked ? ink.block : known ? ink.clear : ink.faint;
    signs.line(pen, ink.edge, 5, [], a[0], a[1], b[0], b[1]);
    signs.line(pen, colour, 2.4, blocked ? [6, 4] : known ? [] : [2, 4], a[0], a[1], b[0], b[1]);
    function on(t) { return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]; }
    if (cut && blocked) { // where the ground stands above the line
      stretches(cut.ground, function (height, index) { return height > cut.line[index]; }).forEach(function (stretch) {
        const p = on(stretch[0] / (cut.distance.length - 1)), q = on(stretch[1] / (cut.distance.length - 1));
        signs.line(pen, ink.block, 6, [], p[0], p[1], q[0], q[1]);
      });
    }
    const lowest = now.lowest === now.lowest ? now.lowest : cut && cut.worst >= 0 ? cut.worst / (cut.distance.length - 1) : NaN;
    if (blocked && lowest === lowest) {
      const p = on(lowest);
      signs.block(pen, ink, p[0], p[1]);
      if (known && now.clearance <= -GRAZE_M) {
        pen.font = "600 12px system-ui, sans-serif";
        const text = figure(-now.clearance, 1) + " m above the line", wide = pen.measureText(text).width; // away from the nearer end's name
        const x = (lowest < 0.5) === (a[0] > b[0]) ? p[0] - 10 - wide : p[0] + 10;
        say(pen, ink, text, Math.min(Math.max(x, 4), Math.max(canvas.clientWidth - wide - 4, 4)), p[1] - 8, ink.block);
      }
    }
    signs.helicopter(pen, ink, b[0], b[1], now.helicopter.flight ? 10 : 8);
    signs.rover(pen, ink, a[0], a[1]);
    pen.font = "600 13px system-ui, sans-serif";
    const left = a[0] <= b[0];
    nameIt(pen, story.names.rover, a, left, ink.text);
    nameIt(pen, story.names.helicopter, b, !left, ink.sky);
  }

  function nameIt(pen, name, p, left, colour) {
    const wide = pen.measureText(name).width, x = p[0] + (left ? -10 - wide : 10);
    const outside = p[0] < 0 || p[0] > canvas.clientWidth;
    say(pen, ink, name, outside ? x : Math.min(Math.max(x, 4), Math.max(canvas.clientWidth - wide - 4, 4)), p[1] + 18, colour);
  }

  function drawScale(sheet) {
    const pen = sheet.pen, most = 0.26 * sheet.width / map.view.per, ten = Math.pow(10, Math.floor(Math.log10(most)));
    const length = [5, 2, 1].map(function (n) { return n * ten; }).find(function (n) { return n <= most; }), wide = length * map.view.per, y = sheet.height - 14;
    pen.fillStyle = ink.plate;
    pen.fillRect(8, y - 20, wide + 20, 28);
    pen.strokeStyle = ink.text;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(18, y - 4); pen.lineTo(18, y + 2); pen.lineTo(18 + wide, y + 2); pen.lineTo(18 + wide, y - 4);
    pen.stroke();
    pen.font = "600 11px system-ui, sans-serif";
    pen.fillStyle = ink.text;
    pen.textAlign = "center";
    pen.fillText(length >= 1000 ? length / 1000 + " km" : length + " m", 18 + wide / 2, y - 6);
    const x = sheet.width - 22;
    pen.fillStyle = ink.plate;
    pen.fillRect(x - 14, 8, 28, 40);
    pen.fillStyle = ink.text;
    pen.fillText("N", x, 44);
    pen.beginPath();
    pen.moveTo(x, 13); pen.lineTo(x + 6, 31); pen.lineTo(x, 27); pen.lineTo(x - 6, 31);
    pen.fill();
    pen.textAlign = "left";
  }
  return map;
}

// The rover's way cut where the class of the margin changes, and the flights (kind -1), each with its bounds.
function trackPieces(story) {
  const found = [], link = story.link, track = story.track;
  let piece = null;
  function add(kind, x, y, fromX, fromY) {
    if (!piece || piece.kind !== kind || piece.count > 150) {
      piece = { kind: kind, path: new Path2D(), left: fromX, right: fromX, top: fromY, bottom: fromY, count: 0 };
      piece.path.moveTo(fromX, fromY);
      found.push(piece);
    }
    piece.path.lineTo(x, y);
    piece.count += 1;
    piece.left = Math.min(piece.left, x); piece.right = Math.max(piece.right, x);
    piece.bottom = Math.min(piece.bottom, y); piece.top = Math.max(piece.top, y);
  }
  for (let index = 0; index + 1 < track.t.length; index += 1) {
    const t0 = track.t[index], t1 = track.t[index + 1], dx = track.x[index + 1] - track.x[index], dy = track.y[index + 1] - track.y[index];
    if (dx === 0 && dy === 0) { continue; }
    let x = track.x[index], y = track.y[index];
    for (let sample = lastUpTo(link.t, t0), end = lastUpTo(link.t, t1); sample <= end; sample += 1) {
      const until = Math.min(sample + 1 < link.t.length ? Math.max(link.t[sample + 1], t0) : t1, t1), part = (until - t0) / (t1 - t0);
      const toX = track.x[index] + dx * part, toY = track.y[index] + dy * part;
      if (toX === x && toY === y) { continue; }
      add(marginClass(sample < 0 ? NaN : link.margin[sample]), toX, toY, x, y);
      x = toX; y = toY;
    }
  }
  story.flights.forEach(function (flight) {
    piece = null;
    for (let index = 1; index < flight.t.length; index += 1) { add(-1, flight.x[index], flight.y[index], flight.x[index - 1], flight.y[index - 1]); }
  });
  return found;
}

function mergedSites(sites) {
  const found = [];
  sites.forEach(function (site) {
    const near = found.find(function (other) { return Math.hypot(other.x - site.x, other.y - site.y) < 5; });
    if (!near) { found.push({ x: site.x, y: site.y, names: site.name }); } else if (site.name && !near.names.split(", ").includes(site.name)) { near.names = near.names ? near.names + ", " + site.name : site.name; }
  });
  return found;
}
