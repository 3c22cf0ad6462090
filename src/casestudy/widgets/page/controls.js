// A row for each lever and each assumption: label, slider with marks, number, reset; help beside.

import { button, el, select, sign } from "./dom.js";
import { Refused, asPercent } from "./numerals.js";

export function controlsOf(page) {
  const { model, state, say, format, parse } = page;
  const { data } = model;
  const rows = {};

  const actions = data.groups.map(({ label, levers }) =>
    group(label, levers.map((name) => (name === "pruning_rule" ? ruleRow() : row(name, data.levers[name])))));
  const decide = rowsOf("decide", actions);

  const topics = new Map();
  for (const name of model.worlds.filter((one) => data.assumptions[one].slider)) {
    const { topic } = data.assumptions[name];
    topics.set(topic, [...(topics.get(topic) ?? []), name]);
  }
  const world = rowsOf("world", [...topics].map(([topic, names]) =>
    group(topic, names.map((name) => row(name, data.assumptions[name])), true)), allAssumptions());

  // Three columns of about the same height; actions of one lever stay together.
  function rowsOf(side, groups, last) {
    const high = (node) => node.querySelectorAll(".row").length + (node.classList.contains("only") ? 0 : 0.6);
    const blocks = [];
    for (const [i, node] of groups.entries()) {
      const before = blocks.at(-1);
      if (node.classList.contains("only") && before?.only) { before.nodes.push(node); before.high += 1; }
      else blocks.push({ nodes: [node], high: high(node), only: node.classList.contains("only"), at: i });
    }
    const columns = [0, 1, 2].map(() => ({ high: 0, blocks: [] }));
    for (const block of blocks.slice().sort((a, b) => b.high - a.high || a.at - b.at)) {
      const column = columns.reduce((a, b) => (b.high < a.high ? b : a));
      column.blocks.push(block);
      column.high += block.high;
    }
    for (const column of columns) column.blocks.sort((a, b) => a.at - b.at);
    columns.sort((a, b) => (a.blocks[0]?.at ?? 99) - (b.blocks[0]?.at ?? 99));
    if (last) columns.reduce((a, b) => (b.high < a.high ? b : a)).blocks.push({ nodes: [last] });
    return el("div", { class: "rows", role: "group", "aria-label": say(`controls.${side}`) },
      ...columns.map((column) => el("div", { class: "column" }, ...column.blocks.flatMap((block) => block.nodes))));
  }

  function group(label, children, always = false) {
    // A heading that only repeats the one name below it would be noise.
    const only = children.length === 1 && !always;
    return el("section", { class: only ? "group only" : "group", role: "group", "aria-label": label },
      el("h2", {}, label), ...children);
  }

  function row(name, about) {
    const lever = name in data.levers;
    const start = page.begin ? page.begin.x[model.place[name]] : lever ? about.happened : about.value;
    const range = about.high - about.low || 1;
    const slider = el("input", { type: "range", min: about.low, max: about.high, step: about.step,
      "aria-label": about.label, "aria-description": about.help, "data-lm-suppress-shortcuts": "true" });
    const entry = el("input", { type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false",
      class: "entry", "aria-label": say("control.number", { label: about.label }) });
    const reset = button(sign("reset"), () => { state.pause(); state.assign(name, start); clear(); },
      { class: "reset", "aria-label": say("control.reset", { label: about.label }), title: say("control.reset", { label: about.label }) });
    const mark = (value, kind) => {
      const node = el("i", { class: `mark ${kind}` });
      node.style.setProperty("--at", String((value - about.low) / range));
      return node;
    };
    const fill = el("i", { class: "fill" });
    const marks = lever ? [mark(about.null, "null"), mark(about.happened, "happened")] : [mark(about.value, "happened")];
    const track = el("span", { class: "track" }, el("i", { class: "rail" }), fill, ...marks, slider);
    const label = el("span", { class: "label" }, about.label);
    const node = el("div", { class: "row", "data-name": name }, label, track, entry, reset);
    const from = ((lever ? about.null : about.value) - about.low) / range;
    let shown;
    let wrong = false;

    slider.addEventListener("input", () => state.assign(name, Number(slider.value)));
    slider.addEventListener("change", () => clear());
    slider.addEventListener("pointerdown", () => state.hold(true));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) slider.addEventListener(end, () => state.hold(false));
    entry.addEventListener("change", typed);
    entry.addEventListener("keydown", (event) => {
      if (event.key === "Enter") typed();
      else if (event.key === "Escape") { clear(); update(true); }
    });
    page.explain(node, label, () => [about.help, ...facts(name, about, lever)]);

    function typed() {
      if (entry.value === format.typed(shown, about.unit)) { clear(); return; }
      try {
        const value = parse(entry.value, about.unit, Math.max(Math.abs(about.low), Math.abs(about.high)));
        if (!(about.low <= value && value <= about.high)) {
          const words = { low: format.quantity(about.low, about.unit), high: format.quantity(about.high, about.unit), given: entry.value.trim() };
          const hint = asPercent(value, about.unit, about.low, about.high)
            ? ` ${say("typed.percent", { number: format.typed(value / 100, about.unit) })}` : "";
          throw new Refused(say("typed.range", words) + hint);
        }
        clear();
        state.pause();
        state.assign(name, value);
        update(true);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        // What was typed stays to be corrected; the value in force stays as it was.
        wrong = true;
        entry.setAttribute("aria-invalid", "true");
        page.notice(say("typed.problem", { label: about.label, error: error.message, value: format.typed(shown, about.unit) }), name);
      }
    }

    function clear() {
      if (!wrong) return;
      wrong = false;
      entry.removeAttribute("aria-invalid");
      page.unsay(name);
    }

    function update(force = false) {
      const value = state.now.x[model.place[name]];
      if (value === shown && !force) return;
      shown = value;
      const at = Math.min(Math.max((value - about.low) / range, 0), 1);
      if (Number(slider.value) !== value) slider.value = String(value);
      slider.setAttribute("aria-valuetext", format.quantity(value, about.unit));
      if (!wrong) entry.value = format.typed(value, about.unit);
      fill.style.setProperty("--a", String(Math.min(from, at)));
      fill.style.setProperty("--b", String(Math.max(from, at)));
      node.classList.toggle("moved", value !== start);
    }
    rows[name] = { update, slider, entry };
    return node;
  }

  function facts(name, about, lever) {
    const text = (value) => format.quantity(value, about.unit);
    const range = say("help.range", { low: text(about.low), high: text(about.high) });
    if (!lever) return [say("help.scenario", { value: text(about.value), source: about.source }), range];
    return [say("help.null", { value: text(about.null) }),
      say(about.source ? "help.happened_source" : "help.happened", { value: text(about.happened), source: about.source }), range];
  }

  function ruleRow() {
    const { label, help, options, happened } = data.rule;
    const choice = select(options, happened, label, (value) => {
      state.pause();
      state.set({ x: state.now.x, rule: model.rules.indexOf(value) });
    });
    choice.setAttribute("aria-description", help);
    const name = el("span", { class: "label" }, label);
    const text = Object.fromEntries(options);
    const reset = button(sign("reset"), () => state.set({ x: state.now.x, rule: model.rules.indexOf(happened) }),
      { class: "reset", "aria-label": say("control.reset", { label }), title: say("control.reset", { label }) });
    const node = el("div", { class: "row rule", "data-name": "pruning_rule" }, name, choice, reset);
    page.explain(node, name, () => [help, say("help.happened", { value: text[happened] })]);
    rows.pruning_rule = { update: () => {
      const value = model.rules[state.now.rule];
      if (choice.value !== value) choice.value = value;
      node.classList.toggle("moved", value !== happened);
    } };
    return node;
  }

  // What has no slider can be read all the same.
  function allAssumptions() {
    const body = el("div", { class: "all" });
    const node = el("details", {}, el("summary", {}, say("controls.all", { count: model.worlds.length })), body);
    node.addEventListener("toggle", () => {
      if (!node.open) return;
      body.replaceChildren(...model.worlds.map((name) => {
        const about = data.assumptions[name];
        const value = format.quantity(state.now.x[model.place[name]], about.unit);
        return el("p", {}, el("b", {}, `${about.topic}: ${about.label}`), ` ${value}. ${about.help} `, el("i", {}, about.source));
      }));
    });
    return el("section", { class: "group whole" }, node);
  }

  function update() {
    for (const one of Object.values(rows)) one.update();
  }

  // Some of the rows alone, for a small page.
  function only(wanted) {
    for (const name of Object.keys(rows)) if (!wanted.includes(name)) delete rows[name];
    return el("div", { class: "rows", role: "group", "aria-label": say("play.controls") },
      ...wanted.map((name) => rows[name].slider.closest(".row")));
  }

  return { decide, world, rows, update, only };
}
