// Colours: blue and orange tell open from closed for every eye; dashes tell them again.
function margins() { return ["10 dB and more", "0 to 10 dB", "−10 to 0 dB: closed", "below −10 dB: closed", "unknown"]; }
function marginClass(margin) { return margin !== margin ? 4 : margin >= 10 ? 0 : margin >= 0 ? 1 : margin >= -10 ? 2 : 3; }
const DASHES = [[], [], [6, 3], [6, 3], [2, 4]];

function inks(dark) {
  return dark ? {
    track: ["#5aa2ff", "#b9dcff", "#ffbf66", "#ff6a4d", "#a9afb6"], edge: "#14171b", text: "#f4f1ea", sky: "#9cc2ff", block: "#ff5a5a",
    contour: "232,220,196", paper: "#2b3037", stripe: "#3a414a", seen: [94, 214, 232, 95], hidden: [0, 0, 0, 95], mist: [170, 176, 186, 70],
    shade: 0.45, outside: "#1a1f26", plate: "rgba(20,23,27,.82)", ground: "#564b3b", soil: "#c2ab86", rule: "#343b45", faint: "#a3abb6", clear: "#4fcbb8"
  } : {
    track: ["#0a3d91", "#2f8fd8", "#f07f13", "#b1220e", "#6b7078"], edge: "#fffdf8", text: "#171a1f", sky: "#123f94", block: "#b00f0f",
    contour: "74,60,40", paper: "#c9c9c9", stripe: "#a9abae", seen: [0, 150, 190, 90], hidden: [40, 30, 30, 55], mist: [255, 255, 255, 95],
    shade: 0, outside: "#eeebe3", plate: "rgba(255,253,248,.86)", ground: "#cdbfa9", soil: "#6e5b3f", rule: "#dcd8ce", faint: "#565f6b", clear: "#0b7566"
  };
}

function hatch(context, ink) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = ink.paper;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = ink.stripe;
  pen.lineWidth = 2;
  pen.beginPath();
  [-8, 0, 8].forEach(function (shift) { pen.moveTo(shift - 1, 9); pen.lineTo(shift + 9, -1); });
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

// Makes a canvas as large as it is shown; answers its pen, scaled to CSS pixels.
function fit(canvas) {
  const scale = Math.min(window.devicePixelRatio || 1, 2), width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  return { pen: pen, width: width, height: height, scale: scale };
}

function say(pen, ink, text, x, y, colour) {
  pen.lineWidth = 3.5;
  pen.lineJoin = "round";
  pen.setLineDash([]);
  pen.strokeStyle = ink.edge;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

// The signs of the map, also for its legend.
const signs = {
  rover: function (pen, ink, x, y) {
    pen.beginPath();
    pen.arc(x, y, 6, 0, 2 * Math.PI);
    pen.fillStyle = ink.text; pen.strokeStyle = ink.edge; pen.lineWidth = 2;
    pen.fill(); pen.stroke();
  },
  helicopter: function (pen, ink, x, y, size) {
    pen.beginPath();
    pen.moveTo(x, y - size); pen.lineTo(x + size, y); pen.lineTo(x, y + size); pen.lineTo(x - size, y);
    pen.closePath();
    pen.fillStyle = ink.sky; pen.strokeStyle = ink.edge; pen.lineWidth = 1.5;
    pen.fill(); pen.stroke();
  },
  block: function (pen, ink, x, y) {
    pen.beginPath();
    pen.moveTo(x, y - 7); pen.lineTo(x + 6.5, y + 6); pen.lineTo(x - 6.5, y + 6);
    pen.closePath();
    pen.fillStyle = ink.block; pen.strokeStyle = ink.edge; pen.lineWidth = 1.5;
    pen.fill(); pen.stroke();
  },
  line: function (pen, colour, width, dash, x0, y0, x1, y1) {
    pen.beginPath();
    pen.moveTo(x0, y0); pen.lineTo(x1, y1);
    pen.strokeStyle = colour; pen.lineWidth = width; pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
  }
};
