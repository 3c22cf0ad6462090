// What bench_ui.py puts before a page's own scripts: it tells when a change has been painted.
(() => {
  const bench = (window.bench = {});
  const frame = window.requestAnimationFrame.bind(window);
  let inFrame = false;
  window.requestAnimationFrame = (act) => frame((time) => {
    inFrame = true;
    // Observers hear in a microtask of what the callback changed; this one comes after theirs.
    try { act(time); } finally { queueMicrotask(() => { inFrame = false; }); }
  });

  // When the frame is painted that shows what is so now: the first task after it. What changes
  // while a frame is made stands in that frame, everything else in the next.
  function painted(act) {
    const after = () => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => act(performance.now());
      channel.port2.postMessage(0);
    };
    if (inFrame) after(); else frame(after);
  }

  // The slider of a contestant, what it moves, and how that looks: a line, a picture, or a text.
  const first = (root, selectors) => selectors.map((one) => root.querySelector(one)).find(Boolean);
  const parts = (root) => [
    first(root, [".row[data-name=price_change] input[type=range]", ".noUi-handle", "input[type=range]"]),
    first(root, [".left .canvas", ".widget-output", ":scope > .widget-label", "output"]),
  ];
  const drawn = (seen) => seen.querySelector("path.line.plan")?.getAttribute("d")
    ?? seen.querySelector("img")?.src ?? seen.textContent;

  let [pressed, changes, ended] = [0, 0, []];
  bench.watch = (selector) => {
    const [handle, seen] = parts(document.querySelector(selector));
    handle.addEventListener("keydown", (event) => { [pressed, ended] = [event.timeStamp, []]; }, true);
    let last = drawn(seen);
    // What comes late for one key press does not count for the next.
    const end = (since) => painted((at) => { if (since === pressed) { ended.push(at - since); tell?.(); } });
    new MutationObserver(() => {
      const now = drawn(seen);
      if (!now || now === last) return; // an output is empty before its picture comes
      last = now;
      changes += 1;
      const [image, since] = [seen.querySelector("img"), pressed];
      if (image) image.decode().then(() => end(since), () => {}); else end(since);
    }).observe(seen, { subtree: true, childList: true, attributes: true, characterData: true });
  };
  bench.show = (selector) => {
    const [handle, seen] = parts(document.querySelector(selector));
    seen.scrollIntoView({ block: "center" });
    handle.focus({ preventScroll: true });
  };
  bench.middle = (selector) => {
    const handle = parts(document.querySelector(selector))[0];
    const box = handle.getBoundingClientRect();
    return [box.left, box.top + box.height / 2, box.width];
  };

  // Milliseconds from the last key press to its pixels.
  let tell;
  bench.took = () => new Promise((done, failed) => {
    setTimeout(() => failed(new Error("nothing was painted")), 20_000);
    tell = () => { if (ended.length) { done(ended[0]); ended = []; tell = undefined; } };
    tell();
  });

  // Frames, and how often what is seen has changed, until `stop`.
  bench.count = () => {
    const times = [];
    let on = true;
    changes = 0;
    const next = (time) => { times.push(time); if (on) frame(next); };
    frame(next);
    bench.stop = () => { on = false; ended = []; return { times, changes }; };
  };

  // From the beginning of the navigation to the first pixels that a slider has moved; without a
  // slider to the first frame.
  bench.open = () => { bench.opened = new Promise((done) => addEventListener("load", () => {
    const [handle, seen] = parts(document.body);
    if (!handle) { painted(done); return; }
    const move = () => {
      if (!drawn(seen)) { frame(move); return; }
      const last = drawn(seen);
      new MutationObserver(() => { if (drawn(seen) !== last) painted(done); })
        .observe(seen, { subtree: true, attributes: true, characterData: true, childList: true });
      handle.stepDown();
      handle.dispatchEvent(new Event("input", { bubbles: true }));
    };
    move();
  })); };

  // The page keeps what `mount` gives for itself; here it is kept for those who time its parts.
  let made;
  Object.defineProperty(window, "casestudyPage", {
    configurable: true,
    get: () => made,
    set: (value) => {
      made = { ...value, mount: (...given) => (bench.mounted = value.mount(...given)) };
    },
  });

  // Milliseconds of one call, many times: of so many calls at once that the clock can tell.
  function timed(act, rounds = 30) {
    let [calls, round] = [1, 0];
    const once = () => {
      const start = performance.now();
      for (let i = 0; i < calls; i += 1) act((round += 1));
      return (performance.now() - start) / calls;
    };
    for (const start = performance.now(); performance.now() < start + 200;) act((round += 1)); // warm
    while (once() * calls < 5) calls *= 2;
    return Array.from({ length: rounds }, once);
  }

  bench.timings = () => {
    const { model } = bench.mounted;
    const { twin, data } = model;
    const p = model.point(data.plans.as_it_happened);
    const [s, h] = [new Float64Array(twin.series.length * twin.quarters), new Float64Array(twin.headlines.length)];
    // Another plan with each call, in the same world, as a slider makes it.
    const moved = (i) => {
      const k = i % model.levers.length;
      const { low, high } = data.levers[model.levers[k]];
      p.x[k] = low + (high - low) * ((i * 0.618034) % 1);
      return p;
    };
    const target = data.targets.margin_points;
    return {
      evaluation: timed((i) => { moved(i); twin.evaluate(p.x, p.rule, s, h); }),
      band: timed((i) => model.bands(moved(i), ["revenue", "gross_margin"], 400), 15),
      shapley: timed((i) => model.why(moved(i), "npv"), 15),
      goal_seek: timed((i) => model.goalSeek(moved(i), "price_change", "margin_points", target), 15),
    };
  };

  bench.search = (kind) => new Promise((done) => {
    const { model, search } = bench.mounted;
    const start = performance.now();
    search({ kind, targets: model.data.targets }, () => {}, (found) => done(
      { took: performance.now() - start, plans: found.plans?.length ?? 1, met: found.met ?? true }));
  });
})();
