// The twin of the model, and what is computed from it. A point is { x, rule }: all levers and all
// assumptions in the order of the twin's inputs, and the pruning rule by its number.

const SCAN = 201; // settings between the ends of a goal seek
const FINER = 21; // between two of them, where the curve turns
const ZOOMS = 3;
const HALVES = 80; // after which no number lies between two ends
const MET = 1e-9;
const SAME = 1e-9;
const MONEY = ["programme_cost", "npv"];

export const PANELS = ["revenue", "gross_margin", "skus", "share", "inventory", "cash", "complexity_cost", "adoption"];

export function random(seed) {
  let state = seed >>> 0;
  return () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function modelOf(twin, data) {
  const { inputs, rules, series, headlines, quarters } = twin;
  const levers = Object.keys(data.levers);
  const worlds = Object.keys(data.assumptions);
  const place = Object.fromEntries(inputs.map((name, i) => [name, i]));
  const row = Object.fromEntries(series.map((name, i) => [name, i * quarters]));
  const head = Object.fromEntries(headlines.map((name, i) => [name, i]));
  const n = levers.length;
  const space = new Float64Array(inputs.length);

  const point = (plan, world = {}) => ({
    x: Float64Array.from(inputs, (name) =>
      plan.levers[name] ?? world[name] ?? data.assumptions[name]?.value ?? 0),
    rule: Math.max(0, rules.indexOf(plan.rule)),
  });
  const copy = (p) => ({ x: p.x.slice(), rule: p.rule });
  const same = (a, b) => a.rule === b.rule && a.x.every((value, i) => Object.is(value, b.x[i]));
  const sameWorld = (a, b) => a.x.subarray(n).every((value, i) => value === b.x[n + i]);
  const own = point({ levers: {} });
  const isOwnWorld = (p) => sameWorld(p, own);
  const planIn = (name, p) => {
    const found = point(data.plans[name]);
    found.x.set(p.x.subarray(n), n);
    return found;
  };

  function evaluate(p) {
    const s = new Float64Array(series.length * quarters);
    const h = new Float64Array(headlines.length);
    twin.evaluate(p.x, p.rule, s, h);
    return { s, h };
  }

  const from = (s, name) => s.subarray(row[name], row[name] + quarters);

  // What the pictures show: cash is in sum, against doing nothing; the rest is as the model has it.
  function panel(found, idle, name) {
    if (name !== "cash") return from(found.s, name);
    const [mine, none] = [from(found.s, "cash"), from(idle.s, "cash")];
    let sum = 0;
    return Float64Array.from(mine, (value, q) => (sum += value - none[q]));
  }

  // What stays the same while the levers move.
  let kept;
  function worldOf(p) {
    if (kept && sameWorld(kept.p, p)) return kept;
    const idle = evaluate(planIn("do_nothing", p));
    kept = { p: copy(p), idle, happened: evaluate(planIn("as_it_happened", p)), drawn: undefined };
    return kept;
  }

  function look(p) {
    const { idle, happened } = worldOf(p);
    const found = evaluate(p);
    const cash = from(found.s, "cash");
    const alike = (other) => {
      const theirs = from(other.s, "cash");
      return cash.every((value, q) => Math.abs(value - theirs[q]) <= 1e-3 + SAME * Math.abs(theirs[q]));
    };
    return {
      ...found, idle, happened,
      value: (name) => found.h[head[name]],
      idleValue: (name) => idle.h[head[name]],
      happenedValue: (name) => happened.h[head[name]],
      panel: (name) => panel(found, idle, name),
      idlePanel: (name) => panel(idle, idle, name),
      happenedPanel: (name) => panel(happened, idle, name),
      from: (name) => from(found.s, name),
      sameAsIdle: alike(idle),
      sameAsHappened: alike(happened),
    };
  }

  // The worlds of `casestudy.analysis.dashboard.other_worlds`: of each assumption two bytes say where
  // it stands between its ends. What does not stand as in the scenario stays.
  function drawn(p, draws) {
    const made = Array.from({ length: draws }, () => Float64Array.from(p.x));
    for (const [name, { low, high, places }] of Object.entries(data.band.worlds)) {
      if (p.x[place[name]] !== data.assumptions[name].value) continue;
      const bytes = atob(places);
      made.forEach((x, i) => {
        const steps = bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1);
        x[place[name]] = low + (steps / 65535) * (high - low);
      });
    }
    return made;
  }

  // Where eight of ten worlds lie, quarter by quarter, for some of the pictures.
  function bands(p, names, draws = data.band.draws) {
    const world = worldOf(p);
    if (world.drawn?.length !== draws) {
      world.drawn = drawn(p, draws).map((x) => {
        const cash = from(evaluate({ x: Float64Array.from(x, (v, i) => (i < n ? 0 : v)), rule: 0 }).s, "cash");
        return { x, cash };
      });
    }
    const [s, h] = [new Float64Array(series.length * quarters), new Float64Array(headlines.length)];
    const values = names.map(() => Array.from({ length: quarters }, () => new Float64Array(draws)));
    world.drawn.forEach(({ x, cash }, i) => {
      x.set(p.x.subarray(0, n));
      twin.evaluate(x, p.rule, s, h);
      names.forEach((name, k) => {
        let sum = 0;
        for (let q = 0; q < quarters; q += 1) {
          const value = s[row[name] + q];
          values[k][q][i] = name === "cash" ? (sum += value - cash[q]) : value;
        }
      });
    });
    return names.map((_, k) => {
      const sorted = values[k].map((column) => column.sort());
      return data.band.quantiles.map((at) => Float64Array.from(sorted, (column) => {
        const position = at * (draws - 1);
        const i = Math.floor(position);
        return column[i] + (position - i) * ((column[i + 1] ?? column[i]) - column[i]);
      }));
    });
  }

  // -- why -------------------------------------------------------------------------------------

  const measured = (x, rule) => {
    const h = new Float64Array(headlines.length);
    twin.evaluateHeadlines(x, rule, h);
    return h;
  };

  // Headlines with each set of causes at work; bit i of the number of a set is cause i.
  function coalitions(causes, without, full, rule) {
    return Array.from({ length: 1 << causes.length }, (_, mask) => {
      space.set(without);
      causes.forEach((names, i) => {
        if (mask & (1 << i)) for (const name of names) space[place[name]] = full[place[name]];
      });
      return measured(space, rule);
    });
  }

  function shapley(worth, count) {
    // Weight of a set of so many others that came before: one over orders of all of them.
    const weights = [1 / count];
    for (let size = 1; size < count; size += 1) weights.push((weights[size - 1] * size) / (count - size));
    return Array.from({ length: count }, (_, i) => {
      const values = new Float64Array(headlines.length);
      for (let mask = 0; mask < worth.length; mask += 1) {
        if (mask & (1 << i)) continue;
        let size = 0;
        for (let bits = mask; bits; bits &= bits - 1) size += 1;
        for (let k = 0; k < values.length; k += 1)
          values[k] += weights[size] * (worth[mask | (1 << i)][k] - worth[mask][k]);
      }
      return values;
    });
  }

  // What each action contributes: its fair share, alone, and added last.
  function why(p, measure) {
    const causes = data.groups.map((group) => group.levers.filter((name) => name in place));
    const nothing = p.x.slice();
    nothing.fill(0, 0, n);
    const worth = coalitions(causes, nothing, p.x, p.rule);
    const [k, all] = [head[measure], worth.length - 1];
    const fair = shapley(worth, causes.length);
    return {
      labels: data.groups.map((group) => group.label),
      fair: fair.map((values) => values[k]),
      alone: causes.map((_, i) => worth[1 << i][k] - worth[0][k]),
      last: causes.map((_, i) => worth[all][k] - worth[all & ~(1 << i)][k]),
      together: worth[all][k] - worth[0][k],
      start: worth[0][k],
      end: worth[all][k],
    };
  }

  // What the changed assumptions contribute, by topic.
  function whyWorld(p, measure) {
    const topics = new Map();
    for (const name of worlds) {
      if (p.x[place[name]] === own.x[place[name]]) continue;
      const { topic } = data.assumptions[name];
      topics.set(topic, [...(topics.get(topic) ?? []), name]);
    }
    if (!topics.size) return undefined;
    const before = own.x.slice();
    before.set(p.x.subarray(0, n));
    const worth = coalitions([...topics.values()], before, p.x, p.rule);
    const k = head[measure];
    return {
      labels: [...topics.keys()],
      fair: shapley(worth, topics.size).map((values) => values[k]),
      together: worth.at(-1)[k] - worth[0][k], start: worth[0][k], end: worth.at(-1)[k],
    };
  }

  // From the profit of doing nothing to that of the plan, both over the window.
  function bridge(p) {
    const { s, idle } = look(p);
    const [first, last] = [data.window[0] - 1, data.window[1]];
    const sum = (of) => { let total = 0; for (let q = first; q < last; q += 1) total += of(q); return total; };
    const at = (found, name) => (q) => found[row[name] + q];
    const differs = (name) => sum((q) => at(s, name)(q) - at(idle.s, name)(q));
    const [vp, vi, pp, pi] = [at(s, "volume"), at(idle.s, "volume"), at(s, "price"), at(idle.s, "price")];
    const profit = (found) => sum((q) => at(found, "gross_profit")(q) - at(found, "complexity_sga")(q)
      - at(found, "operating_cost")(q) - at(found, "programme_costs")(q) - at(found, "one_offs")(q));
    return {
      start: profit(idle.s),
      end: profit(s),
      steps: [
        ["volume", sum((q) => (vp(q) - vi(q)) * pi(q))],
        ["price", sum((q) => vp(q) * (pp(q) - pi(q)))],
        ["variable_cost", -differs("variable_cost")],
        ["variety", -differs("complexity_cost")],
        ["operating", -differs("operating_cost")],
        ["programme", -differs("programme_costs") - differs("one_offs")],
      ],
    };
  }

  // Profit a year that each pruning rule brings at the share of products that the plan retires, all
  // else as if nothing were done; the best first. Its reach is over all sizes of a cut.
  let reached;
  function contest(p) {
    const idle = planIn("do_nothing", p);
    const at = place.retired_share;
    const [first, last] = [data.window[0] - 1, data.window[1]];
    const profit = (share, rule) => {
      const x = idle.x.slice();
      x[at] = share;
      const { s } = evaluate({ x, rule });
      let sum = 0;
      for (let q = first; q < last; q += 1) sum += s[row.gross_profit + q] - s[row.complexity_sga + q];
      return sum;
    };
    const none = profit(0, idle.rule);
    if (!reached || !sameWorld(reached.p, p)) {
      const { high, step } = data.levers.retired_share;
      const sizes = Array.from({ length: Math.round(high / step) + 1 }, (_, i) => Math.min(i * step, high));
      const all = rules.flatMap((_, rule) => sizes.map((share) => profit(share, rule) - none));
      reached = { p: copy(p), reach: [Math.min(...all), Math.max(...all)] };
    }
    const cuts = rules.map((_, rule) => ({ rule, profit: profit(p.x[at], rule) - none })).sort((a, b) => b.profit - a.profit);
    return { cuts, share: p.x[at], reach: reached.reach };
  }

  // -- goal seek -------------------------------------------------------------------------------

  function goalSeek(p, name, measure, target) {
    const { low, high } = data.levers[name] ?? data.assumptions[name];
    const x = p.x.slice();
    const h = new Float64Array(headlines.length);
    const at = (value) => {
      x[place[name]] = value;
      twin.evaluateHeadlines(x, p.rule, h);
      return h[head[measure]];
    };
    const present = p.x[place[name]];
    const grid = new Set(Array.from({ length: SCAN }, (_, i) => low + ((high - low) * i) / (SCAN - 1)));
    grid.add(Math.min(Math.max(present, low), high));
    let curve = [...grid].sort((a, b) => a - b).map((value) => [value, at(value)]);
    for (let zoom = 0; high > low && zoom < ZOOMS; zoom += 1) {
      const order = curve.map((_, i) => i).sort((a, b) => curve[a][1] - curve[b][1]);
      for (const peak of [order[0], order.at(-1)]) {
        const [left, right] = [curve[Math.max(peak - 1, 0)][0], curve[Math.min(peak + 1, curve.length - 1)][0]];
        for (let i = 0; i < FINER; i += 1) {
          const value = left + ((right - left) * i) / (FINER - 1);
          if (!grid.has(value)) { grid.add(value); curve = [...curve, [value, at(value)]]; }
        }
      }
      curve.sort((a, b) => a[0] - b[0]);
    }
    const tolerance = MET * Math.max(Math.abs(target), MONEY.includes(measure) ? data.base.revenue : 1);
    const outcomes = curve.map(([, value]) => value);
    const range = [Math.min(...outcomes), Math.max(...outcomes)];
    const near = outcomes.map((value) => Math.abs(value - target) <= tolerance);
    const found = curve.filter((_, i) => near[i]).map(([value]) => value);
    for (let i = 0; i + 1 < curve.length; i += 1) {
      if (near[i] || near[i + 1] || (outcomes[i] - target) * (outcomes[i + 1] - target) >= 0) continue;
      let [a, b] = [curve[i][0], curve[i + 1][0]];
      const rising = outcomes[i] < target;
      for (let half = 0; half < HALVES; half += 1) {
        const middle = (a + b) / 2;
        if ((at(middle) < target) === rising) a = middle; else b = middle;
      }
      found.push(Math.abs(at(a) - target) <= Math.abs(at(b) - target) ? a : b);
    }
    const nearest = (values, to) => values.reduce((best, v) => (Math.abs(v - to) < Math.abs(best - to) ? v : best));
    const moved = range[1] - range[0] > tolerance;
    let value = null;
    if (found.length) value = nearest(found, present);
    else if (moved) [value] = curve[outcomes.indexOf(nearest(outcomes, target))];
    return { name, measure, target, present, range, value, met: found.length > 0, reached: at(value ?? present) };
  }

  return {
    twin, data, levers, worlds, place, head, rules, quarters, count: n, own,
    point, copy, same, sameWorld, isOwnWorld, planIn, evaluate, look, bands, why, whyWorld, bridge, contest, goalSeek, measured,
  };
}
