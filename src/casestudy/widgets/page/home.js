// The page in a cell of a notebook: the model comes as text, and a kernel has the plan at hand and
// the kept plans. Without one the page goes on alone.

import { mount } from "./index.js";
export { mount, parser } from "./index.js";
import { Refused } from "./numerals.js";
import { speaker } from "./words.js";

const PATIENCE = 60_000; // milliseconds for an answer: a kernel may be busy with a whole notebook
const NOTHING = { getItem: () => null, setItem() {} }; // a small page leaves nothing in the browser

function homeOf(model, say) {
  const acts = { code() {}, plans() {}, gone() {}, said() {} };
  const waiting = new Map();
  const changed = (name, act) => {
    const listener = () => act(model.get(name));
    model.on(`change:${name}`, listener);
    return () => model.off(`change:${name}`, listener);
  };
  const answered = (answer) => {
    const asked = waiting.get(answer.id);
    if (!asked) return;
    waiting.delete(answer.id);
    if (answer.problem) asked.refuse(answer.problem, answer.exists);
    else asked.settle();
  };
  model.on("msg:custom", answered);
  // Views of anywidget do not tell when their kernel is gone; the model itself does.
  let was = false;
  const looked = async () => {
    const real = await model.widget_manager.get_model(model.get("own"));
    if (real.comm_live === !was) return;
    was = !real.comm_live;
    if (!was) return;
    for (const asked of waiting.values()) asked.refuse(say("home.gone_plan"));
    acts.gone();
  };
  model.on("comm_live_update", looked);
  const ends = [changed("code", (text) => acts.code(text)), changed("kept", () => acts.plans()),
    changed("said", (texts) => acts.said(texts))];
  return {
    gone: () => was,
    code: () => model.get("code"),
    plans: () => model.get("kept"),
    said: () => model.get("said"),
    listen: (given) => Object.assign(acts, given),
    tell(code) {
      if (model.get("code") === code) return;
      model.set("code", code);
      model.save_changes();
    },
    // What becomes of a wish: kept by the kernel, or why not.
    ask: (wish) => new Promise((settle, reject) => {
      const id = crypto.randomUUID?.() ?? String(Math.random());
      const refuse = (text, exists) => {
        clearTimeout(late);
        waiting.delete(id);
        reject(Object.assign(new Refused(text), { exists }));
      };
      const late = setTimeout(() => refuse(say("home.late")), PATIENCE);
      waiting.set(id, { settle: () => { clearTimeout(late); settle(); }, refuse });
      model.send({ id, ...wish });
    }),
    close() {
      model.off("comm_live_update", looked);
      model.off("msg:custom", answered);
      for (const end of ends) end();
    },
  };
}

// What static/cell.js calls for each view. `load` makes a module of a text; no word of that stands in
// the bundle, since the same bundle makes the file, which fetches nothing.
export async function render({ model, el }, load) {
  const twin = (await load(model.get("twin"))).default;
  const data = model.get("record");
  const home = homeOf(model, speaker(data.words));
  const page = mount(el, { twin, data, home, ...(data.only ? { storage: NOTHING } : {}) });
  return () => { page.close(); home.close(); };
}
