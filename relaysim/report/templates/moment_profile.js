// The section of the moment: ground with the body's bulge, straight line, first Fresnel zone, what stands highest.
function drawProfile(canvas, cut, now, story, ink) {
  const sheet = fit(canvas), pen = sheet.pen, left = 48, right = sheet.width - 12, top = 22, bottom = sheet.height - 42;
  pen.clearRect(0, 0, sheet.width, sheet.height);
  pen.font = "12px system-ui, sans-serif";
  if (!cut) {
    pen.fillStyle = ink.faint;
    pen.fillText("No profile: the ground under an antenna is unknown on this page.", 12, 40, sheet.width - 24);
    return { stretch: NaN, words: "No profile: the ground under an antenna is unknown on this page." };
  }
  const span = heightSpan(cut), x = function (d) { return left + (right - left) * d / (cut.length || 1); };
  const y = function (h) { return bottom - (bottom - top) * (h - span.low) / (span.high - span.low); };
  profileAxes(pen, ink, cut, span, x, y, sheet);
  pen.save();
  pen.beginPath();
  pen.rect(left, top, right - left, bottom - top);
  pen.clip();
  zone(pen, ink, cut, x, y, true);
  fillGround(pen, ink, cut, x, y, top, bottom);
  zone(pen, ink, cut, x, y, false);
  pen.restore();
  signs.line(pen, ink.sky, 2, [], x(0), y(cut.ends[0]), x(cut.length), y(cut.ends[1]));
  const last = cut.ground.length - 1;
  signs.line(pen, ink.text, 2, [], x(0), y(cut.ground[0]), x(0), y(cut.ends[0]));
  signs.line(pen, ink.text, 2, now.helicopter.flight ? [2, 3] : [], x(cut.length), y(cut.ground[last]), x(cut.length), y(cut.ends[1]));
  signs.rover(pen, ink, x(0), y(cut.ends[0]));
  signs.helicopter(pen, ink, x(cut.length), y(cut.ends[1]), 7);
  const words = markHighest(pen, ink, cut, now, x, y, left, right);
  pen.font = "600 12px system-ui, sans-serif";
  pen.fillStyle = ink.text;
  pen.fillText(story.names.rover, left - 6, sheet.height - 4, (right - left) / 2);
  pen.textAlign = "right";
  pen.fillText(story.names.helicopter, right, sheet.height - 4, (right - left) / 2);
  pen.textAlign = "left";
  return { stretch: (y(0) - y(1)) / Math.max(x(1) - x(0), 1e-9), words: "Section over " + figure(cut.length, 0) + " m. " + words };
}

function heightSpan(cut) {
  let low = Math.min(cut.ends[0], cut.ends[1]), high = Math.max(cut.ends[0], cut.ends[1]);
  cut.ground.forEach(function (ground, index) {
    if (ground < low) { low = ground; }
    high = Math.max(high, cut.line[index] + cut.zone[index]);
    if (ground > high) { high = ground; }
  });
  const room = Math.max(0.1 * (high - low), 0.4);
  return { low: low - room, high: high + room };
}

function ticks(low, high, most) {
  const rough = (high - low) / most, ten = Math.pow(10, Math.floor(Math.log10(rough))), step = [1, 2, 5, 10].find(function (n) { return n * ten >= rough; }) * ten, found = [];
  for (let index = Math.ceil(low / step); index * step <= high; index += 1) { found.push(index * step); }
  return { step: step, values: found };
}

function profileAxes(pen, ink, cut, span, x, y, sheet) {
  const heights = ticks(span.low, span.high, 5), distances = ticks(0, Math.max(cut.length, 1), sheet.width > 640 ? 9 : 4);
  pen.font = "11px system-ui, sans-serif";
  pen.fillStyle = ink.faint;
  pen.textAlign = "right";
  heights.values.forEach(function (height) {
    signs.line(pen, ink.rule, 1, [], x(0), y(height), x(cut.length), y(height));
    pen.fillText(figure(height, heights.step < 1 ? 1 : 0), x(0) - 8, y(height) + 4);
  });
  pen.textAlign = "center";
  distances.values.forEach(function (distance) { pen.fillText(figure(distance, 0), x(distance), sheet.height - 26); });
  pen.fillText("distance, m", (x(0) + x(cut.length)) / 2, sheet.height - 10);
  pen.textAlign = "left";
  pen.fillText("height, m", 4, 12);
}

function zone(pen, ink, cut, x, y, filled) {
  pen.beginPath();
  cut.distance.forEach(function (d, index) { pen.lineTo(x(d), y(cut.line[index] + cut.zone[index])); });
  for (let index = cut.distance.length - 1; index >= 0; index -= 1) { pen.lineTo(x(cut.distance[index]), y(cut.line[index] - cut.zone[index])); }
  pen.closePath();
  pen.fillStyle = pen.strokeStyle = ink.sky;
  pen.globalAlpha = filled ? 0.14 : 0.6;
  if (filled) { pen.fill(); }
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  if (!filled) { pen.stroke(); }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function fillGround(pen, ink, cut, x, y, top, bottom) {
  pen.fillStyle = hatch(pen, ink);
  stretches(cut.ground, function (height) { return height !== height; }).forEach(function (stretch) {
    const left = x(cut.distance[Math.max(stretch[0] - 1, 0)]), right = x(cut.distance[Math.min(stretch[1] + 1, cut.distance.length - 1)]);
    pen.fillRect(left, top, right - left, bottom - top);
  });
  stretches(cut.ground, function (height) { return height === height; }).forEach(function (stretch) {
    const line = new Path2D();
    for (let index = stretch[0]; index <= stretch[1]; index += 1) { line.lineTo(x(cut.distance[index]), y(cut.ground[index])); }
    const body = new Path2D(line);
    body.lineTo(x(cut.distance[stretch[1]]), bottom);
    body.lineTo(x(cut.distance[stretch[0]]), bottom);
    pen.fillStyle = ink.ground;
    pen.fill(body);
    pen.strokeStyle = ink.soil;
    pen.lineWidth = 1.5;
    pen.stroke(line);
  });
}

// The run's own lowest point of the line, or, where the run does not tell it, the page's.
function markHighest(pen, ink, cut, now, x, y, left, right) {
  const own = now.clearance === now.clearance && now.lowest === now.lowest;
  const above = own ? -now.clearance : cut.worst >= 0 ? cut.ground[cut.worst] - cut.line[cut.worst] : NaN;
  const at = own ? now.lowest * cut.length : cut.worst >= 0 ? cut.distance[cut.worst] : NaN, gap = cut.ground.some(function (ground) { return ground !== ground; });
  if (Math.abs(above) < GRAZE_M) { return "The straight line grazes the ground."; }
  if (!(above > 0)) { return gap ? "Part of the ground below the straight line is unknown." : "The straight line is clear of the ground."; }
  const ray = cut.ends[0] + (cut.ends[1] - cut.ends[0]) * (cut.length ? at / cut.length : 0), height = y(ray + above);
  signs.line(pen, ink.block, 2.5, [], x(at), y(ray), x(at), height);
  pen.beginPath();
  pen.moveTo(x(at), height - 2); pen.lineTo(x(at) + 6, height - 11); pen.lineTo(x(at) - 6, height - 11);
  pen.closePath();
  pen.fillStyle = ink.block;
  pen.fill();
  const words = figure(above, 1) + " m above the line" + (own ? "" : " by the page’s heights");
  pen.font = "600 12px system-ui, sans-serif";
  const half = pen.measureText(words).width / 2;
  say(pen, ink, words, Math.min(Math.max(x(at) - half, left), right - 2 * half), Math.max(height - 15, 20), ink.text);
  return "Ground stands " + words + ", " + figure(at, 0) + " m from the left end.";
}
