// Plans, Why, Find and Share: each opens in the place of the right picture, beside the sliders.

import { button, el, fileName, save, saveCsv, select, setText, table } from "./dom.js";
import { Refused } from "./numerals.js";
import { qrPicture, qrRows, reachable } from "./qr.js";

export const TOOLS = ["plans", "why", "find", "share"];

// What a part has to say: politely where it went well, at once where not; and a question with two answers.
export function messages() {
  const node = el("p", { class: "message", role: "status" });
  const say = (text) => { node.className = "message"; node.replaceChildren(text); };
  return {
    node, say,
    complain(text) { say(text); node.classList.add("problem"); },
    ask(text, yes, no, act) {
      node.className = "message";
      const answer = (run) => () => { node.replaceChildren(); run(); };
      node.replaceChildren(`${text} `, button(yes, answer(act)), " ", button(no, answer(() => {})));
      node.querySelector("button").focus();
    },
    async trying(act) {
      try { const text = await act(); if (text) say(text); }
      catch (error) { if (!(error instanceof Refused)) throw error; this.complain(error.message); }
    },
  };
}

const field = (label, control, name) => el("label", { class: "field", "data-field": name }, el("span", {}, label), control);
const line = (...children) => el("div", { class: "line" }, ...children);
const entry = (value, attributes = {}) => el("input", { type: "text", autocomplete: "off", spellcheck: "false", value, ...attributes });

export function toolsOf(page) {
  const made = { plans: plansOf, why: whyOf, find: findOf, share: shareOf };
  const parts = {};
  const part = (name) => (parts[name] ??= made[name](page));
  return { part, made: parts, update(open) { if (open && parts[open]) parts[open].update(); } };
}

// Keeps the plan at hand; one of that name is replaced only when that is wanted.
export function keepPlan({ state, say }, given, message, then = () => {}) {
  const keep = async (replace) => {
    const name = await state.keep(given, replace);
    then();
    return say(replace ? "keep.replaced" : "keep.kept", { name });
  };
  return message.trying(() => {
    if (!state.has(given)) return keep(false);
    message.ask(say("keep.there", { name: given.trim() }), say("keep.replace"), say("keep.keep_old"),
      () => message.trying(() => keep(true)));
    return "";
  });
}

// -- plans --------------------------------------------------------------------------------------

function plansOf(page) {
  const { state, say, model, format } = page;
  const { data } = model;
  const message = messages();
  const name = entry("", { placeholder: say("keep.name_here"), maxlength: 400 });
  const list = el("ul", { class: "plans" });
  const differences = el("div", {});
  const keep = () => keepPlan(page, name.value, message, () => { name.value = ""; });
  name.addEventListener("keydown", (event) => { if (event.key === "Enter") keep(); });
  const node = el("div", {}, line(field(say("keep.name"), name, "plan-name"), button(say("keep.keep"), keep, { class: "main" })),
    message.node, list, differences);

  function refresh() {
    list.replaceChildren(...state.plans.map((plan) => {
      const box = el("input", { type: "checkbox", "aria-label": say("keep.show_it", { name: plan.name }) });
      box.checked = plan.shown;
      box.addEventListener("change", () => {
        try { state.show(plan.name, box.checked); } catch (error) {
          box.checked = plan.shown;
          message.complain(error.message);
        }
      });
      const act = (what, run) => button(say(`keep.${what}`), run, { "aria-label": say(`keep.${what}_it`, { name: plan.name }) });
      return el("li", {}, el("label", {}, box, el("span", { class: "plan-name" }, plan.name)),
        act("load", () => { state.pause(); state.set(plan.p); message.say(say("keep.loaded", { name: plan.name })); }),
        act("rename", () => message.trying(async () => {
          if (!name.value.trim()) throw new Refused(say("keep.name_first", { name: plan.name }));
          const old = plan.name;
          return say("keep.renamed", { old, new: await state.rename(old, name.value) });
        })),
        act("delete", () => message.ask(say("keep.shall_delete", { name: plan.name }), say("keep.do_delete"), say("keep.do_keep"),
          () => message.trying(async () => { await state.remove(plan.name); return say("keep.deleted", { name: plan.name }); }))));
    }));
    if (!state.plans.length) list.replaceChildren(el("li", { class: "soft" }, say(page.home ? "keep.none_home" : "keep.none")));
    update();
  }

  // In what not all agree, and what comes of each; all start points of the scenario beside them.
  function update() {
    const columns = [[say("name.plan"), state.now],
      ...Object.entries(data.plans).map(([key, plan]) => [plan.label, model.planIn(key, state.now)]),
      ...state.plans.filter((plan) => plan.shown).map((plan) => [plan.name, plan.p])];
    const [shown, plain] = [[], []];
    for (const [i, input] of model.twin.inputs.entries()) {
      const values = columns.map(([, p]) => p.x[i]);
      if (values.every((value) => value === values[0])) continue;
      const { label, unit } = data.levers[input] ?? data.assumptions[input];
      shown.push([label, ...values.map((value) => format.quantity(value, unit))]);
      plain.push([label, data.units[unit][0], ...values]);
    }
    const rules = columns.map(([, p]) => data.rule.options[p.rule][1]);
    if (rules.some((rule) => rule !== rules[0])) { shown.push([data.rule.label, ...rules]); plain.push([data.rule.label, "", ...rules]); }
    const found = columns.map(([, p]) => model.measured(p.x, p.rule));
    for (const [key, { label, short, unit }] of Object.entries(data.headlines)) {
      const values = found.map((h) => h[model.head[key]]);
      shown.push([key === "complexity_reduction" ? short : label, ...values.map((value) => format.headline(key, value))]);
      plain.push([label, unit.startsWith("MONEY") ? data.currency.code : data.units[unit][0], ...values]);
    }
    const names = columns.map(([text]) => text);
    differences.replaceChildren(table(say("keep.what_differs"), [say("table.what"), ...names], shown),
      button("CSV", () => saveCsv([[say("table.what"), say("table.unit"), ...names], ...plain], say("keep.what_differs")), { class: "small", "aria-label": say("table.save", { name: say("keep.what_differs") }) }));
  }

  state.listen((kind) => { if (kind === "plans") refresh(); });
  refresh();
  return { node, update };
}

// -- why ----------------------------------------------------------------------------------------

function whyOf(page) {
  const { state, say, model, format } = page;
  const { data } = model;
  const choice = select(data.measures.map((name) => [name, data.headlines[name].label]), page.measure(), say("why.of_what"), (value) => page.measure(value));
  const kinds = ["fair", "alone", "last"];
  const finding = el("p", { class: "finding" });
  const bars = el("div", { class: "bars", role: "img" });
  const numbers = el("div", {});
  const world = el("div", {});
  const node = el("div", {}, line(field(say("why.of_what"), choice, "why-measure")), finding,
    el("p", { class: "keys", "aria-hidden": "true" }, ...kinds.map((kind) => el("span", { class: kind }, el("i", {}), say(`kind.${kind}`)))), bars,
    el("p", { class: "soft" }, say("why.how_to_read")), numbers, world);
  let rows = [];

  function update() {
    const measure = page.measure();
    choice.value = measure;
    const found = model.why(state.now, measure);
    const text = (value) => format.change(measure, value, false);
    const sums = kinds.map((kind) => found[kind].reduce((a, b) => a + b, 0));
    const most = found.fair.indexOf((found.together >= 0 ? Math.max : Math.min)(...found.fair));
    setText(finding, say(found.together >= 0 ? "finding.why_up" : "finding.why_down", { topic: say.common(`topic.${measure}`),
      action: found.labels[most], part: text(found.fair[most]), whole: format.change(measure, found.together) }));
    const values_ = kinds.flatMap((kind) => found[kind]);
    const [low, high] = [Math.min(0, ...values_), Math.max(1e-12, ...values_)];
    const at = (value) => String((value - low) / (high - low));
    if (bars.children.length !== found.labels.length) bars.replaceChildren(...found.labels.map((name) => el("div", { class: "bar-row" },
      el("span", { class: "bar-label" }, name), el("span", { class: "three" },
        ...kinds.map((kind) => el("span", { class: `lane ${kind}` }, el("i", {}), el("b", {})))))));
    found.labels.forEach((name, i) => kinds.forEach((kind, k) => {
      const lane = bars.children[i].lastChild.children[k];
      const value = found[kind][i];
      lane.style.setProperty("--from", at(Math.min(value, 0)));
      lane.style.setProperty("--to", at(Math.max(value, 0)));
      setText(lane.lastChild, text(value));
    }));
    bars.setAttribute("aria-label", `${finding.textContent}. ${found.labels.map((name, i) => `${name} ${text(found.fair[i])}`).join("; ")}`);
    const head = [say("table.action"), ...kinds.map((kind) => say(`kind.${kind}`))];
    const values = [...found.labels.map((name, i) => [name, ...kinds.map((kind) => found[kind][i])]),
      [say("table.sum"), ...sums], [say("table.together"), ...kinds.map(() => found.together)]];
    rows = [head, ...values];
    numbers.replaceChildren(table(say("why.caption"), head, values.map(([name, ...cells]) => [name, ...cells.map(text)])),
      button("CSV", () => saveCsv(rows, say("why.caption")), { class: "small", "aria-label": say("table.save", { name: say("why.caption") }) }));
    const changed = model.whyWorld(state.now, measure);
    world.replaceChildren();
    if (changed) world.append(table(say("why.world"), [say("table.topic"), say("kind.fair")],
      [...changed.labels.map((name, i) => [name, text(changed.fair[i])]), [say("table.together"), text(changed.together)]]));
  }
  return { node, update };
}

// -- find ---------------------------------------------------------------------------------------

function findOf(page) {
  const { state, say, model, format, parse } = page;
  const { data } = model;
  const all = { ...data.levers, ...Object.fromEntries(model.worlds.filter((name) => data.assumptions[name].slider).map((name) => [name, data.assumptions[name]])) };
  const seekMessage = messages();
  const lever = select(Object.entries(all).map(([name, about]) => [name, about.label]), "price_change", say("find.lever"), () => {});
  const outcome = select(Object.entries(data.headlines).map(([name, about]) => [name, about.label]), "revenue_growth", say("find.outcome"), suggest);
  const goal = entry("", { class: "entry" });
  const unitOf = (name) => data.headlines[name].unit;
  const shown = (name, value) => format.typed(name === "complexity_reduction" ? Math.abs(value) : value, unitOf(name));

  function suggest() {
    const name = outcome.value;
    const now = model.measured(state.now.x, state.now.rule)[model.head[name]];
    const value = data.targets[name] ?? now;
    goal.value = unitOf(name) === "MONEY" ? format.money(value) : shown(name, Number(value.toPrecision(3)));
  }

  function number(text, name) {
    const unit = unitOf(name);
    const now = model.measured(state.now.x, state.now.rule)[model.head[name]];
    const value = parse(text, unit, Math.abs(now));
    if (unit === "FRACTION" && Math.abs(value) > 3)
      throw new Refused(say("typed.percent", { number: format.typed(value / 100, unit) }));
    return name === "complexity_reduction" ? Math.abs(value) : value;
  }

  const seek = () => seekMessage.trying(() => {
    const target = number(goal.value, outcome.value);
    const found = model.goalSeek(state.now, lever.value, outcome.value, target);
    const { label, unit } = all[found.name];
    const words = { label, target: format.headline(found.measure, target), topic: data.headlines[found.measure].label,
      present: format.quantity(found.present, unit), reached: format.headline(found.measure, found.reached),
      low: format.headline(found.measure, found.range[0]), high: format.headline(found.measure, found.range[1]) };
    if (found.value === null) return say("seek.unmoved", words);
    words.value = format.quantity(found.value, unit);
    if (!found.met) return say("seek.out_of_reach", words);
    state.pause();
    state.assign(found.name, found.value);
    return say(words.value === words.present ? "seek.there" : found.name in data.levers ? "seek.met" : "seek.met_world", words);
  });

  const aims = Object.fromEntries(data.aims.map((name) => [name,
    entry(name in data.targets ? shown(name, data.targets[name]) : "", { class: "entry" })]));
  const planMessage = messages();
  const job = jobOf(page, say("find.find_cheapest"), planMessage, () => {
    const targets = {};
    for (const [name, box] of Object.entries(aims)) if (box.value.trim()) targets[name] = number(box.value, name);
    return { kind: "cheapest", targets };
  }, (found) => {
    const listed = format.listing(Object.entries(found.targets).map(([name, value]) => `${data.headlines[name].short} ${format.headline(name, value)}`));
    const happened = model.look(state.now).happenedValue("programme_cost");
    const saved = happened - found.cost;
    const words = { wanted: listed, cost: format.money(found.cost), saved: format.money(Math.abs(saved)),
      npv: format.headline("npv", found.h[model.head.npv]), rule: data.rule.options[found.rule][1],
      missed: format.listing(found.missed.map((name) => `${data.headlines[name].short} ${format.headline(name, found.h[model.head[name]])}`)) };
    const which = !Object.keys(found.targets).length ? "free" : found.met ? "met" : "missed";
    const text = [found.cancelled ? say("find.stopped") : "", say(`cheapest.${which}`, words),
      which === "met" ? say(saved >= 0 ? "cheapest.less" : "cheapest.more", words) : ""].filter(Boolean).join(" ");
    planMessage.ask(text, say("find.set_levers"), say("find.leave_levers"), () => {
      state.pause();
      state.set({ x: Float64Array.from(found.x), rule: found.rule });
      planMessage.say(say("find.levers_set"));
    });
  });

  const node = el("div", {},
    el("h2", {}, say("find.goal_seek")),
    line(field(say("find.lever"), lever, "goal-lever"), field(say("find.outcome"), outcome, "goal-measure"),
      field(say("find.goal"), goal, "goal-value"), button(say("find.seek"), seek, { class: "main" })), seekMessage.node,
    el("h2", {}, say("find.cheapest")),
    line(...Object.entries(aims).map(([name, box]) => field(data.headlines[name].short, box, `aim-${name}`)), ...job.nodes), planMessage.node,
    el("h2", {}, say("find.frontier")), page.frontierControls(true));
  goal.addEventListener("keydown", (event) => { if (event.key === "Enter") seek(); });
  suggest();
  return { node, update() {} };
}

// A search with its button, its progress and a way to stop it and keep the best so far.
export function jobOf(page, text, message, asked, finish) {
  const { say } = page;
  const bar = el("progress", { max: 1, value: 0, "aria-label": text, hidden: true });
  const stop = button(say("find.stop"), () => running?.stop(), { hidden: true, "aria-label": say("find.stop_it") });
  let running;
  const start = button(text, () => message.trying(() => {
    const request = asked();
    const show = (on) => { bar.hidden = !on; stop.hidden = !on; start.disabled = on; };
    show(true);
    message.say("");
    running = page.search(request, (progress) => { bar.value = progress.share; },
      (result) => { show(false); finish(result); });
    return "";
  }), { class: "main" });
  return { nodes: [start, bar, stop], start };
}

// -- share --------------------------------------------------------------------------------------

function shareOf(page) {
  const { state, say } = page;
  const message = messages();
  const link = el("input", { type: "text", readonly: true, class: "wide" });
  const code = el("input", { type: "text", readonly: true, class: "wide" });
  const given = entry("", { placeholder: "CS1-…", class: "wide" });
  for (const box of [link, code]) box.addEventListener("focus", () => box.select());
  const copy = (box) => async () => {
    box.select();
    try { await navigator.clipboard.writeText(box.value); message.say(say("share.copied")); }
    catch { message.say(document.execCommand?.("copy") ? say("share.copied") : say("share.copy_yourself")); }
  };
  const restore = () => message.trying(() => {
    const found = state.fromCode(given.value);
    state.pause();
    state.set(found.p);
    return say(found.changed ? "share.restored_changed" : "share.restored");
  });
  given.addEventListener("keydown", (event) => { if (event.key === "Enter") restore(); });
  const team = entry("", { maxlength: 60, class: "wide" });
  // A line as a list of plans has them. What looks like a code or an address would be taken for one.
  const keep = () => {
    const name = team.value.replace(/(CS\d+-|https?:|file:)/gi, " ").split(/\s+/).filter(Boolean).join(" ");
    const file = `${fileName(name || say("name.plan"))}.txt`;
    save(new Blob([name ? `${name}: ` : "", state.code(), "\n"], { type: "text/plain" }), file);
    message.say(say("share.saved", { file }));
  };
  team.addEventListener("keydown", (event) => { if (event.key === "Enter") keep(); });
  const { room } = page.model.data;
  const qr = qrPicture("plan-code");
  const qrLine = el("p", { class: "soft" });
  const node = el("div", {},
    room ? roomOf(room, say) : null,
    page.address ? line(field(say("share.link"), link, "share-link"), button(say("share.copy"), copy(link), { "aria-label": say("share.copy_link") })) : null,
    line(field(say("share.code"), code, "share-code"), button(say("share.copy"), copy(code), { "aria-label": say("share.copy_code") })),
    el("section", { class: "plan-qr" }, qr.node,
      el("div", {}, qrLine, line(field(say("share.team"), team, "share-team"), button(say("share.save"), keep)))),
    line(field(say("share.given"), given, "share-given"), button(say("share.restore"), restore, { class: "main" })),
    message.node,
    el("p", { class: "soft" }, [page.address ? say("share.about") : "", say("share.about_code"), say("share.about_file")].join(" ").trim()));
  const linkAt = (address) => `${address.split("#")[0]}#plan=${code.value}`;
  // A scanner gets the link where others can open it, and else the code.
  function update() {
    code.value = state.code();
    if (page.address) link.value = linkAt(page.address.link());
    const address = page.address && reachable(page.address.link(), room?.address);
    const kind = address ? "link" : "code";
    const rows = qrRows(address ? linkAt(address) : code.value);
    qr.show(rows, say(`share.qr_${kind}`));
    setText(qrLine, say(rows ? `share.scan_${kind}` : "share.too_long"));
  }
  return { node, update };
}

// Where the others in the room find the page: large enough for a projector.
function roomOf({ address, code }, say) {
  const qr = qrPicture("room-code");
  qr.show(code.map((line) => [...line].map((dark) => dark === "1")), say("share.room_code", { address }));
  return el("section", { class: "room" }, el("h3", {}, say("share.room")), el("p", { class: "room-address" }, address), qr.node);
}
