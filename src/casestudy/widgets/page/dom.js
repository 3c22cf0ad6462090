// Elements, menus and files. All text goes in as text: markup in a plan's name stays text.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

export function button(text, act, attributes = {}) {
  return el("button", { type: "button", onclick: act, ...attributes }, text);
}

export function select(options, value, label, act) {
  const node = el("select", { "aria-label": label, onchange: () => act(node.value) });
  fill(node, options, value);
  return node;
}

export function fill(node, options, value) {
  node.replaceChildren(...options.map(([key, text]) => el("option", { value: key }, text)));
  node.value = value;
}

// Signs are drawn: not every machine has a letter for them.
const SIGNS = {
  undo: "M5.5 2.5 2.5 5.5l3 3M2.5 5.5h6.2a4.3 4.3 0 0 1 0 8.6H5",
  redo: "M10.5 2.5l3 3-3 3M13.5 5.5H7.3a4.3 4.3 0 0 0 0 8.6H11",
  full: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  theme: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
  save: "M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11",
  reset: "M3 8a5 5 0 1 0 1.6-3.7M3 2.2v2.9h2.9",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  down: "M4 6l4 4 4-4",
};

export function sign(name) {
  const space = "http://www.w3.org/2000/svg";
  const [svg, path] = [document.createElementNS(space, "svg"), document.createElementNS(space, "path")];
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `sign ${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SIGNS[name]);
  svg.append(path);
  return svg;
}

// A button that unfolds a few others; it folds again by Escape, by a click elsewhere and by a choice.
export function menu(text, label, items) {
  const list = el("div", { class: "list" });
  const top = el("summary", { "aria-label": label, title: label }, text);
  const node = el("details", { class: "menu" }, top, list);
  node.addEventListener("toggle", () => {
    if (node.open) list.replaceChildren(...items().map(([name, act]) =>
      button(name, () => { node.open = false; top.focus(); act(); })));
  });
  return folding(node, top);
}

// What is unfolded folds again by Escape, and when the focus leaves it.
export function folding(node, top) {
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && node.open) { node.open = false; top.focus(); event.stopPropagation(); }
  });
  node.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !node.contains(event.relatedTarget)) node.open = false;
  });
  return node;
}

// The menus of a page fold when a finger or the mouse goes down outside of them.
export function foldElsewhere(root) {
  root.addEventListener("pointerdown", (event) => {
    for (const node of root.querySelectorAll("details.menu[open]"))
      if (!node.contains(event.target)) node.open = false;
  });
}

// A text that is there is changed in its place, which costs a browser less than another one.
export function setText(node, text) {
  const only = node.firstChild;
  if (only?.nodeType === Node.TEXT_NODE && !only.nextSibling) { if (only.data !== text) only.data = text; }
  else if (node.textContent !== text) node.textContent = text;
}

export function save(blob, file) {
  const link = el("a", { href: URL.createObjectURL(blob), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const fileName = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "table";

// A spreadsheet takes a cell that begins so for a formula; an apostrophe makes it text.
const FORMULA = /^[=+\-@\t\r]/;

export function csv(rows) {
  const cell = (value) => {
    if (typeof value === "number") return String(Number(value.toPrecision(12)));
    const text = FORMULA.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(",") + "\n").join("");
}

export function saveCsv(rows, name) {
  save(new Blob(["\ufeff", csv(rows)], { type: "text/csv" }), `${fileName(name)}.csv`);
}

export function table(caption, head, rows) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("caption", {}, caption),
      el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, ...rows.map(([name, ...cells]) =>
        el("tr", {}, el("th", { scope: "row" }, name), ...cells.map((text) => el("td", {}, text)))))));
}
