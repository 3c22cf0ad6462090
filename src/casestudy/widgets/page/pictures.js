// The large pictures: lines over the quarters, bridges, bars and dots. They are updated in place:
// only what differs is set.

import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { select as pick } from "d3-selection";
import { area, line } from "d3-shape";
import { el, fileName, menu, save, saveCsv, select, setText, sign } from "./dom.js";
import { PANELS } from "./model.js";

const PAST = 8; // quarters of the history before the first
const TICKS = [-8, -4, 0, 4, 8, 12, 16, 20];
const FROM_ZERO = ["revenue", "skus", "inventory", "share", "complexity_cost", "adoption"];
const IN_PERCENT = ["gross_margin", "share", "adoption"];
const SLACK = 0.62; // of its axis that a picture may fill before the axis is drawn anew
export const OTHERS = ["bridge", "why", "frontier"];

// `alone`: there is no menu of other pictures above it.
export function pictureOf(page, first, alone = false) {
  const { model, state, say, format } = page;
  const { data } = model;
  let kind = first;
  let size = [0, 0];
  let letter = 13;
  let axis; // of the lines: kept while they fit, so that a picture does not jump
  let at; // quarter under the finger, the mouse or the keyboard
  let frame; // all that axes, ticks and units depend on, as they are drawn
  let before = new Map(); // lines as they are drawn: one that has not changed stays

  const choice = select([...PANELS, ...OTHERS].map((name) => [name, say(`picture.${name}`)]), kind,
    say("picture.choose"), (value) => { show(value); page.shown(); });
  const finding = el("p", { class: "finding" });
  const exports = menu(sign("save"), say("picture.save"), () => [
    ["CSV", () => saveCsv(rows(), say(`picture.${kind}`))],
    ["SVG", () => save(new Blob([standalone()], { type: "image/svg+xml" }), `${fileName(kind)}.svg`)],
    ["PNG", asPng],
  ]);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("tabindex", "0");
  const read = el("div", { class: "readout", hidden: true });
  const extra = el("div", { class: "extra" });
  const canvas = el("div", { class: "canvas" }, svg, read);
  const node = el("figure", { class: "picture" },
    el("header", {}, alone ? null : choice, finding, exports), canvas, extra);
  const root = pick(svg);
  const layers = Object.fromEntries(["back", "grid", "band", "lines", "marks", "labels", "cursor"]
    .map((name) => [name, root.append("g").attr("class", `layer-${name}`)]));

  new ResizeObserver(() => {
    const box = canvas.getBoundingClientRect();
    if (Math.abs(box.width - size[0]) < 1 && Math.abs(box.height - size[1]) < 1) return;
    size = [box.width, box.height];
    // In pixels: with a part of its box as its size, its texts are laid out whenever the title changes.
    svg.setAttribute("width", box.width);
    svg.setAttribute("height", box.height);
    letter = parseFloat(getComputedStyle(svg).fontSize) || 13;
    axis = undefined;
    if (last) update(last);
  }).observe(canvas);
  let last;
  let drawn; // what the read-out and the exports read

  canvas.addEventListener("pointermove", pointed);
  canvas.addEventListener("pointerdown", pointed);
  canvas.addEventListener("pointerleave", () => { at = undefined; readOut(); });
  svg.addEventListener("blur", () => { at = undefined; readOut(); });
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !PANELS.includes(kind)) return;
    event.preventDefault();
    at = Math.min(Math.max((at ?? (step > 0 ? 0 : 21)) + step, 1), data.quarters);
    readOut();
  });

  function pointed(event) {
    if (!PANELS.includes(kind) || !drawn?.x) return;
    const box = svg.getBoundingClientRect();
    const quarter = Math.round(drawn.x.invert(event.clientX - box.left));
    at = quarter > (drawn.past ? -PAST : 0) && quarter <= data.quarters ? quarter : undefined;
    readOut();
  }

  function show(name) {
    if (name === kind && last) return;
    kind = name;
    choice.value = name;
    axis = undefined;
    at = undefined;
    frame = undefined;
    before.clear();
    for (const layer of Object.values(layers)) layer.selectAll("*").remove();
    extra.replaceChildren();
    svg.setAttribute("role", "img");
    node.dataset.kind = kind;
    if (last) update(last);
  }

  // `look` is what the model says of the plan; `ghost`, `bands` and `kept` are what lies over it.
  function update(look) {
    last = look;
    if (size[0] < 40) return; // it is not shown
    if (PANELS.includes(kind)) lines(look);
    else ({ bridge, why, frontier, contest })[kind](look);
    readOut();
  }

  const em = () => letter; // measured when the size changes: asking costs a layout of the page

  // -- lines ------------------------------------------------------------------------------------

  function unitOf(look) {
    if (IN_PERCENT.includes(kind)) return [0.01, say(`unit.${kind}`)];
    if (kind === "skus") return [1, say("unit.skus")];
    const largest = Math.max(...look.happenedPanel(kind).map(Math.abs), ...look.idlePanel(kind).map(Math.abs));
    const [divisor, unit] = format.moneyAxis(largest);
    return [divisor, say(`unit.${kind}`, { unit })];
  }

  function lines(look) {
    const [divisor, unit] = unitOf(look);
    const [width, height] = size;
    const m = em();
    const history = data.history[kind];
    const scaled = (values) => Float64Array.from(values, (value) => value / divisor);
    // A name at the end of a line has as many letters as there is room for, or none.
    const room = Math.floor((0.42 * width / m - 0.9) / 0.56) - 6;
    const most = Math.min(room, width < 34 * m ? 14 : 18);
    const text = (one) => `${endValue(one.values.at(-1))} ${most < 4 ? "" : cut(one.label, most)}`.trim();
    const series = [];
    const put = (id, raw, label, from = 0) => {
      const had = before.get(id);
      const stays = had && had.label === label && had.divisor === divisor && had.most === most
        && raw.every((value, i) => value === had.raw[i]);
      const one = stays ? had : { id, raw, values: scaled(raw), label, from, divisor, most };
      if (!stays) one.text = text(one);
      series.push(one);
    };
    if (history) put("history", history, say("name.history"), -PAST);
    put("idle", look.idlePanel(kind), say("name.idle"));
    const ghost = page.ghost();
    if (ghost) put("ghost", ghost.panel(kind), say("name.ghost"));
    if (!look.sameAsHappened) put("happened", look.happenedPanel(kind), say("name.happened"));
    page.overlays().forEach((plan, i) => put(`kept-${i}`, plan.panel(kind), plan.name));
    put("plan", look.panel(kind), look.sameAsHappened ? say("name.plan_happened") : say("name.plan"));
    const band = page.bands(kind)?.map(scaled);
    const target = aim(kind, divisor);

    before = new Map(series.map((one) => [one.id, one]));
    const all = series.flatMap((one) => [...one.values]);
    if (band) all.push(...band[0], ...band[1]);
    if (target) all.push(target.value);
    let [low, high] = extent(all);
    if (FROM_ZERO.includes(kind)) low = Math.min(low, 0);
    if (!axis || low < axis[0] || high > axis[1] || high - low < SLACK * (axis[1] - axis[0]) || axis.kind !== kind) {
      const room = (high - low || Math.abs(high) || 1) * 0.04;
      axis = scaleLinear([low - (FROM_ZERO.includes(kind) && low === 0 ? 0 : room), high + room], [0, 1]).nice(5).domain();
      axis.kind = kind;
    }
    const past = history ? PAST : 0;
    const named = series.filter((one) => !["history", "ghost"].includes(one.id));
    // As much room as the longest name at the end of a line takes, about.
    const right = Math.min((0.9 + 0.57 * Math.max(...named.map((one) => one.text.length))) * m, 0.42 * width);
    const x = scaleLinear([0.5 - past, data.quarters], [3.2 * m, width - right]);
    const y = scaleLinear([...axis], [height - 1.9 * m, 1.9 * m]);
    drawn = { x, y, series, unit, divisor, past, band, target };
    const now = [unit, width, height, m, ...axis, past, right].join(" ");
    if (now !== frame) drawFrame(x, y, unit, past);
    frame = now;

    const path = (from) => line((_, i) => x(from + i + 1), (v) => y(v));
    joined(layers.lines, "path", "line", series, (one) => ({
      class: `line ${one.id}`, "data-series": one.id, d: path(one.from)(one.values) }), (one) => one.id, frame);
    joined(layers.band, "path", "band", band ? [band] : [], ([a, b]) => ({
      class: "band", d: area((_, i) => x(i + 1), (_, i) => y(a[i]), (_, i) => y(b[i]))(a) }));

    joined(layers.marks, "line", "target", target ? [target] : [], (t) => ({
      class: "target", x1: x(t.from - 0.5), x2: x(t.to + 0.5), y1: y(t.value), y2: y(t.value) }));
    words(layers.marks, "target-name", target ? [say("picture.target")] : [], () => ({
      x: x(target.from - 0.5) - 0.4 * m, y: y(target.value) + 0.35 * m, "text-anchor": "end" }), String);
    joined(layers.marks, "circle", "end", named, (one) => ({
      class: `end ${one.id}`, r: one.id === "plan" ? 0.3 * m : 0.2 * m, cx: x(data.quarters), cy: y(one.values.at(-1)) }), (one) => one.id, frame);

    const ends = named.map((one) => ({ ...one, at: y(one.values.at(-1)) })).sort((a, b) => a.at - b.at);
    apart(ends, 1.2 * m, y.range()[1], y.range()[0]);
    words(layers.labels, "name", ends, (one) => ({ class: `name ${one.id}`, x: width - right + 0.65 * m, y: one.at + 0.35 * m }),
      (one) => one.text, (one) => one.id);

    setText(finding, page.finding(kind, look));
    label(svg, page.description(kind, look));
  }

  // What stays while the axes stay.
  function drawFrame(x, y, unit, past) {
    const [width, height] = size;
    const m = em();
    svg.dataset.y = JSON.stringify([y.domain(), y.range()]);

    rect(layers.back, "window", [data.window], (w) => ({
      x: x(w[0] - 0.5), y: y.range()[1], width: x(w[1] + 0.5) - x(w[0] - 0.5), height: y.range()[0] - y.range()[1] }));
    const ticks = y.ticks(height < 16 * m ? 3 : 5);
    joined(layers.grid, "line", "grid", ticks, (t) => ({ x1: x.range()[0], x2: x.range()[1], y1: y(t), y2: y(t), class: t === 0 ? "zero" : "rule" }));
    words(layers.grid, "y-tick", ticks, (t) => ({ x: x.range()[0] - 0.45 * m, y: y(t) + 0.35 * m, "text-anchor": "end" }),
      (t) => format.number(t, digits(ticks)));
    const close = x(4) - x(0) < 2.6 * m;
    const quarters = TICKS.filter((q) => q >= (past ? -PAST : 0) && !(close && q % 8));
    words(layers.grid, "x-tick", quarters.filter((q) => x(q) >= x.range()[0] - 1), (q) => ({ x: x(q), y: height - 0.75 * m, "text-anchor": "middle" }),
      (q) => (q === 0 ? say("picture.today") : format.number(q)));
    words(layers.grid, "unit", [unit], () => ({ x: 0.1 * m, y: 0.95 * m }), String);
    words(layers.back, "window-name", width > 34 * m ? [say("picture.window")] : [], () => ({
      x: x((data.window[0] + data.window[1]) / 2), y: y.range()[1] + 0.95 * m, "text-anchor": "middle" }), String);
    joined(layers.back, "line", "today", past ? [0] : [], () => ({ x1: x(0.5), x2: x(0.5), y1: y.range()[1], y2: y.range()[0], class: "today" }));
  }

  const digits = (ticks) => {
    const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
    return step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  };
  const endValue = (value) => {
    if (kind === "skus") return format.number(value);
    const text = format.number(value, Math.abs(value) < 9.95 ? 2 : 1);
    return IN_PERCENT.includes(kind) ? format.percent(value / 100, 1) : text;
  };

  // Where a target stands in a picture: over the window, or at its end.
  function aim(name, divisor) {
    const [from, to] = data.window;
    const { revenue_growth: growth, margin_points: margin, complexity_reduction: fewer } = data.targets;
    if (name === "revenue" && growth !== undefined) return { value: ((data.base.revenue / 4) * (1 + growth)) / divisor, from, to };
    if (name === "gross_margin" && margin !== undefined) return { value: (data.base.margin + margin) / divisor, from, to };
    if (name === "skus" && fewer !== undefined) return { value: data.base.products * (1 - fewer), from: to, to };
    return undefined;
  }

  function readOut() {
    const on = at !== undefined && PANELS.includes(kind) && drawn?.x;
    if (!on && read.hidden) return;
    const hit = on ? [at] : [];
    const { x, y } = drawn ?? {};
    joined(layers.cursor, "line", "cursor", hit, (q) => ({ class: "cursor", x1: x(q), x2: x(q), y1: y.range()[1], y2: y.range()[0] }));
    const there = on ? drawn.series.map((one) => [one, one.values[at - 1 - one.from]])
      .filter(([, value]) => value !== undefined && Number.isFinite(value)) : [];
    joined(layers.cursor, "circle", "dot", there, ([one, value]) => ({ class: `end ${one.id}`, r: 4, cx: x(at), cy: y(value) }), ([one]) => one.id);
    read.hidden = !there.length;
    if (read.hidden) return;
    const items = there.sort((a, b) => b[1] - a[1]).map(([one, value]) =>
      el("span", { class: one.id }, el("b", {}, endValue(value)), ` ${one.label}`));
    if (drawn.band && at > 0) items.push(el("span", { class: "soft" },
      say("picture.band_values", { low: endValue(drawn.band[0][at - 1]), high: endValue(drawn.band[1][at - 1]) })));
    read.replaceChildren(el("strong", {}, at > 0 ? say("picture.quarter", { number: at }) : say("picture.before", { number: 1 - at })), ...items);
    const left = x(at) > size[0] / 2;
    read.style.left = left ? "" : `${x(at) + 10}px`;
    read.style.right = left ? `${size[0] - x(at) + 10}px` : "";
  }

  // -- bridges and bars -------------------------------------------------------------------------

  function bridge() {
    const found = model.bridge(state.now);
    const largest = Math.max(Math.abs(found.start), Math.abs(found.end), ...found.steps.map(([, v]) => Math.abs(v)));
    const [divisor, unit] = format.moneyAxis(largest);
    let level = found.start;
    const bars = [{ id: "start", label: say("name.idle"), a: 0, b: found.start, value: found.start, total: true }];
    for (const [name, value] of found.steps) {
      bars.push({ id: name, label: say(`bridge.${name}`), a: level, b: level + value, value });
      level += value;
    }
    bars.push({ id: "end", label: say("name.plan"), a: 0, b: found.end, value: found.end, total: true });
    // All in the unit of the axis, with as many decimals as the smallest step needs to be seen.
    const digits = bars.every((bar) => !bar.value || Math.abs(bar.value) >= 0.05 * divisor) ? 1 : 2;
    waterfall(bars, divisor, say("unit.bridge", { unit, first: data.window[0], last: data.window[1] }),
      (bar) => format.number(bar.value / divisor, digits, !bar.total));
    const way = found.end >= found.start ? "up" : "down";
    setText(finding, say(`finding.bridge_${way}`, { change: format.money(Math.abs(found.end - found.start)) }));
    label(svg, `${finding.textContent}. ${bars.map((bar) => `${bar.label} ${format.money(bar.value)}`).join("; ")}.`);
    drawn = { rows: [[say("table.step"), data.currency.code], ...bars.map((bar) => [bar.label, bar.value])] };
  }

  function why() {
    const measure = page.measure();
    const found = model.why(state.now, measure);
    const money = measure === "npv";
    const size_ = Math.max(Math.abs(found.start), Math.abs(found.end), ...found.fair.map(Math.abs));
    const [divisor, unit] = money ? format.moneyAxis(size_) : measure === "inventory_turns" ? [1, ""] : [0.01, "%"];
    let level = found.start;
    const bars = [{ id: "start", label: say("name.idle"), a: 0, b: level, value: level, total: true }];
    found.labels.forEach((text, i) => {
      bars.push({ id: `g${i}`, label: text, a: level, b: level + found.fair[i], value: found.fair[i] });
      level += found.fair[i];
    });
    bars.push({ id: "end", label: say("name.plan"), a: 0, b: found.end, value: found.end, total: true });
    const text = (bar) => (bar.total ? format.level(measure, bar.value) : format.change(measure, bar.value, false));
    waterfall(bars, divisor, `${data.headlines[measure].label}${unit ? ` (${unit})` : ""}`, text);
    const most = found.fair.indexOf((found.together >= 0 ? Math.max : Math.min)(...found.fair));
    const still = found.fair.every((value) => Math.abs(value) < (money || measure === "inventory_turns" ? 0.005 : 0.0005));
    setText(finding, still ? say("finding.why_none", { topic: say.common(`topic.${measure}`) })
      : say(found.together >= 0 ? "finding.why_up" : "finding.why_down", {
        topic: say.common(`topic.${measure}`), action: found.labels[most],
        part: format.change(measure, found.fair[most], false), whole: format.change(measure, found.together) }));
    label(svg, `${finding.textContent}. ${found.labels.map((name, i) => `${name} ${format.change(measure, found.fair[i])}`).join("; ")}.`);
    drawn = { rows: [[say("table.action"), data.headlines[measure].label], ...found.labels.map((name, i) => [name, found.fair[i]])] };
    if (!extra.firstChild) extra.append(select(data.measures.map((name) => [name, data.headlines[name].label]), measure,
      say("why.of_what"), (value) => page.measure(value)));
    extra.firstChild.value = measure;
  }

  // The rules against each other at the share of products that the plan retires, on an axis that stays.
  function contest() {
    const { cuts, reach, share } = model.contest(state.now);
    const [divisor, unit] = format.moneyAxis(Math.max(...reach.map(Math.abs)));
    const rule = (cut) => data.rule.options.find(([name]) => name === model.rules[cut.rule])[1];
    const bars = cuts.map((cut) => ({ id: `r${cut.rule}`, label: rule(cut), a: 0, b: cut.profit, value: cut.profit }));
    waterfall(bars, divisor, say("unit.contest", { unit }), (bar) => format.money(bar.value, true, false, true), reach);
    const paying = cuts.filter((cut) => cut.profit > 0).length;
    const which = !share ? "nothing" : !paying ? "none" : paying === cuts.length ? "all" : "some";
    const names = { share: format.percent(share), best: rule(cuts[0]), paying: format.number(paying), count: format.number(cuts.length) };
    setText(finding, say(`finding.contest_${which}`, names));
    label(svg, say("contest.alt", { ...names, finding: finding.textContent, bars: bars.map((bar) => `${bar.label} ${format.money(bar.value, true)}`).join("; ") }));
    drawn = { rows: [[data.rule.label, data.currency.code], ...bars.map((bar) => [bar.label, bar.value])] };
  }

  // Bars that begin where the one before ends; names to the left, as long as they are.
  function waterfall(bars, divisor, unit, text, reach = []) {
    const [width, height] = size;
    const m = em();
    const longest = Math.max(...bars.map((bar) => [...bar.label].length));
    const left = Math.min(Math.max(13.5, 0.57 * longest + 1) * m, (reach.length ? 0.4 : 0.36) * width);
    const [low, high] = extent([...reach.map((value) => value / divisor), ...bars.flatMap((bar) => [bar.a / divisor, bar.b / divisor, 0])]);
    const x = scaleLinear([low, high], [left, width - 6.5 * m]).nice(4);
    const top = 1.7 * m;
    const step = (height - top - 0.6 * m) / bars.length;
    const yOf = (i) => top + i * step;
    words(layers.grid, "unit", [unit], () => ({ x: 0.1 * m, y: 0.95 * m }), String);
    joined(layers.grid, "line", "grid", [0], () => ({ x1: x(0), x2: x(0), y1: top, y2: height - 0.6 * m, class: "zero" }));
    const place = bars.map((bar, i) => ({ ...bar, i }));
    const wide = (bar) => Math.abs(x(bar.b / divisor) - x(bar.a / divisor));
    rect(layers.lines, "bar", place, (bar) => ({
      class: `bar ${bar.total ? (bar.id === "end" ? "plan" : "idle") : bar.value >= 0 ? "gain" : "loss"}`, "data-bar": bar.id,
      x: Math.min(x(bar.a / divisor), x(bar.b / divisor)), width: Math.max(wide(bar), 1),
      y: yOf(bar.i) + 0.14 * step, height: 0.72 * step, rx: 2 }), (bar) => bar.id);
    joined(layers.lines, "line", "join", reach.length ? [] : place.slice(0, -1), (bar) => ({ class: "join",
      x1: x(bar.b / divisor), x2: x(bar.b / divisor), y1: yOf(bar.i) + 0.86 * step, y2: yOf(bar.i + 1) + 0.14 * step }), (bar) => bar.id);
    const row = 1.1 * m;
    const names = place.flatMap((bar) => wrapped(bar.label, Math.floor((left - 0.8 * m) / (0.56 * m)), Math.floor(step / row))
      .map((part, k, all) => ({ ...bar, part, k, up: (all.length - 1) / 2 - k })));
    words(layers.labels, "bar-name", names, (bar) => ({ x: left - 0.7 * m, y: yOf(bar.i) + step / 2 + 0.35 * m - row * bar.up, "text-anchor": "end",
      class: `bar-name${bar.total ? " total" : ""}` }), (bar) => bar.part, (bar) => `${bar.id} ${bar.k}`);
    words(layers.labels, "bar-value", place, (bar) => ({ class: `bar-value${bar.total ? " total" : ""}`,
      x: Math.max(x(bar.a / divisor), x(bar.b / divisor)) + 0.45 * m, y: yOf(bar.i) + step / 2 + 0.35 * m }), text, (bar) => bar.id);
  }

  // -- dots -------------------------------------------------------------------------------------

  function frontier(look) {
    const found = page.frontier();
    const [width, height] = size;
    const m = em();
    const value = (h, name) => h[model.head[name]];
    const place = (h) => [100 * value(h, "revenue_growth"), 100 * value(h, "complexity_reduction")];
    const plans = found?.plans ?? [];
    const marks = [["idle", look.idle.h, say("name.idle")], ["happened", look.happened.h, say("name.happened")], ["plan", look.h, say("name.plan")]]
      .filter(([id]) => !(id === "happened" && look.sameAsHappened)).map(([id, h, text]) => ({ id, h, text, at: place(h) }));
    const dots = plans.map((plan, i) => ({ ...plan, i, at: place(plan.h), margin: value(plan.h, "margin_points") }));
    const [gx, gy] = [0, 1].map((k) => extent([...dots, ...marks].map((one) => one.at[k])));
    const x = scaleLinear(gx, [3.4 * m, width - 6 * m]).nice(5);
    const y = scaleLinear(gy, [height - 2.9 * m, 1.9 * m]).nice(4);
    const [low, high] = extent(dots, (dot) => dot.margin);
    words(layers.grid, "unit", [say("frontier.y")], () => ({ x: 0.1 * m, y: 0.95 * m }), String);
    words(layers.grid, "x-name", [say("frontier.x")], () => ({ x: width - 0.3 * m, y: height - 0.4 * m, "text-anchor": "end" }), String);
    joined(layers.grid, "line", "grid", y.ticks(4), (t) => ({ x1: x.range()[0], x2: x.range()[1], y1: y(t), y2: y(t), class: "rule" }));
    words(layers.grid, "y-tick", y.ticks(4), (t) => ({ x: x.range()[0] - 0.45 * m, y: y(t) + 0.35 * m, "text-anchor": "end" }), (t) => format.number(t));
    words(layers.grid, "x-tick", x.ticks(5), (t) => ({ x: x(t), y: height - 1.6 * m, "text-anchor": "middle" }), (t) => format.number(t));
    const told = (dot) => say("frontier.dot", {
      growth: format.headline("revenue_growth", value(dot.h, "revenue_growth")), fewer: format.headline("complexity_reduction", value(dot.h, "complexity_reduction")),
      margin: format.headline("margin_points", dot.margin), cost: format.headline("programme_cost", value(dot.h, "programme_cost")) });
    const shade = (dot) => (high > low ? (dot.margin - low) / (high - low) : 1);
    const made = joined(layers.lines, "circle", "frontier", dots, (dot) => ({ class: "frontier", cx: x(dot.at[0]), cy: y(dot.at[1]), r: 0.36 * m,
      "fill-opacity": (0.12 + 0.8 * shade(dot)).toFixed(2), role: "button", tabindex: dot.i ? "-1" : "0", "aria-label": `${say("frontier.open")}: ${told(dot)}` }), (dot) => dot.i);
    made.on("click", (_, dot) => page.openPlan(dot)).on("keydown", (event, dot) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) made.nodes()[(dot.i + step + dots.length) % dots.length].focus();
      else if (event.key === "Enter" || event.key === " ") page.openPlan(dot);
      else return;
      event.preventDefault();
    }).on("pointerenter focus", (_, dot) => tip(dot)).on("pointerleave blur", () => { read.hidden = true; });
    function tip(dot) {
      read.replaceChildren(el("strong", {}, say("frontier.open")), el("span", {}, told(dot)));
      const left = x(dot.at[0]) > width / 2;
      read.style.left = left ? "" : `${x(dot.at[0]) + 12}px`;
      read.style.right = left ? `${width - x(dot.at[0]) + 12}px` : "";
      read.hidden = false;
    }
    joined(layers.marks, "circle", "mark", marks, (one) => ({ class: `mark ${one.id}`, cx: x(one.at[0]), cy: y(one.at[1]), r: 0.5 * m }), (one) => one.id);
    const ends = marks.map((one) => ({ ...one, at: y(one.at[1]), x: x(one.at[0]) })).sort((a, b) => a.at - b.at);
    apart(ends, 1.25 * m, y.range()[1], y.range()[0]);
    words(layers.labels, "name", ends, (one) => ({ class: `name ${one.id}`, x: one.x + 0.8 * m, y: one.at + 0.35 * m }), (one) => one.text, (one) => one.id);
    setText(finding, found ? say("finding.frontier", {
      growth: format.percent(gx[1] / 100, 0, true), margin: format.points(high), fewer: format.percent(gy[1] / 100) }) : say("finding.no_frontier"));
    label(svg, `${finding.textContent}. ${say("frontier.alt", { count: dots.length })}`);
    svg.setAttribute("role", "group");
    if (!extra.firstChild) extra.append(page.frontierControls());
    drawn = { rows: [[...model.levers, "pruning_rule", ...model.twin.headlines],
      ...plans.map((plan) => [...plan.x.subarray(0, model.count), model.rules[plan.rule], ...plan.h])] };
  }

  // -- exports ----------------------------------------------------------------------------------

  function rows() {
    if (!drawn?.series) return drawn?.rows ?? [];
    const { series, divisor } = drawn;
    const code = kind === "skus" ? "" : IN_PERCENT.includes(kind) ? "" : ` (${data.currency.code})`;
    const first_ = drawn.past ? 1 - PAST : 1;
    return [[say("table.quarter"), ...series.map((one) => one.label + code)],
      ...Array.from({ length: data.quarters - first_ + 1 }, (_, i) => [first_ + i,
        ...series.map((one) => { const v = one.values[first_ + i - 1 - one.from]; return v === undefined ? "" : v * divisor; })])];
  }

  // With its styles written into it, since outside of the page there is no sheet.
  function standalone() {
    const copy = svg.cloneNode(true);
    const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
    from.forEach((one, i) => {
      const style = getComputedStyle(one);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "font-size", "font-family", "font-weight"])
        to[i].setAttribute(name, style.getPropertyValue(name));
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const [width, height] = size;
    const m = em();
    copy.setAttribute("viewBox", `0 ${-2 * m} ${width} ${height + 2 * m}`);
    copy.setAttribute("width", width);
    copy.setAttribute("height", height + 2 * m);
    const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ y: -2 * m, width, height: height + 2 * m, fill: getComputedStyle(node).backgroundColor })) ground.setAttribute(name, value);
    const title = document.createElementNS("http://www.w3.org/2000/svg", "text");
    const style = getComputedStyle(finding);
    for (const [name, value] of Object.entries({ x: 2, y: -0.6 * m, fill: style.color, "font-size": m, "font-family": style.fontFamily, "font-weight": 600 })) title.setAttribute(name, value);
    title.textContent = finding.textContent;
    copy.prepend(ground, title);
    return new XMLSerializer().serializeToString(copy);
  }

  function asPng() {
    const image = new Image();
    const address = URL.createObjectURL(new Blob([standalone()], { type: "image/svg+xml" }));
    image.onload = () => {
      const board = el("canvas", { width: 2 * image.width, height: 2 * image.height });
      board.getContext("2d").drawImage(image, 0, 0, board.width, board.height);
      URL.revokeObjectURL(address);
      board.toBlob((blob) => save(blob, `${fileName(kind)}.png`));
    };
    image.src = address;
  }

  node.dataset.kind = kind;
  return { node, show, update, again: () => { axis = undefined; if (last) update(last); }, get kind() { return kind; } };
}

// -- what all pictures use ----------------------------------------------------------------------

// With a `frame`, a node whose item and frame are those that it was drawn with is left alone.
function joined(layer, tag, name, items, attributes, key, frame) {
  const nodes = layer.selectAll(`${tag}[data-part="${name}"]`).data(items, key ?? ((_, i) => i));
  nodes.exit().remove();
  const all = nodes.enter().append(tag).attr("data-part", name).merge(nodes);
  all.each(function set(item) {
    const had = this.drawn ?? (this.drawn = {});
    if (frame && this.item === item && this.frame === frame) return;
    [this.item, this.frame] = [item, frame];
    const wanted = attributes(item);
    for (const attribute in wanted) {
      let value = wanted[attribute];
      if (typeof value === "number") value = Math.round(value * 1000) / 1000;
      if (had[attribute] !== value) { had[attribute] = value; this.setAttribute(attribute, value); }
    }
  });
  return all;
}

const rect = (layer, name, items, attributes, key) => joined(layer, "rect", name, items, (item) => ({ class: name, ...attributes(item) }), key);

function words(layer, name, items, attributes, text, key) {
  return joined(layer, "text", name, items, (item) => ({ class: name, ...attributes(item) }), key)
    .each(function put(item) { setText(this, text(item)); });
}

// Labels in order, pushed apart until none touches another, within two bounds.
function apart(items, room, top, bottom) {
  for (let round = 0; round < 12; round += 1) {
    let moved = false;
    for (let i = 1; i < items.length; i += 1) {
      const missing = room - (items[i].at - items[i - 1].at);
      if (missing > 0.01) { items[i - 1].at -= missing / 2; items[i].at += missing / 2; moved = true; }
    }
    if (items.length) {
      items[0].at = Math.max(items[0].at, top);
      items.at(-1).at = Math.min(items.at(-1).at, bottom);
    }
    if (!moved) break;
  }
}

// A name on as many lines as there is room for; the last one is cut.
function wrapped(text, most, lines) {
  const parts = [""];
  for (const word of text.split(" ")) {
    const longer = `${parts.at(-1)} ${word}`.trim();
    if (parts.length >= lines || !parts.at(-1) || [...longer].length <= most) parts[parts.length - 1] = longer;
    else parts.push(word);
  }
  return parts.map((part) => cut(part, most));
}

const cut = (text, most) => ([...text].length > most ? `${[...text].slice(0, most - 1).join("")}…` : text);

function label(svg, text) {
  if (svg.getAttribute("aria-label") !== text) svg.setAttribute("aria-label", text);
}
