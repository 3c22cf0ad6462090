// The live pictures: arrays come from Python, this file only draws them. `d3` is in d3.js, which
// is put before this file; anywidget calls `render` once for each view.

const PLOT = { width: 380, height: 232, left: 40, right: 94, top: 22, bottom: 34 };
const INNER = [PLOT.left, PLOT.width - PLOT.right];
const SERIES = ["idle", "happened", "plan"];
// What is said here comes from Python, in the language of the workbook.
let spoken = {};
const say = (key, names) => spoken[key].replace(/\{(\w+)\}/g, (_, name) => names[name]);
const figure = (value) => value.toLocaleString([spoken.language, "en"]);
const path = (values, x, y) => d3.line((_, i) => x(i), (v) => y(v))(values);

// The browser lays out again what is set again, even to the same value: set only what differs.
function put(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function button(text, label, act) {
  const node = element("button", { type: "button", class: "cs-export", "aria-label": label }, text);
  node.addEventListener("click", act);
  return node;
}

function save(blob, file) {
  const link = element("a", { href: URL.createObjectURL(blob), download: file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A picture that leaves the page takes its style, its title and a background along.
function standalone(svg, title) {
  const copy = svg.cloneNode(true);
  const [before, after] = [svg, copy].map((s) => [s, ...s.querySelectorAll("*")]);
  const kept = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size",
    "font-weight", "font-family", "text-anchor", "paint-order", "stroke-linejoin", "fill-opacity"];
  before.forEach((node, i) => {
    const style = getComputedStyle(node);
    after[i].setAttribute("style", kept.map((k) => `${k}:${style.getPropertyValue(k)}`).join(";"));
  });
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const lines = wrapped(title, 58);
  const extra = 18 * lines.length + 8;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 ${-extra} ${width} ${height + extra}`);
  copy.setAttribute("width", width * 2);
  copy.setAttribute("height", (height + extra) * 2);
  const style = getComputedStyle(svg);
  const ground = style.getPropertyValue("--cs-ground").trim() || "white";
  const ink = style.getPropertyValue("--cs-ink").trim() || "black";
  const sheet = d3.select(copy);
  sheet.insert("rect", ":first-child").attr("y", -extra).attr("width", width)
    .attr("height", height + extra).attr("fill", ground);
  lines.forEach((line, i) => sheet.append("text").text(line).attr("x", 4)
    .attr("y", 18 * (i + 1) - extra).attr("fill", ink)
    .attr("style", "font:bold 13px sans-serif"));
  return new XMLSerializer().serializeToString(copy);
}

function wrapped(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

function exports(svg, title, file) {
  const asSvg = () =>
    save(new Blob([standalone(svg, title())], { type: "image/svg+xml" }), `${file}.svg`);
  const asPng = () => {
    const image = new Image();
    image.onload = () => {
      const canvas = element("canvas", { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      canvas.toBlob((blob) => save(blob, `${file}.png`));
    };
    image.src = `data:image/svg+xml,${encodeURIComponent(standalone(svg, title()))}`;
  };
  return element("span", { class: "cs-exports" },
    button("SVG", say("save_picture", { file, kind: "SVG" }), asSvg),
    button("PNG", say("save_picture", { file, kind: "PNG" }), asPng));
}

function frameOf(spec, file) {
  const heading = element("p", { class: "cs-finding" });
  const node = d3.create("svg").attr("viewBox", `0 0 ${PLOT.width} ${spec.height ?? PLOT.height}`)
    .attr("class", "cs-picture").attr("role", "img");
  const box = element("figure", { class: "cs-panel", "data-panel": file },
    heading, node.node(), exports(node.node(), () => heading.textContent, file));
  return { box, heading, svg: node };
}

// Labels at the right end of lines, moved apart so that none lies on another.
function spread(labels, low, high, step = 13) {
  labels.sort((a, b) => a.y - b.y);
  labels.forEach((l, i) => { l.at = Math.max(l.y, i ? labels[i - 1].at + step : low); });
  for (let i = labels.length - 1; i >= 0; i--) {
    const limit = i === labels.length - 1 ? high : labels[i + 1].at - step;
    labels[i].at = Math.min(labels[i].at, limit);
  }
  return labels;
}

// -- lines over quarters ---------------------------------------------------------------------

function linePanel(spec, still) {
  const { box, heading, svg } = frameOf(spec, spec.name);
  const bottom = PLOT.height - PLOT.bottom;
  const past = still.past;
  const x = d3.scaleLinear([1 - past, still.quarters], INNER);
  svg.append("rect").attr("class", "cs-window").attr("x", x(still.window[0] - 0.5))
    .attr("width", x(still.window[1] + 0.5) - x(still.window[0] - 0.5))
    .attr("y", PLOT.top).attr("height", bottom - PLOT.top);
  const grid = svg.append("g").attr("class", "cs-grid");
  const axis = svg.append("g").attr("class", "cs-axis");
  for (const quarter of still.ticks) {
    axis.append("text").attr("x", x(quarter)).attr("y", bottom + 14).attr("text-anchor", "middle")
      .text(quarter);
  }
  axis.append("text").attr("x", INNER[1]).attr("y", bottom + 29).attr("text-anchor", "end")
    .text(spoken.quarter);
  axis.append("text").attr("x", 2).attr("y", 11).text(spec.unit);
  svg.append("line").attr("class", "cs-today").attr("x1", x(0.5)).attr("x2", x(0.5))
    .attr("y1", PLOT.top).attr("y2", bottom);
  const band = svg.append("path").attr("class", "cs-band");
  const before = svg.append("path").attr("class", "cs-line cs-history")
    .attr("data-series", "history");
  const kept = svg.append("g");
  const lines = Object.fromEntries(SERIES.map((name) => [name, svg.append("path")
    .attr("class", `cs-line cs-${name}`).attr("data-series", name)]));
  const words = svg.append("g").attr("class", "cs-labels");
  let domain = "";

  function scale(all) {
    const [low, high] = d3.extent(all);
    const floor = spec.zero ? Math.min(low, 0) : low;
    const y = d3.scaleLinear([floor, high === floor ? floor + 1 : high], [bottom, PLOT.top]).nice(5);
    if (String(y.domain()) !== domain) {
      domain = String(y.domain());
      const ticks = y.ticks(5).filter((t) => t >= y.domain()[0] && t <= y.domain()[1]);
      grid.selectAll("line").data(ticks).join("line").attr("x1", INNER[0]).attr("x2", INNER[1])
        .attr("y1", y).attr("y2", y).attr("class", (t) => (t === 0 ? "cs-zero" : null));
      grid.selectAll("text").data(ticks).join("text").attr("x", INNER[0] - 5)
        .attr("y", (t) => y(t) + 4).attr("text-anchor", "end").text(figure);
      svg.attr("data-y", JSON.stringify([y.domain(), y.range()]));
    }
    return y;
  }

  svg.attr("data-x", JSON.stringify([x.domain(), x.range()]));
  return {
    box,
    draw(frame, world, kept_plans) {
      const own = frame.panels[spec.name];
      const series = { idle: world.idle[spec.name], happened: world.happened[spec.name],
        plan: own.values };
      const history = still.history[spec.name] ?? [];
      const shown = kept_plans.map((p) => ({ ...p, values: p.panels[spec.name] }));
      const spreadOf = own.band ? own.band.flat() : [];
      const y = scale([...series.idle, ...series.happened, ...series.plan, ...history, ...spreadOf,
        ...shown.flatMap((p) => p.values)]);
      write(heading, own.finding);
      put(svg.node(), "aria-label", own.words);
      for (const name of SERIES) {
        put(lines[name].node(), "d", path(series[name], (i) => x(i + 1), y));
        put(lines[name].node(), "visibility", name === "happened" && frame.same ? "hidden" : null);
      }
      put(before.node(), "d",
        history.length ? path(history, (i) => x(i + 1 - history.length), y) : null);
      put(band.node(), "d", own.band
        ? d3.area((_, i) => x(i + 1), (_, i) => y(own.band[0][i]), (v) => y(v))(own.band[1]) : null);
      kept.selectAll("path").data(shown, (p) => p.name).join("path")
        .attr("class", (_, i) => `cs-line cs-kept cs-kept-${i}`)
        .attr("data-series", (p) => `kept: ${p.name}`)
        .attr("d", (p) => path(p.values, (i) => x(i + 1), y));
      const ends = SERIES.filter((n) => !(n === "happened" && frame.same))
        .map((n) => ({ text: still.names[n], kind: `cs-${n}`, y: y(series[n].at(-1)) }));
      shown.forEach((p, i) => ends.push({ text: p.name.length > 13 ? `${p.name.slice(0, 12)}…`
        : p.name, kind: `cs-kept-${i}`, y: y(p.values.at(-1)) }));
      words.selectAll("text").data(spread(ends, PLOT.top + 4, bottom)).join("text")
        .each(function place(l) {
          put(this, "class", l.kind);
          put(this, "x", INNER[1] + 4);
          put(this, "y", Math.round(10 * (l.at + 4)) / 10);
          write(this, l.text);
        });
    },
  };
}

function cockpit(model, el) {
  const still = model.get("data");
  const grid = element("div", { class: "cs-grid-of-panels" });
  const panels = still.panels.map((spec) => linePanel(spec, still));
  grid.append(...panels.map((p) => p.box));
  el.append(grid);
  return () => {
    const frame = model.get("frame");
    if (!frame.panels) return;
    for (const panel of panels) panel.draw(frame, model.get("world"), model.get("kept"));
    el.dataset.frame = frame.number;
  };
}

// -- headlines ---------------------------------------------------------------------------------

function strip(model, el) {
  const list = element("div", { class: "cs-strip", role: "list" });
  el.append(list);
  let cells = [];
  return () => {
    const frame = model.get("frame");
    if (!frame.rows) return;
    if (cells.length !== frame.rows.length) {
      cells = frame.rows.map(() => [0, 1, 2].map(() => element("div")));
      list.replaceChildren(...cells.map((c) => element("div", { role: "listitem" }, ...c)));
    }
    frame.rows.forEach(([label, value, aim, state], i) => {
      const [name, now, target] = cells[i];
      write(name, label);
      put(name, "class", "cs-what");
      write(now, value);
      put(now, "class", `cs-value cs-${state}-value`);
      write(target, aim);
      put(target, "class", `cs-aim cs-${state}`);
    });
    el.dataset.frame = frame.number;
  };
}

// -- tables ------------------------------------------------------------------------------------

function table(model, el) {
  const box = element("div", { class: "cs-table" });
  el.append(box);
  return () => {
    const { head, rows, caption, file, csv } = model.get("data");
    box.replaceChildren();
    if (!rows || !rows.length) return;
    const body = element("table", {}, element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...head.map((h) => element("th", { scope: "col" }, h)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell, i) =>
        i ? element("td", {}, cell) : element("th", { scope: "row" }, cell))))));
    const scroll = element("div",
      { class: "cs-scroll", tabindex: "0", role: "region", "aria-label": caption }, body);
    box.append(scroll, button("CSV", say("save_table", { caption }),
      // A byte order mark, so that spreadsheets read the signs of currencies.
      () => save(new Blob(["\ufeff", csv], { type: "text/csv" }), `${file}.csv`)));
  };
}

// -- contributions -----------------------------------------------------------------------------

function bridge(model, el) {
  const holder = element("div", { class: "cs-single" });
  el.append(holder);
  return () => {
    const data = model.get("data");
    holder.replaceChildren();
    if (!data.bars || !data.bars.length) return;
    const step = 13 * data.kinds.length + 14;
    const height = 26 + step * data.bars.length + 30;
    const { box, heading, svg } = frameOf({ height }, "contributions");
    heading.textContent = data.finding;
    svg.attr("aria-label", data.words);
    const all = data.bars.flatMap((b) => b.values);
    const left = 128;
    const x = d3.scaleLinear(d3.extent([0, ...all]), [left + 62, PLOT.width - 80]).nice(4);
    svg.attr("data-x", JSON.stringify([x.domain(), x.range()]));
    const axis = svg.append("g").attr("class", "cs-axis");
    const foot = height - 28;
    for (const t of x.ticks(4)) {
      axis.append("line").attr("x1", x(t)).attr("x2", x(t)).attr("y1", 22).attr("y2", foot)
        .attr("class", t ? "cs-rule" : "cs-zero");
      axis.append("text").attr("x", x(t)).attr("y", foot + 13).attr("text-anchor", "middle")
        .text(figure(t));
    }
    axis.append("text").attr("x", PLOT.width - 4).attr("y", foot + 26).attr("text-anchor", "end")
      .text(data.unit);
    data.kinds.forEach((kind, k) => axis.append("text").attr("class", `cs-kind-${k}`)
      .attr("x", [4, 130, 250][k]).attr("y", 13).text(kind));
    data.bars.forEach((bar, i) => {
      const top = 26 + step * i;
      const group = svg.append("g").attr("data-bar", bar.name);
      wrapped(bar.name, 22).slice(0, 2).forEach((line, n, lines) => group.append("text")
        .attr("x", left).attr("y", top + step / 2 + 2 + 12 * (n - (lines.length - 1) / 2))
        .attr("text-anchor", "end").text(line));
      bar.values.forEach((value, k) => {
        group.append("rect").attr("class", `cs-bar cs-kind-${k}`).attr("y", top + 3 + 13 * k)
          .attr("height", 11).attr("x", Math.min(x(0), x(value)))
          .attr("width", Math.max(Math.abs(x(value) - x(0)), 0.5)).attr("data-value", value);
        group.append("text").attr("class", "cs-number").attr("y", top + 12 + 13 * k)
          .attr("x", x(value) + (value < 0 ? -4 : 4))
          .attr("text-anchor", value < 0 ? "end" : "start").text(bar.texts[k]);
      });
    });
    holder.append(box);
  };
}

// -- frontier ----------------------------------------------------------------------------------

function scatter(model, el) {
  const holder = element("div", { class: "cs-single" });
  el.append(holder);
  return () => {
    const data = model.get("data");
    holder.replaceChildren();
    if (!data.points || !data.points.length) return;
    const { box, heading, svg } = frameOf({ height: 270 }, "frontier");
    heading.textContent = data.finding;
    svg.attr("aria-label", data.words);
    const foot = 270 - 46;
    const places = [...data.points, ...data.marks];
    const x = d3.scaleLinear(d3.extent(places, (p) => p.x), [54, PLOT.width - 20]).nice(5);
    const y = d3.scaleLinear(d3.extent(places, (p) => p.y), [foot, 18]).nice(5);
    const axis = svg.append("g").attr("class", "cs-axis");
    for (const t of y.ticks(5)) {
      axis.append("line").attr("class", "cs-rule").attr("x1", 54).attr("x2", PLOT.width - 20)
        .attr("y1", y(t)).attr("y2", y(t));
      axis.append("text").attr("x", 49).attr("y", y(t) + 4).attr("text-anchor", "end")
        .text(figure(t));
    }
    for (const t of x.ticks(5)) {
      axis.append("text").attr("x", x(t)).attr("y", foot + 15).attr("text-anchor", "middle")
        .text(figure(t));
    }
    axis.append("text").attr("x", PLOT.width - 20).attr("y", foot + 30)
      .attr("text-anchor", "end").text(data.x);
    axis.append("text").attr("x", 4).attr("y", 10).text(data.y);
    svg.append("text").attr("class", "cs-note").attr("x", PLOT.width - 20).attr("y", foot + 43)
      .attr("text-anchor", "end").text(data.colour);
    svg.append("g").selectAll("circle").data(data.points).join("circle").attr("class", "cs-dot")
      .attr("cx", (p) => x(p.x)).attr("cy", (p) => y(p.y)).attr("r", 3.6)
      .attr("fill-opacity", (p) => 0.15 + 0.85 * p.shade)
      .append("title").text((p) => p.text);
    for (const mark of data.marks) {
      svg.append("circle").attr("class", `cs-mark cs-${mark.kind}`).attr("cx", x(mark.x))
        .attr("cy", y(mark.y)).attr("r", 5.5).attr("data-mark", mark.kind);
      // The two may lie close together: one is named above its dot, the other below.
      svg.append("text").attr("class", `cs-name cs-${mark.kind}`)
        .attr("y", y(mark.y) + (mark.kind === "plan" ? 18 : -9))
        .attr("x", Math.min(Math.max(x(mark.x), 90), PLOT.width - 70))
        .attr("text-anchor", "middle").text(mark.text);
    }
    holder.append(box);
  };
}

// -- names for those who do not see the page ------------------------------------------------------

// ipywidgets gives its controls no accessible name: the words before them in their row do.
function nameControls() {
  for (const row of document.querySelectorAll(".cs-row, .cs-field, .cs-cockpit .widget-slider")) {
    const label = [...row.querySelectorAll(".widget-html-content, .widget-label")]
      .map((e) => e.textContent.trim()).find(Boolean);
    if (!label) continue;
    for (const node of row.querySelectorAll(".noUi-handle, input[type=text], select, textarea")) {
      put(node, "aria-label", label);
    }
  }
}

// Sliders would say 0.9 for 95%; the number beside them is as people read it.
function sayValues() {
  for (const handle of document.querySelectorAll(".cs-cockpit .noUi-handle")) {
    const row = handle.closest(".cs-row") ?? handle.closest(".widget-slider");
    const shown = row.querySelector("input[type=text]")?.value
      ?? row.querySelector(".widget-readout")?.textContent;
    if (shown) put(handle, "aria-valuetext", shown);
  }
}

// After a restart of the kernel nothing answers the controls any more: say so, and take no input
// that would be lost. Running the notebook again puts new ones in their place.
function closeDead() {
  for (const box of document.querySelectorAll(".cs-cockpit.jupyter-widgets-disconnected")) {
    if (box.querySelector(":scope > .cs-gone")) continue;
    for (const child of box.children) child.inert = true;
    box.prepend(element("p", { class: "cs-gone", role: "status" }, spoken.gone));
  }
}

function watchControls() {
  // Once for the page, however many widgets stand on it.
  if (window.casestudyNames) return () => {};
  window.casestudyNames = true;
  let waiting = false;
  const look = () => { waiting = false; nameControls(); sayValues(); closeDead(); };
  const watcher = new MutationObserver(() => {
    if (!waiting) { waiting = true; setTimeout(look, 100); }
  });
  watcher.observe(document.body, { childList: true, subtree: true, attributes: true,
    attributeFilter: ["class", "aria-valuetext"] });
  look();
  return () => {};
}

// Nothing to draw: the names of the controls beside it.
const names = () => () => {};

const KINDS = { cockpit, strip, table, bridge, scatter, names };

function render({ model, el }) {
  el.classList.add("cs-live");
  spoken = model.get("words");
  const draw = KINDS[model.get("kind")](model, el);
  // What comes faster than the screen can show is drawn once, with the last values.
  let waiting = 0;
  let later = 0;
  const soon = () => {
    waiting ||= requestAnimationFrame(() => { waiting = 0; draw(); });
    clearTimeout(later);
    if (model.get("kind") === "cockpit") later = setTimeout(sayValues, 200);
  };
  for (const trait of ["frame", "world", "kept", "data"]) model.on(`change:${trait}`, soon);
  draw();
  const stop = ["cockpit", "names"].includes(model.get("kind")) ? watchControls() : () => {};
  return () => { cancelAnimationFrame(waiting); clearTimeout(later); stop(); };
}

export default { render };
