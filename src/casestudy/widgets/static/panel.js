// What ipywidgets leaves out of its own controls: a name for those who do not see them, and a word
// when the kernel that answers them is gone. It draws nothing.

let spoken = {};

function put(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

// The words before a control in its row are its name.
function nameControls() {
  for (const row of document.querySelectorAll(".cs-field")) {
    const label = [...row.querySelectorAll(".widget-html-content, .widget-label")]
      .map((e) => e.textContent.trim()).find(Boolean);
    if (!label) continue;
    for (const node of row.querySelectorAll("input[type=text], select, textarea")) put(node, "aria-label", label);
  }
}

// After a restart of the kernel nothing answers the controls any more: say so, and take no input
// that would be lost. Running the notebook again puts new ones in their place.
function closeDead() {
  for (const box of document.querySelectorAll(".cs-panel.jupyter-widgets-disconnected")) {
    if (box.querySelector(":scope > .cs-gone")) continue;
    for (const child of box.children) child.inert = true;
    const told = document.createElement("p");
    told.className = "cs-gone";
    told.setAttribute("role", "status");
    told.textContent = spoken.gone;
    box.prepend(told);
  }
}

function render({ model }) {
  spoken = model.get("words");
  // Once for the page, however many panels stand on it.
  if (window.casestudyNames) return;
  window.casestudyNames = true;
  let waiting = false;
  const look = () => { waiting = false; nameControls(); closeDead(); };
  const watcher = new MutationObserver(() => {
    if (!waiting) { waiting = true; setTimeout(look, 100); }
  });
  watcher.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  look();
}

export default { render };
