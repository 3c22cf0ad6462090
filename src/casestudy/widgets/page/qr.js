// QR codes as pictures: black on white in every theme, with the edge of four that a reader needs.

import { generate } from "lean-qr/nano";

const EDGE = 4;
const LEAST = 200; // pixels across, and three for each dot: a camera tells them apart on a screen
const TOO_MUCH = 4; // what lean-qr calls it
const SPACE = "http://www.w3.org/2000/svg";

// The dots of a text, by rows; undefined where it holds more than any QR code.
export function qrRows(text) {
  let found;
  try { found = generate(text); } catch (error) {
    if (error.code !== TOO_MUCH) throw error;
    return undefined;
  }
  const places = Array.from({ length: found.size }, (_, i) => i);
  return places.map((y) => places.map((x) => found.get(x, y)));
}

// A picture that is changed in its place; without rows it is hidden.
export function qrPicture(kind) {
  const [node, ground, dots] = ["svg", "rect", "path"].map((tag) => document.createElementNS(SPACE, tag));
  const set = (on, given) => { for (const [name, value] of Object.entries(given)) on.setAttribute(name, value); };
  set(node, { class: `qr ${kind}`, role: "img", "shape-rendering": "crispEdges" });
  set(ground, { fill: "#fff" });
  set(dots, { fill: "#000" });
  node.append(ground, dots);
  return {
    node,
    show(rows, label) {
      node.style.display = rows ? "" : "none";
      if (!rows) return;
      const size = rows.length + 2 * EDGE;
      set(node, { viewBox: `0 0 ${size} ${size}`, width: size * Math.max(3, Math.ceil(LEAST / size)), "aria-label": label });
      set(ground, { width: size, height: size });
      set(dots, { d: rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + EDGE} ${y + EDGE}h1v1h-1z` : ""))).join("") });
    },
  };
}

// An address of this page that others can open: not a file's, nor one that means each reader's own
// machine; for a room there is another one of the same page.
export function reachable(address, ofRoom) {
  const { protocol, hostname } = new URL(address);
  if (!/^https?:$/.test(protocol)) return null;
  return /^(localhost|127\.[\d.]+|\[::1\]|.*\.localhost)$/.test(hostname) ? ofRoom ?? null : address;
}
