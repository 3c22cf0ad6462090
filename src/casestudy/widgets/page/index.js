// The cockpit as one page: `mount` puts it into an element of a file, or of a notebook. What a
// record calls `only` is a small page of the same parts: a few controls, figures and pictures.

import { controlsOf } from "./controls.js";
import { button, el, foldElsewhere, menu, setText, sign } from "./dom.js";
import { modelOf } from "./model.js";
import { parser } from "./numerals.js";
import { pictureOf } from "./pictures.js";
import { addressOf, stateOf, storageOf } from "./state.js";
import { tasksOf } from "./tasks.js";
import { TOOLS, jobOf, keepPlan, messages, toolsOf } from "./tools.js";
import { formats, speaker } from "./words.js";
import { drive, searching } from "./worker.js";
import workerText from "worker-text";

const NARROW = 700; // pixels: below it one picture, and the tools in the place of the levers
const SMALL = 1100; // below it large amounts are written short
const LONG = { programme_cost: [8, 14], npv: [8, 14] }; // letters, short and whole; money with more, as some currencies make it, is set smaller
const PAUSE = 700; // milliseconds after the last move before it is told to those who listen

// Parameters: `twin` is a function that gives the printed model; `data` the record of the case.
// `whole`: the element is the page itself. `storage`, `address` and `locale` are the browser's own
// where they are not given; null turns them off. `home`: the kernel of a notebook, as home.js has it.
export function mount(element, options) {
  const { data, home } = options;
  const { only } = data;
  const twin = options.twin();
  const say = speaker(data.words);
  const model = modelOf(twin, data);
  const locale = options.locale ?? navigator.languages?.[0] ?? "en";
  const format = formats(data, say, locale);
  const parse = parser(data, say);
  const address = options.address === undefined && options.whole ? addressOf(window) : options.address ?? null;
  const storage = options.storage === undefined ? storageOf(window) : options.storage;

  // -- what is said at the edge: problems stay until they are solved or put away ------------------

  const notes = el("div", { class: "notes", role: "alert" });
  function notice(text, about = text) {
    unsay(about);
    const note = el("p", { "data-about": about }, el("span", {}, text), button(sign("close"), () => note.remove(), { class: "close", "aria-label": say("page.put_away") }));
    notes.append(note);
    while (notes.children.length > 3) notes.firstChild.remove();
  }
  const unsay = (about) => { for (const note of [...notes.children]) if (note.dataset.about === about) note.remove(); };
  const live = el("p", { class: "unseen", role: "status", "aria-live": "polite" });

  const state = stateOf(model, parse, say, { storage, address, notice, home });
  const root = el("div", { class: `casestudy-page ${options.whole ? "whole" : only ? "small-page" : "cell"}` });
  const bubble = el("div", { class: "bubble", role: "tooltip", hidden: true });

  let [tool, side, banded, measure, front] = ["", "decide", false, data.measures[0], undefined];
  let look = model.look(state.now);
  let overlays = [];
  let ghost;

  const page = {
    begin: only && state.fromCode(only.code).p, // where a small page begins, and its resets lead
    model, state, say, format, parse, address, notice, unsay, home,
    overlays: () => overlays,
    ghost: () => ghost,
    bands: (name) => (banded ? model.bands(state.now, [name])[0] : undefined),
    frontier: () => front,
    measure(name) {
      if (name !== undefined) { measure = name; request(); }
      return measure;
    },
    shown: () => { if (!narrow() && tool) open(""); savePictures(); },
    finding, description, search, frontierControls, openPlan, explain,
  };

  // -- the screen -------------------------------------------------------------------------------

  const figures = el("div", { class: "figures", role: "group", "aria-label": say("page.figures") });
  const cells = Object.fromEntries(["revenue_growth", "complexity_reduction", "margin_points", "share", "inventory_turns", "programme_cost", "npv"].filter((name) => !only || only.headlines.includes(name)).map((name) => {
    const [value, aim] = [el("strong", {}), el("small", {})];
    const cell = el("div", { class: name in data.targets || data.aims.includes(name) ? "figure aimed" : "figure", "data-headline": name },
      el("span", {}, data.headlines[name].short), value, aim);
    figures.append(cell);
    return [name, { cell, value, aim }];
  }));

  const kinds = state.preference("pictures", []);
  const known = ["revenue", "gross_margin", "skus", "share", "inventory", "cash", "complexity_cost", "adoption", "bridge", "why", "frontier"];
  const pictures = only ? only.pictures.map((kind) => pictureOf(page, kind, true))
    : [0, 1].map((i) => pictureOf(page, known.includes(kinds[i]) ? kinds[i] : ["revenue", "gross_margin"][i]));
  const savePictures = () => state.prefer("pictures", pictures.map((picture) => picture.kind));
  const tools = toolsOf(page);
  const toolTitle = el("h2", {});
  const toolBody = el("div", { class: "tool-body" });
  const toolBox = el("section", { class: "tool", hidden: true },
    el("header", {}, toolTitle, button(sign("close"), () => { const name = tool; open(""); (name === "share" && !narrow() ? sharing : tabs[name])?.focus(); }, { class: "close", "aria-label": say("page.close_tool") })), toolBody);
  const controls = controlsOf(page);

  const undo = button(sign("undo"), state.undo, { class: "icon", "aria-label": say("page.undo"), title: say("page.undo") });
  const redo = button(sign("redo"), state.redo, { class: "icon", "aria-label": say("page.redo"), title: say("page.redo") });
  const starts = menu(say("page.start"), say("page.start_what"), () => [
    ...Object.entries(data.plans).map(([name, plan]) => [plan.label, () => { state.pause(); state.set(model.planIn(name, state.now)); }]),
    ...state.plans.map((plan) => [plan.name, () => { state.pause(); state.set(plan.p); }]),
    [say("page.reset_world"), () => { state.pause(); const p = model.copy(state.now); p.x.set(model.own.x.subarray(model.count), model.count); state.set(p); }],
  ]);
  const tasks = tasksOf({ data, say, state, model, format });
  const full = button(sign("full"), fullWindow, { class: "icon", "aria-label": say("page.full"), title: say("page.full") });
  const theme = button(sign("theme"), turnTheme, { class: "icon", "aria-label": say("page.theme"), title: say("page.theme") });
  const sharing = button(say("tool.share"), () => open(tool === "share" ? "" : "share"), { class: "wide-only" });
  const top = el("header", { class: "top" },
    el("h1", {}, el("b", {}, data.company), " ", el("span", {}, data.line)), undo, redo, tasks.node, starts, sharing, full, theme);

  const sides = Object.fromEntries(["decide", "world"].map((name) => [name,
    button(el("span", { class: "wide-only" }, say(`controls.${name}`)), () => { side = name; open(narrow() ? "" : tool); }, { class: "tab" })]));
  for (const [name, tab] of Object.entries(sides)) tab.append(el("span", { class: "narrow-only" }, say(`controls.${name}_short`)));
  const band = el("input", { type: "checkbox" });
  band.addEventListener("change", () => { banded = band.checked; request(); });
  const tabs = Object.fromEntries(TOOLS.map((name) => [name,
    button(say(`tool.${name}`), () => open(tool === name && !narrow() ? "" : name), { class: name === "share" ? "tab narrow-only" : "tab" })]));
  const bandSwitch = el("label", { class: "band-switch" }, band, el("span", {}, say("controls.band")));
  const more = el("div", { class: "more narrow-only" }); // what has no room in the bars of a phone
  const bar = el("nav", { class: "bar", "aria-label": say("page.parts") },
    el("span", { class: "sides" }, ...Object.values(sides)),
    bandSwitch, el("span", { class: "tools" }, ...Object.values(tabs)));
  const main = only ? smallScreen() : el("main", { class: "screen" }, top, figures,
    el("div", { class: "left" }, pictures[0].node), el("div", { class: "right" }, pictures[1].node), bar,
    el("div", { class: "lower" }, more, controls.decide, controls.world), toolBox, bubble, notes, live);
  root.append(main);
  element.append(root);
  foldElsewhere(root);

  // A few controls beside a picture; whoever wants so begins again, or keeps the plan.
  function smallScreen() {
    const message = messages();
    const again = button(say("play.again"), () => { state.pause(); state.set(page.begin); });
    const keep = only.keep ? button(say("keep.keep"), () => keepPlan(page, only.keep, message), { class: "main" }) : null;
    return el("div", { class: pictures.length ? "small-screen" : "small-screen alone" }, figures,
      el("div", { class: "few" }, controls.only(only.controls), el("div", { class: "line" }, keep, again), message.node),
      ...pictures.map((picture) => picture.node), bubble, notes, live);
  }

  let width = 0; // asking the element would cost a layout with every move
  const narrow = () => width < NARROW;

  function open(name) {
    tool = name;
    if (name) {
      setText(toolTitle, say(`tool.${name}`));
      const part = tools.part(name);
      if (toolBody.firstChild !== part.node) toolBody.replaceChildren(part.node);
      part.update();
    }
    arrange();
    for (const picture of pictures) picture.update(look);
  }

  function arrange() {
    if (narrow() && bandSwitch.parentNode !== more) more.append(bandSwitch, theme, full);
    else if (!narrow() && bandSwitch.parentNode === more) {
      bar.insertBefore(bandSwitch, bar.lastChild);
      top.append(full, theme);
    }
    toolBox.hidden = !tool;
    root.classList.toggle("with-tool", Boolean(tool));
    controls.decide.hidden = side !== "decide";
    controls.world.hidden = side !== "world";
    for (const [name, tab] of Object.entries(tabs)) tab.setAttribute("aria-pressed", String(tool === name));
    for (const [name, tab] of Object.entries(sides)) tab.setAttribute("aria-pressed", String(side === name && !(narrow() && tool)));
    sharing.setAttribute("aria-pressed", String(tool === "share"));
  }

  // -- drawing: once a frame, however many moves there were --------------------------------------

  let asked = 0;
  function request() {
    if (!asked) asked = requestAnimationFrame(draw);
  }

  function draw() {
    asked = 0;
    look = model.look(state.now);
    ghost = state.ghost && !model.same(state.ghost, state.now) ? panelsOf(state.ghost) : undefined;
    controls.update();
    updateFigures();
    for (const [i, picture] of pictures.entries()) if (!i || !tool || narrow()) picture.update(look); // else a tool lies over it
    tools.update(tool);
    for (const text of tasks.update(look)) { setText(live, text); notice(text, "task"); }
    undo.disabled = !state.canUndo;
    redo.disabled = !state.canRedo;
    announce();
  }

  // A plan in its own world, as the pictures draw it; looked up again only when it is another one.
  const seen = new Map();
  function panelsOf(p) {
    const key = `${p.rule} ${p.x.join(" ")}`;
    if (!seen.has(key)) {
      if (seen.size > 24) seen.clear();
      const found = model.evaluate(p);
      const idle = model.evaluate(model.planIn("do_nothing", p));
      const cash = (name, s) => s.s.subarray(twin.series.indexOf(name) * twin.quarters, (twin.series.indexOf(name) + 1) * twin.quarters);
      seen.set(key, { panel: (name) => {
        if (name !== "cash") return cash(name, found);
        let sum = 0;
        const none = cash("cash", idle);
        return Float64Array.from(cash("cash", found), (value, q) => (sum += value - none[q]));
      } });
    }
    return seen.get(key);
  }

  function overlay() {
    overlays = state.plans.filter((plan) => plan.shown).map((plan) => ({ name: plan.name, ...panelsOf(plan.p) }));
  }

  const ON_TARGET = 0.0005; // what differs by less reads the same
  function aimOf(name) {
    const target = data.targets[name];
    if (target !== undefined) {
      const gap = look.value(name) - target;
      const which = Math.abs(gap) < ON_TARGET ? "met" : gap > 0 ? "over" : "short";
      return [which === "short" ? "missed" : "met", say(`aim.${which}`, { target: format.target(name, target), gap: format.points(Math.abs(gap), 1, false, false) })];
    }
    const before = { share: format.percent(data.base.share, 1) }[name];
    if (name === "programme_cost") return ["", say("note.programme_cost")];
    if (name === "npv") return ["", say("note.npv")];
    if (name === "share") return ["", say("note.share", { before, change: format.percent(look.value("share") / data.base.share - 1, 0, true) })];
    return ["", say("note.idle", { value: format.headline(name, look.idleValue(name)) })];
  }

  function updateFigures() {
    for (const [name, { cell, value, aim }] of Object.entries(cells)) {
      const [met, text] = aimOf(name);
      const shown = format.headline(name, look.value(name), width < SMALL && name !== "margin_points");
      setText(value, shown);
      if (name in LONG) value.classList.toggle("long", shown.length > LONG[name][width < SMALL ? 0 : 1]);
      setText(aim, text);
      if (cell.dataset.state !== met) cell.dataset.state = met;
    }
  }

  let telling;
  let first = true;
  function announce() {
    clearTimeout(telling);
    if (first) { first = false; return; }
    telling = setTimeout(() => setText(live, Object.keys(cells).slice(0, 3).map((name) =>
      `${data.headlines[name].short} ${format.headline(name, look.value(name))}, ${aimOf(name)[1]}`).join("; ")), PAUSE);
  }

  // -- sentences above the pictures ----------------------------------------------------------------

  function finding(kind, of) {
    const growth = (value) => format.percent(value, 0, true);
    const end = of.panel(kind).at(-1);
    const idle = of.idlePanel(kind).at(-1);
    switch (kind) {
      case "revenue":
        return say(of.sameAsIdle ? "finding.revenue_idle" : "finding.revenue", { growth: growth(of.value("revenue_growth")), idle: growth(of.idleValue("revenue_growth")) });
      case "gross_margin": {
        const year = of.panel(kind).slice(-4).reduce((a, b) => a + b, 0) / 4 - data.base.margin;
        const gone = of.value("margin_points") > ON_TARGET && year + ON_TARGET < ON_TARGET;
        return say(gone ? "finding.margin_gone" : "finding.margin", { margin: format.points(of.value("margin_points")), year: format.points(year) });
      }
      case "skus": {
        const fewer = of.value("complexity_reduction");
        return say(fewer > ON_TARGET ? "finding.fewer" : fewer < -ON_TARGET ? "finding.more" : "finding.same", { part: format.percent(Math.abs(fewer)) });
      }
      case "share": {
        const change = of.value("share") / data.base.share - 1;
        const which = change > -ON_TARGET ? "share" : of.value("revenue_growth") > ON_TARGET ? "revenue" : "none";
        return say(`finding.turnaround_${which}`, { growth: growth(of.value("revenue_growth")), change: growth(change) });
      }
      case "inventory": {
        const [turns, none] = [of.value("inventory_turns"), of.idleValue("inventory_turns")];
        return say(`finding.turns_${turns > none + 0.05 ? "better" : turns < none - 0.05 ? "worse" : "same"}`, { turns: format.number(turns, 1) });
      }
      case "cash": {
        if (of.sameAsIdle) return say("finding.cash_idle");
        const gained = of.panel("cash");
        if (end <= 0) return say("finding.cash_later", { cash: format.money(-end) });
        const below = gained.findLastIndex((value) => value < -1);
        return say(below < 0 ? "finding.cash_never_out" : "finding.cash_quarter", { cash: format.money(end, true), quarter: format.number(below + 2) });
      }
      case "complexity_cost":
        return say("finding.variety", { end: format.money(end), idle: format.money(idle) });
      default:
        return say(end > ON_TARGET ? "finding.adoption" : "finding.no_launch", { end: format.percent(end) });
    }
  }

  function description(kind, of) {
    const text = (value) => (["gross_margin", "share", "adoption"].includes(kind) ? format.percent(value, 1)
      : kind === "skus" ? format.number(value) : format.money(value));
    const values = of.panel(kind);
    const [a, b] = data.window;
    const middle = values.slice(a - 1, b).reduce((x, y) => x + y, 0) / (b - a + 1);
    return say("picture.alt", { finding: finding(kind, of), first: a, last: b, begin: text(values[0]), middle: text(middle), end: text(values.at(-1)), idle: text(of.idlePanel(kind).at(-1)) });
  }

  // -- searches, in a worker where there are workers -----------------------------------------------

  function search(request_, tell, finish) {
    const request__ = { start: model.copy(state.now), data, seed: 0, ...request_ };
    let worker;
    let stop = false;
    const here = () => {
      worker = undefined;
      notice(say("find.no_worker"), "no worker");
      drive(searching(model, request__, () => stop), tell, finish, 8);
    };
    try {
      const text = `"use strict";${workerText}\ncasestudyWorker.work(self,(${options.twin})());`;
      const place = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      worker = new Worker(place);
      worker.onmessage = ({ data: { progress, result } }) => {
        if (progress) { tell(progress); return; }
        worker.terminate();
        URL.revokeObjectURL(place);
        finish(result);
      };
      worker.onerror = () => { worker.terminate(); here(); };
      worker.postMessage(request__);
    } catch { here(); }
    return { stop() { stop = true; worker?.postMessage({ kind: "stop" }); } };
  }

  const frontierMessages = [];
  function frontierControls(withPicture = false) {
    const message = el("p", { class: "message", role: "status" });
    const box = { say: (text) => setText(message, text), trying: (act) => act() };
    frontierMessages.push(message);
    const job = jobOf(page, say("find.draw_frontier"), box, () => ({ kind: "frontier" }), (found) => {
      front = found;
      if (withPicture && !narrow()) { pictures[0].show("frontier"); savePictures(); }
      if (withPicture && narrow()) pictures[0].show("frontier");
      box.say(`${found.cancelled ? `${say("find.stopped")} ` : ""}${say("find.frontier_found", { count: format.number(found.plans.length) })}`);
      request();
    });
    return el("div", { class: "line frontier-line" }, ...job.nodes, message);
  }

  function openPlan(plan) {
    state.pause();
    state.set({ x: Float64Array.from(plan.x), rule: plan.rule });
  }

  // -- help: on a label under the mouse, on what has the focus, and on a tap -------------------------

  let explained;
  function explain(row, label, lines) {
    const shows = () => {
      explained = row;
      bubble.replaceChildren(el("b", {}, label.textContent), ...lines().map((text) => el("p", {}, text)));
      bubble.hidden = false;
      const [box, frame] = [row.getBoundingClientRect(), main.getBoundingClientRect()];
      const high = bubble.offsetHeight;
      const wide = bubble.offsetWidth;
      const above = box.top - frame.top - high - 6;
      bubble.style.top = `${above > 4 ? above : Math.min(box.bottom - frame.top + 6, frame.height - high - 4)}px`;
      bubble.style.left = `${Math.max(4, Math.min(box.left - frame.left, frame.width - wide - 8))}px`;
    };
    const hides = () => { asked = false; if (explained === row) { bubble.hidden = true; explained = undefined; } };
    let [waiting, asked] = [undefined, false]; // by a click: what came by itself stays then
    label.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") waiting = setTimeout(shows, 250); });
    label.addEventListener("pointerleave", () => { clearTimeout(waiting); hides(); });
    label.addEventListener("click", () => {
      clearTimeout(waiting); // else it would come back after it was sent away
      if (explained === row && asked) { hides(); return; }
      shows();
      asked = true;
    });
    row.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible") && event.target.type === "range") shows(); });
    row.addEventListener("focusout", hides);
    row.addEventListener("input", hides);
    row.addEventListener("keydown", (event) => { if (event.key === "Escape") hides(); });
  }

  // -- window and theme -----------------------------------------------------------------------------

  function fullWindow() {
    if (document.fullscreenElement) { document.exitFullscreen(); return; }
    const fill = () => root.classList.toggle("fills");
    if (root.requestFullscreen) root.requestFullscreen().catch(fill);
    else fill();
  }

  function setTheme(name) {
    if (name) root.dataset.theme = name;
    for (const picture of pictures) picture.update(look);
  }
  function turnTheme() {
    const dark = getComputedStyle(root).getPropertyValue("--dark").trim() === "1";
    setTheme(dark ? "light" : "dark");
    state.prefer("theme", dark ? "light" : "dark");
  }

  root.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input[type=text]")) return;
    const key = event.key.toLowerCase();
    const act = key === "z" ? (event.shiftKey ? state.redo : state.undo) : key === "y" ? state.redo : undefined;
    if (act) { event.preventDefault(); act(); }
  });

  state.listen((kind) => { if (kind === "plans") overlay(); request(); });
  const resized = new ResizeObserver(() => { width = root.clientWidth; arrange(); request(); });
  resized.observe(root);
  window.addEventListener("pagehide", state.flush);
  width = root.clientWidth;
  state.open();
  overlay();
  setTheme(state.preference("theme", ""));
  arrange();
  draw();
  for (const text of home?.said() ?? []) notice(text);
  home?.listen({ said: (texts) => { for (const text of texts) notice(text); } });
  function close() {
    state.flush();
    resized.disconnect();
    window.removeEventListener("pagehide", state.flush);
    root.remove();
  }
  return { state, model, page, root, search, close };
}
export { parser };
