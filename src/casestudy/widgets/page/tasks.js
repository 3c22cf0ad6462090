// Things to reach: each ticks itself off when the plan at hand does what it asks for, and stays so.

import { el, folding, setText } from "./dom.js";

const ON_TARGET = 0.0005; // what differs by less reads the same
const END = { last_share: "share" }; // of the last quarter, not of the window

// A headline, or the end of a series, of the plan at hand or of another in the same world.
function valueOf(look, name, plan) {
  const of = { mine: ["value", "panel"], do_nothing: ["idleValue", "idlePanel"], as_it_happened: ["happenedValue", "happenedPanel"] }[plan];
  return END[name] ? look[of[1]](END[name]).at(-1) : look[of[0]](name);
}

export function isMet(task, look, { data, moved }) {
  const limit = (name, given) => (typeof given === "number" ? given : given === "today" ? data.base.share : valueOf(look, name, given));
  const all = (conditions, holds) => Object.entries(conditions).every(([name, given]) => {
    const [value, bound] = [valueOf(look, name, "mine"), limit(name, given)];
    return holds(value, bound, 1e-9 * Math.max(1, Math.abs(bound)));
  });
  return (!task.targets || Object.entries(data.targets).every(([name, target]) => look.value(name) >= target - ON_TARGET))
    && (!task.other_world || moved)
    && all(task.above, (value, bound, slack) => value > bound + slack)
    && all(task.below, (value, bound, slack) => value < bound - slack)
    && all(task.at_least, (value, bound, slack) => value >= bound - slack)
    && all(task.at_most, (value, bound, slack) => value <= bound + slack);
}

export function tasksOf({ data, say, state, model, format }) {
  const done = new Set(state.preference("tasks", []));
  const count = el("span", { class: "count" });
  const rows = data.tasks.map((task) => {
    const mark = el("span", { class: "mark", "aria-hidden": "true" });
    const told = el("span", { class: "unseen" });
    return { task, mark, told, row: el("li", {}, mark, told, el("span", {}, task.words)) };
  });
  const top = el("summary", { title: say("tasks.what") }, el("span", { class: "wide-only" }, say("tasks.title")), count);
  const list = el("ul", { class: "list" }, ...rows.map(({ row }) => row));
  const node = folding(el("details", { class: "menu tasks" }, top, list), top);
  // Gives what was met just now, to be told.
  function update(look) {
    const moved = model.worlds.some((name) => state.now.x[model.place[name]] !== data.assumptions[name].value);
    const fresh = rows.filter(({ task }) => !done.has(task.words) && isMet(task, look, { data, moved }));
    for (const { task } of fresh) done.add(task.words);
    if (fresh.length) state.prefer("tasks", [...done]);
    const met = rows.filter(({ task }) => done.has(task.words));
    for (const { task, row, mark, told } of rows) {
      row.classList.toggle("met", done.has(task.words));
      setText(mark, done.has(task.words) ? "✓" : "");
      setText(told, say(done.has(task.words) ? "tasks.met" : "tasks.open"));
    }
    setText(count, `${format.number(met.length)}/${format.number(rows.length)}`);
    const told = say("tasks.of", { met: format.number(met.length), all: format.number(rows.length) });
    if (top.getAttribute("aria-label") !== told) top.setAttribute("aria-label", told);
    return fresh.map(({ task }) => say("tasks.just_met", { task: task.words }));
  }

  return { node: rows.length ? node : null, update };
}
