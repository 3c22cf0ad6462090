// The plan at hand: undo, the address, the browser's storage, and plans that are kept.

import { decode, encode } from "./codes.js";
import { Refused } from "./numerals.js";

const STEPS = 100; // that undo goes back
const ONE_MOVE = 900; // milliseconds: changes of one control that follow so quickly are one move
const LONGEST_NAME = 60;
export const MOST_OVERLAYS = 4;

// `home` is the kernel of a notebook, where there is one: it has the plan at hand and the kept plans.
export function stateOf(model, parse, say, { storage, address, notice, home }) {
  const { data } = model;
  const key = `casestudy:${data.scenario}:${data.fingerprint}`;
  const listeners = [];
  let now = model.point(data.plans[data.start]);
  let undone = [];
  let done = [];
  let last = { control: "", at: 0 };
  let ghost;
  let writing;
  let told = false;
  let held = false; // a slider is dragged

  const tell = (kind) => { for (const act of listeners) act(kind); };

  // -- what differs from null, and from the scenario, as codes and addresses say it -------------

  function changes(p) {
    const levers = {};
    const assumptions = {};
    model.levers.forEach((name, i) => { if (p.x[i] !== data.levers[name].null) levers[name] = p.x[i]; });
    if (model.rules[p.rule] !== data.plans.do_nothing.rule) levers.pruning_rule = model.rules[p.rule];
    for (const name of model.worlds) {
      const value = p.x[model.place[name]];
      if (value !== data.assumptions[name].value) assumptions[name] = value;
    }
    return [data.scenario, data.fingerprint, levers, assumptions];
  }

  function accepted(name, value) {
    const lever = data.levers[name];
    const [low, high] = lever ? [lever.low, lever.high] : data.assumptions[name].limits;
    if (typeof value !== "number" || !(low <= value && value <= high)) {
      throw new Refused(say("code.outside", { name, low: String(low), high: String(high), given: String(value).slice(0, 40) }));
    }
    return value;
  }

  function restored({ scenario, levers, assumptions }) {
    if (scenario !== data.scenario)
      throw new Refused(say("code.other_scenario", { theirs: scenario.slice(0, 60), ours: data.scenario }));
    const p = model.point({ levers: {}, rule: data.plans.do_nothing.rule });
    const put = (given, known) => {
      for (const [name, value] of Object.entries(given)) {
        if (name === "pruning_rule" && known === data.levers) {
          p.rule = model.rules.indexOf(value);
          if (p.rule < 0) throw new Refused(say("code.rule", { given: String(value).slice(0, 40) }));
        } else if (!Object.hasOwn(known, name)) {
          throw new Refused(say("code.unknown", { name: name.slice(0, 60) }));
        } else p.x[model.place[name]] = accepted(name, value);
      }
    };
    put(levers, data.levers);
    put(assumptions, data.assumptions);
    return p;
  }

  const code = (p = now) => encode(changes(p));

  function fromCode(text) {
    const said = decode(text, say);
    return { p: restored(said), changed: said.fingerprint !== data.fingerprint };
  }

  // An address says `plan=CODE` or the name of a plan of the scenario, and levers and assumptions.
  function fromAddress(text) {
    const asked = text.replace(/^[#?]+/, "");
    if (!asked) return undefined;
    if (!asked.includes("=") || asked.includes("#")) throw new Refused(say("code.damaged", { start: "CS1-" }));
    const given = new Map();
    for (const [name, value] of new URLSearchParams(asked)) {
      if (given.has(name)) throw new Refused(say("code.twice", { name: name.slice(0, 60) }));
      given.set(name, value.trim());
    }
    const plan = given.get("plan");
    let found = { p: model.copy(now), changed: false };
    if (plan !== undefined && Object.hasOwn(data.plans, plan)) found.p = model.point(data.plans[plan]);
    else if (plan !== undefined) found = fromCode(plan);
    given.delete("plan");
    const [, , levers, assumptions] = changes(found.p);
    for (const [name, value] of given) {
      if (name === "pruning_rule") { levers[name] = value; continue; }
      const known = [data.levers, data.assumptions].find((some) => Object.hasOwn(some, name));
      if (!known) throw new Refused(say("code.unknown", { name: name.slice(0, 60) }));
      (known === data.levers ? levers : assumptions)[name] = parse(value, known[name].unit);
    }
    return { ...found, p: restored({ scenario: data.scenario, levers, assumptions }) };
  }

  // -- storage ----------------------------------------------------------------------------------

  function read(name, otherwise) {
    try { return JSON.parse(storage.getItem(`${key}:${name}`) ?? "null") ?? otherwise; }
    catch { return otherwise; }
  }

  function write(name, value) {
    try {
      if (!storage) throw new Error();
      storage.setItem(`${key}:${name}`, JSON.stringify(value));
      return true;
    } catch {
      if (!told) notice(say("storage.refused"));
      told = true;
      return false;
    }
  }

  function remember() {
    clearTimeout(writing);
    writing = setTimeout(flush, 250);
  }

  function flush() {
    if (writing === undefined) return; // nothing has changed
    clearTimeout(writing);
    writing = undefined;
    if (home?.gone()) write("alone", code());
    else if (home && !known()) home.tell(code());
    else write("now", code());
    address?.write(`plan=${code()}`);
  }

  // A plan that came from the kernel is not sent back: on its way it would undo what is set next.
  function known() {
    try { return model.same(now, fromCode(home.code()).p); } catch { return false; }
  }

  // -- moves ------------------------------------------------------------------------------------

  function set(p, control = "") {
    if (model.same(p, now)) return;
    const at = Date.now();
    // Moves of one slider that follow closely are one move, however long it is dragged.
    if (!control || control !== last.control || (!held && at - last.at > ONE_MOVE)) {
      done.push(model.copy(now));
      if (done.length > STEPS) done.shift();
    }
    last = { control, at };
    undone = [];
    ghost = done.at(-1);
    now = model.copy(p);
    remember();
    tell("plan");
  }

  const pause = () => { last = { control: "", at: 0 }; };
  const hold = (on) => { held = on; pause(); };

  function step(back, forth) {
    if (!back.length) return;
    forth.push(model.copy(now));
    ghost = model.copy(now);
    now = back.pop();
    pause();
    remember();
    tell("plan");
  }

  const assign = (name, value, control = name) => {
    const p = model.copy(now);
    p.x[model.place[name]] = value;
    set(p, control);
  };

  // -- kept plans: [name, code, shown]; a notebook's own lie in the learner's folder, and those ----
  // that were kept while its kernel was gone wait here

  let plans = [];
  const same = (name) => name.normalize("NFC").toLowerCase().normalize("NFC");
  const indexOf = (name) => plans.findIndex((plan) => same(plan.name) === same(name));
  const listed = (name) => { const found = read(name, []); return Array.isArray(found) ? found : []; };

  function load() {
    const shown = listed("shown");
    const found = !home ? listed("plans") : [
      ...home.plans().map((one) => ({ ...one, shown: shown.includes(one.name) })),
      ...listed("waiting").map((one) => ({ ...one, waiting: true }))];
    plans = [];
    for (const one of found) {
      try { plans.push({ name: checked(one.name), code: one.code, shown: Boolean(one.shown), waiting: one.waiting, ...fromCode(one.code) }); }
      catch (error) { notice(say("keep.damaged", { name: String(one?.name ?? "").slice(0, LONGEST_NAME), error: error.message })); }
    }
    tell("plans");
  }

  function checked(given) {
    const name = String(given ?? "").normalize("NFC").trim();
    const seen = /[^\p{Cf}\p{Zs}\p{Mn}\p{Me}]/u.test(name);
    if (!seen || [...name].length > LONGEST_NAME || /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name))
      throw new Refused(say("keep.name_accepted", { most: LONGEST_NAME, given: [...name].slice(0, 40).join(""), length: [...name].length }));
    return name;
  }

  function store() {
    const plain = (some) => some.map(({ name, code: text, shown }) => ({ name, code: text, shown }));
    if (home) {
      write("waiting", plain(plans.filter((plan) => plan.waiting)));
      write("shown", plans.filter((plan) => plan.shown).map((plan) => plan.name));
    } else write("plans", plain(plans));
    tell("plans");
  }

  // Whether the kernel answers for a plan; what it has to be asked stays undone while it is gone.
  const asks = (plan) => home && !plan?.waiting;
  function present() {
    if (home.gone()) throw new Refused(say("home.gone_plan"));
  }

  const keep = async (given, replace = false) => {
    const name = checked(given);
    if (home && !home.gone()) {
      await home.ask({ act: "keep", name, code: code(), replace });
      return name;
    }
    const at = indexOf(name);
    if (asks(plans[at]) && at >= 0) present();
    plans.splice(at < 0 ? plans.length : at, at < 0 ? 0 : 1,
      { name, code: code(), shown: at >= 0 && plans[at].shown, waiting: Boolean(home), p: model.copy(now), changed: false });
    store();
    return name;
  };
  const rename = async (old, given) => {
    const name = checked(given);
    const at = indexOf(name);
    if (at >= 0 && at !== indexOf(old)) throw new Refused(say("keep.taken", { name }));
    const plan = plans[indexOf(old)];
    if (asks(plan)) {
      present();
      const { shown } = plan;
      await home.ask({ act: "rename", name: old, to: name });
      if (shown && indexOf(name) >= 0) { plans[indexOf(name)].shown = true; store(); }
    } else { plan.name = name; store(); }
    return name;
  };
  const remove = async (name) => {
    if (asks(plans[indexOf(name)])) { present(); await home.ask({ act: "delete", name }); return; }
    plans.splice(indexOf(name), 1);
    store();
  };
  const show = (name, on) => {
    if (on && plans.filter((plan) => plan.shown).length >= MOST_OVERLAYS) throw new Refused(say("keep.too_many"));
    plans[indexOf(name)].shown = on;
    store();
  };

  // What was done while the kernel was gone is handed over once there is one again.
  async function handOver() {
    const [alone, waiting] = [read("alone", ""), listed("waiting")];
    write("alone", "");
    write("waiting", []);
    if (alone) { try { set(fromCode(alone).p); flush(); } catch { /* it was of another scenario */ } }
    const left = [];
    for (const one of waiting) {
      for (let number = 1; number < 100; number += 1) {
        const name = number === 1 ? one.name : `${one.name} (${number})`;
        try { await home.ask({ act: "keep", name, code: one.code, replace: false }); break; }
        catch (error) { if (!error.exists) { left.push(one); break; } }
      }
    }
    if (left.length) write("waiting", left);
    if (waiting.length) load();
  }

  // -- where it begins --------------------------------------------------------------------------

  function open() {
    const start = now;
    try {
      // The storage has it in quotation marks, which no code minds.
      const kept = home ? home.code() : storage?.getItem(`${key}:now`);
      if (kept) now = fromCode(kept).p;
    } catch { now = start; }
    load();
    if (home && !home.gone()) handOver();
    follow();
  }

  // What the address says; what is wrong with it is told, and the plan stays.
  function follow() {
    try {
      const found = fromAddress(address?.read() ?? "");
      if (!found) return;
      if (found.changed) notice(say("code.changed"));
      set(found.p);
    } catch (error) {
      const text = error instanceof Refused ? error.message : say("code.damaged", { start: "CS1-" });
      notice(say("code.not_followed", { error: text }));
    }
  }

  // The kernel may set the plan too, and another page the plans.
  home?.listen({ code: (text) => set(fromCode(text).p), plans: load, gone: () => notice(say("home.gone"), "home") });
  // Another window of the same page keeps its plans in the same place: neither may undo the other's.
  window.addEventListener("storage", (event) => { if (event.key === `${key}:plans`) load(); });
  address?.listen(() => { if (address.read() !== `plan=${code()}`) follow(); });

  return {
    get now() { return now; },
    get ghost() { return ghost; },
    get plans() { return plans; },
    get canUndo() { return done.length > 0; },
    get canRedo() { return undone.length > 0; },
    undo: () => step(done, undone),
    redo: () => step(undone, done),
    listen: (act) => listeners.push(act),
    has: (name) => indexOf(checked(name)) >= 0,
    preference: (name, otherwise) => read(name, otherwise),
    prefer: (name, value) => write(name, value),
    set, assign, pause, hold, code, fromCode, keep, rename, remove, show, open, flush,
  };
}

// The part of a page's address behind the hash.
export function addressOf(view) {
  return {
    read: () => view.location.hash.replace(/^#/, ""),
    write: (text) => {
      try { view.history.replaceState(view.history.state, "", `#${text}`); } catch { /* a frame without an address */ }
    },
    listen: (act) => view.addEventListener("hashchange", act),
    link: () => view.location.href,
  };
}

export function storageOf(view) {
  try { return view.localStorage; } catch { return undefined; }
}
