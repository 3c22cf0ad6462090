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

// A button that unfolds a few others; it folds again by Escape, by a click elsewhere and by a choice.
export function menu(text, label, items) {
  const list = el("div", { class: "list" });
  const top = el("summary", { "aria-label": label, title: label }, text);
  const node = el("details", { class: "menu" }, top, list);
  node.addEventListener("toggle", () => {
    if (node.open) list.replaceChildren(...items().map(([name, act]) =>
      button(name, () => { node.open = false; top.focus(); act(); })));
  });
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

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
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
