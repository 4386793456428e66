// Emoji by name. The signs that carry meaning are drawn, so that they look the same where no emoji font is installed.

const NS = "http://www.w3.org/2000/svg";
const circle = (fill, ring) => [["circle", { cx: 12, cy: 12, r: 9, fill, stroke: ring || "none", "stroke-width": 1.5 }]];
const square = (fill, path) => [["rect", { x: 2, y: 2, width: 20, height: 20, rx: 5, fill }], ["path", { d: path, stroke: "#fff", "stroke-width": 2.6, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round" }]];

const DRAWN = {
  red_circle: circle("#d92d3a"),
  large_orange_circle: circle("#e8751a"),
  large_yellow_circle: circle("#e9b600"),
  large_green_circle: circle("#2e9e5b"),
  large_blue_circle: circle("#2f78d1"),
  white_circle: circle("#e9ecef", "#98a2ad"),
  black_circle: circle("#30363d", "#98a2ad"),
  white_check_mark: square("#2e9e5b", "M7 12.5l3.4 3.4L17 9"),
  heavy_check_mark: square("#2e9e5b", "M7 12.5l3.4 3.4L17 9"),
  x: square("#d92d3a", "M8 8l8 8M16 8l-8 8"),
  arrow_up: square("#4f6b8f", "M12 17V7M7.5 11.2L12 7l4.5 4.2"),
  arrow_down: square("#4f6b8f", "M12 7v10M7.5 12.8L12 17l4.5-4.2"),
  arrow_right: square("#4f6b8f", "M7 12h10M12.8 7.5L17 12l-4.2 4.5"),
  arrows_counterclockwise: square("#4f6b8f", "M17.5 9.5A6 6 0 0 0 7 8.2M7 4.8v3.6h3.6M6.5 14.5A6 6 0 0 0 17 15.8M17 19.2v-3.6h-3.6"),
  speech_balloon: [
    ["path", { d: "M5 3.5h14a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-7l-5 4v-4H5a3 3 0 0 1-3-3v-7a3 3 0 0 1 3-3z", fill: "#f4f6f8", stroke: "#98a2ad", "stroke-width": 1.4, "stroke-linejoin": "round" }],
    ["path", { d: "M7 10h.1M12 10h.1M17 10h.1", stroke: "#66717c", "stroke-width": 2.6, "stroke-linecap": "round" }],
  ],
  rewind: square("#4f6b8f", "M12 7.5L6.5 12l5.5 4.5M18 7.5L12.5 12l5.5 4.5"),
  left_right_arrow: square("#4f6b8f", "M5.5 12h13M8.5 8.5L5 12l3.5 3.5M15.5 8.5L19 12l-3.5 3.5"),
  leftwards_arrow_with_hook: square("#4f6b8f", "M9.5 8.5L6 12l3.5 3.5M6.5 12H15a3 3 0 0 0 0-6h-1.5"),
  ballot_box_with_check: square("#2f78d1", "M7 12.5l3.4 3.4L17 9"),
  no_entry: [["circle", { cx: 12, cy: 12, r: 10, fill: "#d92d3a" }], ["path", { d: "M7 12h10", stroke: "#fff", "stroke-width": 3.6, "stroke-linecap": "round" }]],
  package: [
    ["path", { d: "M3 7.5L12 3l9 4.5v9L12 21l-9-4.5z", fill: "#c08a4e", stroke: "#8a5a26", "stroke-width": 1.4, "stroke-linejoin": "round" }],
    ["path", { d: "M3 7.5l9 4.5 9-4.5M12 12v9", fill: "none", stroke: "#8a5a26", "stroke-width": 1.4, "stroke-linejoin": "round" }],
  ],
  scales: [["path", { d: "M12 4v16M7 20h10M5 7.5h14M5 7.5l-3 6.5h6zM19 7.5L16 14h6z", fill: "none", stroke: "#8a94a0", "stroke-width": 1.8, "stroke-linejoin": "round" }]],
  telephone_receiver: [["path", { d: "M6 3.5l3.5 1 .8 4L8 10.3a12 12 0 0 0 5.7 5.7l1.8-2.3 4 .8 1 3.5A3 3 0 0 1 17.5 21 15 15 0 0 1 3 6.5 3 3 0 0 1 6 3.5z", fill: "#4f6b8f" }]],
  heavy_plus_sign: square("#4f6b8f", "M12 7v10M7 12h10"),
  warning: [
    ["path", { d: "M12 2.8 22.3 20.6H1.7z", fill: "#f0b429", stroke: "#f0b429", "stroke-width": 2, "stroke-linejoin": "round" }],
    ["path", { d: "M12 9v5.4", stroke: "#3b2b00", "stroke-width": 2.4, "stroke-linecap": "round" }],
    ["circle", { cx: 12, cy: 17.8, r: 1.4, fill: "#3b2b00" }],
  ],
  rotating_light: [
    ["path", { d: "M5.5 18v-5.5a6.5 6.5 0 0 1 13 0V18z", fill: "#e5303e" }],
    ["path", { d: "M9 14.5v-2a3 3 0 0 1 3-3", stroke: "#ffc9cd", "stroke-width": 1.8, fill: "none", "stroke-linecap": "round" }],
    ["rect", { x: 3, y: 18, width: 18, height: 3.6, rx: 1.4, fill: "#5c6773" }],
    ["path", { d: "M12 3.4V1.6M4.4 6.4 3 5M19.6 6.4 21 5", stroke: "#e5303e", "stroke-width": 1.8, "stroke-linecap": "round" }],
  ],
  shield: [
    ["path", { d: "M12 2 20.5 5v6.6c0 5.2-3.5 8.8-8.5 10.6-5-1.8-8.5-5.4-8.5-10.6V5z", fill: "#3a6ea5" }],
    ["path", { d: "M12 2v20.2c5-1.8 8.5-5.4 8.5-10.6V5z", fill: "#2d5683" }],
    ["path", { d: "M8.3 12l2.6 2.6 4.9-5", stroke: "#fff", "stroke-width": 2.2, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round" }],
  ],
  memo: [
    ["rect", { x: 4, y: 2.5, width: 14, height: 19, rx: 2, fill: "#f7f3e8", stroke: "#98a2ad", "stroke-width": 1.2 }],
    ["path", { d: "M7 7.5h8M7 11h8M7 14.5h5", stroke: "#66717c", "stroke-width": 1.5, "stroke-linecap": "round" }],
    ["path", { d: "M12.5 18.5l8-8", stroke: "#e8751a", "stroke-width": 3, "stroke-linecap": "round" }],
  ],
  raising_hand: [
    ["circle", { cx: 10, cy: 9, r: 4.2, fill: "#f2b84b" }],
    ["path", { d: "M2.5 22c0-5 3-8 7.5-8s7.5 3 7.5 8z", fill: "#7b61a8" }],
    ["path", { d: "M16.5 17c2.5-1.5 3.3-5.5 3.3-12", stroke: "#f2b84b", "stroke-width": 3, fill: "none", "stroke-linecap": "round" }],
  ],
  calendar: [
    ["rect", { x: 3, y: 4, width: 18, height: 17, rx: 2.5, fill: "#f7f7f7", stroke: "#98a2ad", "stroke-width": 1.2 }],
    ["path", { d: "M3 6.5A2.5 2.5 0 0 1 5.5 4h13A2.5 2.5 0 0 1 21 6.5V10H3z", fill: "#d92d3a" }],
    ["path", { d: "M7 14h2M11 14h2M15 14h2M7 17.5h2M11 17.5h2", stroke: "#66717c", "stroke-width": 1.8 }],
  ],
  mega: [
    ["path", { d: "M3 9.5v5h4l10 5v-15l-10 5z", fill: "#e5303e" }],
    ["path", { d: "M19.5 9c1.6 1.7 1.6 4.3 0 6", stroke: "#e8751a", "stroke-width": 2, fill: "none", "stroke-linecap": "round" }],
  ],
};

const WRITTEN = {
  wave: "👋", eyes: "👀", tada: "🎉", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", heart: "❤️", fire: "🔥",
  bell: "🔔", no_bell: "🔕", lock: "🔒", unlock: "🔓", key: "🔑", link: "🔗", pushpin: "📌", clipboard: "📋", clock3: "🕒",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", zzz: "💤", sos: "🆘", phone: "☎️", email: "✉️", robot_face: "🤖", bulb: "💡",
  question: "❓", exclamation: "❗", information_source: "ℹ️", mag: "🔍", hammer_and_wrench: "🛠️", rocket: "🚀", pray: "🙏",
  ok_hand: "👌", point_right: "👉", chart_with_upwards_trend: "📈", bar_chart: "📊", closed_lock_with_key: "🔐", bug: "🐛",
  page_facing_up: "📄", sunrise: "🌅", smile: "😄", slightly_smiling_face: "🙂", sleeping: "😴",
};

export function emoji(name) {
  const plain = name.replace(/::skin-tone-\d/, "");
  if (Object.hasOwn(DRAWN, plain)) return drawn(plain);
  return document.createTextNode(Object.hasOwn(WRITTEN, plain) ? WRITTEN[plain] : `:${name}:`);
}

function drawn(name) {
  const sign = document.createElementNS(NS, "svg");
  const about = { viewBox: "0 0 24 24", class: "sign", role: "img", "aria-label": name.replaceAll("_", " ") };
  for (const [key, value] of Object.entries(about)) sign.setAttribute(key, value);
  for (const [tag, given] of DRAWN[name]) {
    const part = document.createElementNS(NS, tag);
    for (const [key, value] of Object.entries(given)) part.setAttribute(key, value);
    sign.append(part);
  }
  return sign;
}
