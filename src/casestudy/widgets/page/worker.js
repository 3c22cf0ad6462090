// Runs in a worker: the page puts the text of the twin before it, and calls `casestudyWork` with it.

import { modelOf } from "./model.js";
import { cheapest, frontier } from "./search.js";

const SLICE = 40; // milliseconds between two looks at what the page has to say

export function searching(model, { kind, start, targets, seed }, stopped) {
  return kind === "cheapest" ? cheapest(model, start, targets, stopped, seed) : frontier(model, start, stopped, seed);
}

// Goes on with a search in slices, until it ends by itself or is stopped.
export function drive(search, tell, finish, slice = SLICE) {
  const step = () => {
    const until = performance.now() + slice;
    let found;
    do found = search.next(); while (!found.done && performance.now() < until);
    if (found.done) finish(found.value);
    else { tell(found.value); setTimeout(step, 0); }
  };
  setTimeout(step, 0);
}

export function work(scope, twin) {
  let stop = false;
  scope.onmessage = ({ data: asked }) => {
    if (asked.kind === "stop") { stop = true; return; }
    const model = modelOf(twin, asked.data);
    drive(searching(model, asked, () => stop), (progress) => scope.postMessage({ progress }),
      (result) => scope.postMessage({ result }));
  };
}
