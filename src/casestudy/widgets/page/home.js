// The page in a cell of a notebook: the model comes as text, and a kernel has the plan at hand and
// the kept plans. Without one the page goes on alone.

import { mount } from "./index.js";
export { mount, parser } from "./index.js";
import { Refused } from "./numerals.js";
import { speaker } from "./words.js";

const PATIENCE = 60_000; // milliseconds for an answer: a kernel may be busy with a whole notebook
const NOTHING = { getItem: () => null, setItem() {} }; // a small page leaves nothing in the browser

// Each text of a model becomes a module once, however many pages stand in a notebook.
const modules = new Map();
function moduleOf(text, load) {
  if (!modules.has(text)) {
    const place = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    modules.set(text, load(place).finally(() => URL.revokeObjectURL(place)));
  }
  return modules.get(text);
}

function homeOf(model, el, say) {
  const acts = { code() {}, plans() {}, gone() {}, said() {} };
  const waiting = new Map();
  const gone = () => el.classList.contains("jupyter-widgets-disconnected");
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
  let was = false;
  const watcher = new MutationObserver(() => {
    if (gone() && !was) {
      for (const asked of waiting.values()) asked.refuse(say("home.gone_plan"));
      acts.gone();
    }
    was = gone();
  });
  watcher.observe(el, { attributeFilter: ["class"] });
  const ends = [changed("code", (text) => acts.code(text)), changed("kept", () => acts.plans()),
    changed("said", (texts) => acts.said(texts))];
  return {
    gone,
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
      watcher.disconnect();
      model.off("msg:custom", answered);
      for (const end of ends) end();
    },
  };
}

// What anywidget calls for each view. `load` imports a module; no word of that stands in the bundle,
// since the same bundle makes the file, which fetches nothing.
export async function render({ model, el }, load) {
  const twin = (await moduleOf(model.get("twin"), load)).default;
  const data = model.get("record");
  const home = homeOf(model, el, speaker(data.words));
  const page = mount(el, { twin, data, home, ...(data.only ? { storage: NOTHING } : {}) });
  return () => { page.close(); home.close(); };
}
