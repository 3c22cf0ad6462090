// Searches among all plans: the cheapest that meets targets, and the frontier. Each is a generator
// that yields how much is done, so that a worker, or a page without one, can stop it in between.
// As casestudy.analysis.optimiser and .frontiers, with the same penalties and the same proportions.

import { random } from "./model.js";

const MET = 1e-9; // a target is met when the model is this near to it
const MARGIN = 1e-8; // what the polish aims at beyond a target
const PENALTY = 1000; // for missing a target by one, in programmes of full size
const POPULATION = 72;
const GENERATIONS = [220, 80]; // under the first pruning rule, under each of the others
const HEIRS = 12; // points that the search under the next rule begins with
const LEAPS = [10, 24]; // from the best under each rule, and from the best of all
const ROUGH = 1e-5; // of the cube: where a polish ends that is not the last
const FINE = 1e-9;
const POLISHED = 3; // best points of each rule
const RECOMBINATION = 0.9;
const MUTATION = [0.4, 0.9];
const STEP = 1e-6; // of a lever's range, for slopes
const ROUND = 1e-4; // of its range: a lever so near to null or to a bound is set there, if that does

const SAMPLE = 4096;
const KEPT = 400;
const REFINED = 80;
const SIZE = 200;

const clip = (value) => Math.min(Math.max(value, 0), 1);

function cubeOf(model) {
  const low = model.levers.map((name) => model.data.levers[name].low);
  const width = model.levers.map((name, i) => model.data.levers[name].high - low[i]);
  const into = (x, point) => { for (let i = 0; i < low.length; i += 1) x[i] = low[i] + point[i] * width[i]; };
  const of = (x) => Float64Array.from(low, (l, i) => (width[i] > 0 ? clip((x[i] - l) / width[i]) : 0));
  return { low, width, into, of, size: low.length };
}

// -- the cheapest plan ------------------------------------------------------------------------

export function* cheapest(model, start, targets, stopped = () => false, seed = 0) {
  const cube = cubeOf(model);
  const { size } = cube;
  const [names, goals] = [Object.keys(targets), Object.values(targets)];
  const aims = names.map((name) => model.head[name]);
  const cost = model.head.programme_cost;
  const x = start.x.slice();
  const h = new Float64Array(model.twin.headlines.length);
  const next = random(seed + 1);
  cube.into(x, new Float64Array(size).fill(1));
  const scale = Math.max(model.measured(x, start.rule)[cost], 1);
  let best = { unmet: true, score: Infinity };
  let evaluations = 0;

  const run = (rule) => { evaluations += 1; model.twin.evaluateHeadlines(x, rule, h); };
  const surplus = (k) => h[aims[k]] - goals[k];
  // The cost of what was run last, with a penalty on what is missing to the targets.
  const penalised = () => {
    let [total, unmet] = [h[cost] / scale, false];
    for (let k = 0; k < aims.length; k += 1) {
      const missing = -surplus(k);
      if (missing > MET) unmet = true;
      if (missing > 0) total += PENALTY * missing;
    }
    const score = unmet ? total : h[cost] / scale;
    return [total, unmet, score];
  };
  const look = (point, rule) => {
    cube.into(x, point);
    run(rule);
    const [total, unmet, score] = penalised();
    if (unmet < best.unmet || (unmet === best.unmet && score < best.score))
      best = { unmet, score, point: Float64Array.from(point), rule };
    return total;
  };

  const value = (point, rule) => { cube.into(x, point); run(rule); return penalised()[0]; };
  const better = (a, b, rule) => (value(b, rule) < value(a, rule) ? b : a);

  const bests = new Map(); // the best point under each rule
  const known = [start, ...Object.values(model.data.plans).map((plan) => model.point(plan))];
  for (const plan of known) look(cube.of(plan.x), plan.rule);
  const order = [start.rule, ...model.rules.map((_, i) => i).filter((i) => i !== start.rule)];
  let heirs = known.map((plan) => cube.of(plan.x));
  const whole = GENERATIONS[0] + GENERATIONS[1] * (order.length - 1);
  let done = 0;
  let tried = 0;
  for (const rule of names.length ? order : []) {
    const generations = tried ? GENERATIONS[1] : GENERATIONS[0];
    tried += 1;
    let people = latin(POPULATION - heirs.length, size, next).concat(heirs).map((point) => ({ point, score: look(point, rule) }));
    for (let g = 0; g < generations && !stopped(); g += 1) {
      const leader = people.reduce((a, b) => (b.score < a.score ? b : a)).point;
      const mutation = MUTATION[0] + next() * (MUTATION[1] - MUTATION[0]);
      people = people.map((one, i) => {
        const [a, b] = others(people.length, i, next);
        const trial = one.point.slice();
        const surely = Math.floor(next() * size);
        // Around the best, or from here towards it: the first is quick, the second keeps apart.
        const towards = next() < 0.5;
        for (let j = 0; j < size; j += 1) {
          if (j !== surely && next() >= RECOMBINATION) continue;
          const from = towards ? one.point[j] + mutation * (leader[j] - one.point[j]) : leader[j];
          const value = from + mutation * (people[a].point[j] - people[b].point[j]);
          trial[j] = value < 0 || value > 1 ? (next() < 0.5 ? clip(value) : next()) : value;
        }
        const score = look(trial, rule);
        return score <= one.score ? { point: trial, score } : one;
      });
      done += 1;
      yield { share: 0.9 * done / whole, rule, tried, of: order.length };
    }
    people.sort((a, b) => a.score - b.score);
    bests.set(rule, people[0].point);
    for (const { point } of people.slice(0, POLISHED)) if (!stopped()) { bests.set(rule, better(bests.get(rule), polish(point, rule, ROUGH), rule)); yield { share: 0.9 * done / whole, rule, tried, of: order.length }; }
    heirs = people.slice(0, HEIRS).map(({ point }) => point);
  }
  // From about the best again and again, under every rule: a polish ends where slopes turn, which
  // need not be the best.
  const places = names.length ? [...bests.entries()].flatMap((at) => Array(LEAPS[0]).fill(at)) : [];
  for (let i = 0; names.length && i < LEAPS[1]; i += 1) places.push(undefined);
  for (const [i, place] of places.entries()) {
    if (stopped()) break;
    const [rule, known_] = place ?? [best.rule, best.point];
    const far = 0.02 + 0.28 * next();
    const found = polish(known_.map((p) => clip(p + far * (2 * next() - 1))), rule, ROUGH);
    if (place && value(found, rule) < value(known_, rule)) place[1] = found;
    yield { share: 0.9 + (0.1 * i) / places.length, rule, tried, of: order.length };
  }
  if (names.length && !stopped()) polish(best.point, best.rule);
  if (names.length && !stopped()) tidy();

  // Sequential linear programming in a region of trust: at the cheapest plan so many bounds and
  // targets hold with equality that it lies in a corner, which this finds to the last digit.
  function polish(from, rule, fine = FINE) {
    let point = Float64Array.from(from);
    let trust = 0.05;
    let reached = look(point, rule);
    for (let round = 0; round < 80 && trust > fine; round += 1) {
      const [slopes, base] = derivatives(point, rule);
      const moves = linear(slopes, base, point, trust);
      const trial = point.map((p, j) => clip(p + moves[j]));
      const found = look(trial, rule);
      if (found < reached - 1e-13) {
        [point, reached] = [trial, found];
        trust = Math.min(2 * trust, 0.3);
      } else trust /= 3;
    }
    return point;
  }

  function derivatives(point, rule) {
    const read = () => [h[cost] / scale, ...goals.map((_, k) => surplus(k))];
    look(point, rule);
    const base = read();
    const slopes = base.map(() => new Float64Array(size));
    for (let j = 0; j < size; j += 1) {
      const [up, down] = [point.slice(), point.slice()];
      up[j] = clip(point[j] + STEP);
      down[j] = clip(point[j] - STEP);
      look(up, rule);
      const above = read();
      look(down, rule);
      read().forEach((below, k) => { slopes[k][j] = (above[k] - below) / (up[j] - down[j]); });
    }
    return [slopes, base];
  }

  // Least cost within the region, with each target met to first order, or missed by a slack that
  // costs the penalty.
  function linear(slopes, base, point, trust) {
    const low = point.map((p) => Math.max(-trust, -p));
    const high = point.map((p) => Math.min(trust, 1 - p));
    const rows = [];
    const limits = [];
    for (let k = 1; k < base.length; k += 1) {
      let right = MARGIN - base[k];
      for (let j = 0; j < size; j += 1) right -= slopes[k][j] * low[j];
      rows.push(slopes[k]);
      limits.push(right);
    }
    const moves = simplex(slopes[0], rows, limits, high.map((v, j) => v - low[j]), PENALTY);
    return moves.map((m, j) => m + low[j]);
  }

  // Levers that do nothing go to null, and those all but at a bound go there.
  function tidy() {
    const at = (j, value) => { const p = best.point.slice(); p[j] = value; return p; };
    const null_ = cube.of(new Float64Array(size));
    const no_worse = (point) => {
      cube.into(x, point);
      run(best.rule);
      const [, unmet, score] = penalised();
      return unmet === best.unmet && score <= best.score + MARGIN;
    };
    for (let j = 0; j < size; j += 1)
      for (const value of [null_[j], 0, 1].filter((v, i) => i === 0 || Math.abs(best.point[j] - v) <= ROUND))
        if (best.point[j] !== value && no_worse(at(j, value))) { best.point = at(j, value); break; }
  }

  const plan = { x: start.x.slice(), rule: best.rule };
  cube.into(plan.x, best.point);
  model.levers.forEach((name, i) => { // no rounding at null and at the ends
    const { low, high } = model.data.levers[name];
    for (const end of [low, high, 0]) if (Math.abs(plan.x[i] - end) <= 1e-12 * (high - low)) plan.x[i] = end;
  });
  if (!plan.x[model.place.retired_share]) plan.rule = start.rule; // none is at work
  const found = model.measured(plan.x, plan.rule);
  return {
    x: plan.x, rule: plan.rule, h: found, cost: found[cost], targets, tried, evaluations,
    met: names.every((name, k) => found[aims[k]] >= goals[k] - MET),
    missed: names.filter((name, k) => found[aims[k]] < goals[k] - MET),
    cancelled: stopped(),
  };
}

// Minimise c·d under rows·d ≥ limits and 0 ≤ d ≤ high; a limit may be missed at a price. Simplex
// with the rule of Bland, which never runs in circles.
export function simplex(c, rows, limits, high, price) {
  const [n, m] = [c.length, rows.length];
  const width = n + m + m + n; // moves, what is missed, what is over, room to the bound
  const table = [];
  const basis = [];
  const prices = new Float64Array(width);
  prices.set(c);
  prices.fill(price, n, n + m);
  rows.forEach((row, k) => {
    const sign = limits[k] > 0 ? 1 : -1;
    const line = new Float64Array(width + 1);
    for (let j = 0; j < n; j += 1) line[j] = sign * row[j];
    line[n + k] = sign;
    line[n + m + k] = -sign;
    line[width] = sign * limits[k];
    table.push(line);
    basis.push(sign > 0 ? n + k : n + m + k);
  });
  for (let j = 0; j < n; j += 1) {
    const line = new Float64Array(width + 1);
    line[j] = 1;
    line[n + m + m + j] = 1;
    line[width] = high[j];
    table.push(line);
    basis.push(n + m + m + j);
  }
  const reduced = new Float64Array(width);
  for (let round = 0; round < 500; round += 1) {
    reduced.set(prices);
    table.forEach((line, r) => {
      const weight = prices[basis[r]];
      if (weight) for (let j = 0; j < width; j += 1) reduced[j] -= weight * line[j];
    });
    const enter = reduced.findIndex((value) => value < -1e-11);
    if (enter < 0) break;
    let [leave, least] = [-1, Infinity];
    table.forEach((line, r) => {
      if (line[enter] <= 1e-11) return;
      const ratio = line[width] / line[enter];
      if (ratio < least - 1e-15 || (ratio <= least + 1e-15 && leave >= 0 && basis[r] < basis[leave])) [leave, least] = [r, ratio];
    });
    if (leave < 0) break;
    const pivot = table[leave];
    const by = pivot[enter];
    for (let j = 0; j <= width; j += 1) pivot[j] /= by;
    table.forEach((line, r) => {
      const times = line[enter];
      if (r !== leave && times) for (let j = 0; j <= width; j += 1) line[j] -= times * pivot[j];
    });
    basis[leave] = enter;
  }
  const moves = new Float64Array(n);
  basis.forEach((column, r) => { if (column < n) moves[column] = table[r][width]; });
  return moves;
}

function latin(count, size, next) {
  const points = Array.from({ length: Math.max(count, 0) }, () => new Float64Array(size));
  for (let j = 0; j < size; j += 1) {
    const cells = points.map((_, i) => i);
    for (let i = cells.length - 1; i > 0; i -= 1) {
      const k = Math.floor(next() * (i + 1));
      [cells[i], cells[k]] = [cells[k], cells[i]];
    }
    points.forEach((point, i) => { point[j] = (cells[i] + next()) / points.length; });
  }
  return points;
}

function others(count, mine, next) {
  let a = mine;
  while (a === mine) a = Math.floor(next() * count);
  let b = a;
  while (b === mine || b === a) b = Math.floor(next() * count);
  return [a, b];
}

// -- the frontier -----------------------------------------------------------------------------

export function* frontier(model, start, stopped = () => false, seed = 0) {
  const cube = cubeOf(model);
  const { size } = cube;
  const aims = model.data.aims.map((name) => model.head[name]);
  const next = random(seed + 1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const x = start.x.slice();
  let evaluations = 0;
  const made = (point, rule) => {
    cube.into(x, point);
    evaluations += 1;
    const h = model.measured(x, rule);
    return { point, rule, h, reached: aims.map((k) => h[k]) };
  };
  let plans = unbeaten(Object.keys(model.data.plans).map((name) => {
    const plan = model.planIn(name, start);
    return made(cube.of(plan.x), plan.rule);
  }));
  const add = (more) => { plans = spread(unbeaten(plans.concat(more)), KEPT); };

  yield { share: 0, drawing: true };
  for (let part = 0; part < 16 && !stopped(); part += 1) {
    // Much of the frontier lies at ends of levers, where a draw from the inside never comes.
    add(latin(SAMPLE / 16, size + 1, next).map((drawn) => made(
      drawn.subarray(0, size).map((v) => clip(1.4 * v - 0.2)),
      Math.min(Math.floor(drawn[size] * model.rules.length), model.rules.length - 1))));
    yield { share: (0.1 * (part + 1)) / 16, drawing: true };
  }
  for (let g = 0; g < REFINED && !stopped(); g += 1) {
    const heat = 1 - g / REFINED;
    const pick = () => plans[Math.floor(next() * plans.length)];
    add(Array.from({ length: KEPT }, () => {
      const [a, b, c] = [pick(), pick(), pick()];
      const crossed = next() < 0.5;
      const pull = -0.3 + 1.2 * next();
      const point = a.point.map((value, j) => {
        let moved = value;
        if (next() < 0.5) moved += pull * (b.point[j] - (crossed ? value : c.point[j]));
        if (next() < 0.2) moved += (0.005 + 0.15 * heat) * normal();
        return clip(moved);
      });
      const luck = next();
      return made(point, luck < 0.02 ? Math.floor(next() * model.rules.length) : luck < 0.12 ? b.rule : a.rule);
    }));
    yield { share: 0.1 + (0.9 * (g + 1)) / REFINED, drawing: false };
  }
  const found = spread(plans, SIZE).sort((a, b) => a.reached[0] - b.reached[0]);
  return {
    plans: found.map(({ point, rule, h }) => {
      const plan = start.x.slice();
      cube.into(plan, point);
      return { x: plan, rule, h };
    }),
    evaluations,
    cancelled: stopped(),
  };
}

// Plans that nothing beats in all measures, each outcome once.
export function unbeaten(plans) {
  const sorted = plans.slice().sort((a, b) => b.reached[0] - a.reached[0] || b.reached[1] - a.reached[1] || b.reached[2] - a.reached[2]);
  const kept = [];
  for (const plan of sorted) {
    const [a, b, c] = plan.reached;
    let beaten = false;
    for (let i = kept.length - 1; i >= 0 && !beaten; i -= 1) {
      const [x, y, z] = kept[i].reached;
      beaten = x >= a && y >= b && z >= c;
    }
    if (!beaten) kept.push(plan);
  }
  return kept;
}

// So many of the plans, far from one another: the best by each measure first.
function spread(plans, count) {
  if (plans.length <= count) return plans;
  const spans = [0, 1, 2].map((k) => {
    const values = plans.map((plan) => plan.reached[k]);
    return Math.max(...values) - Math.min(...values) || 1;
  });
  const scaled = plans.map(({ reached }) => reached.map((value, k) => value / spans[k]));
  const distance = new Float64Array(plans.length).fill(Infinity);
  const chosen = [];
  const choose = (i) => {
    chosen.push(i);
    const [x, y, z] = scaled[i];
    scaled.forEach(([a, b, c], j) => {
      const apart = (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2;
      if (apart < distance[j]) distance[j] = apart;
    });
  };
  for (const k of [0, 1, 2]) {
    const top = scaled.reduce((best, s, i) => (s[k] > scaled[best][k] ? i : best), 0);
    if (!chosen.includes(top)) choose(top);
  }
  while (chosen.length < count) choose(distance.reduce((best, d, i) => (d > distance[best] ? i : best), 0));
  return chosen.map((i) => plans[i]);
}
