// What anywidget loads for each page in a cell: as little as can be, since it waits two seconds for
// it. The page itself and the model come as texts, and each becomes a module once for all cells.

const modules = (globalThis.casestudyModules ??= new Map());

function load(text) {
  if (!modules.has(text)) {
    const place = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    modules.set(text, import(place).finally(() => URL.revokeObjectURL(place)));
  }
  return modules.get(text);
}

async function render(context) {
  const page = (await load(context.model.get("bundle"))).default;
  return page.render(context, load);
}

export default { render };
