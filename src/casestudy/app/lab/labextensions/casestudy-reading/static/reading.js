// A workbook as a page: code folded away, computed when it is opened. Written by hand as what
// JupyterLab loads (a container of module federation), so that nothing has to be built.
(() => {
  "use strict";
  const NAME = "casestudy-reading";
  const SHOWN = `${NAME}:code-shown`;
  const BY_HAND = `${NAME}:by-hand`; // "yes": pages wait until somebody runs them
  const LOOK = `
    .cs-reading .jp-InputPrompt, .cs-reading .jp-OutputPrompt,
    .cs-reading .jp-InputPlaceholder, .cs-reading .jp-OutputPlaceholder,
    .cs-reading .jp-OutputArea-promptOverlay,
    .cs-reading .cs-machinery .jp-Cell-inputWrapper { display: none; }
    .cs-reading .jp-CodeCell.cs-machinery:not(:has(.jp-OutputArea-child)) { display: none; }
    .cs-reading .jp-Notebook-footer, .cs-reading .jp-cell-toolbar { display: none; }
    .cs-reading .jp-Collapser { visibility: hidden; }
    .cs-reading .jp-Notebook .jp-Cell, .cs-reading .jp-Notebook .jp-Cell:focus,
    .cs-reading .jp-Notebook .jp-Cell.jp-mod-active.jp-mod-selected {
      border-color: transparent !important; box-shadow: none !important; outline: none !important;
      background: transparent !important; }
    .cs-reading .jp-Cell-inputArea, .cs-reading .jp-Cell-inputWrapper,
    .cs-reading .jp-MarkdownOutput {
      border-color: transparent !important; box-shadow: none !important; }
    .cs-reading .jp-Notebook { padding: 16px; }
    .cs-reading .jp-Cell { max-width: 62rem; margin-inline: auto; }
    .cs-reading .jp-Cell:has(.cs-wide) { max-width: 120rem; }
    @media (max-width: 700px) {
      .cs-reading .jp-Notebook { padding: 4px; }
      .cs-reading .jp-Cell { padding-inline: 2px; }
      .cs-reading .jp-Collapser { display: none; }
      .cs-reading .jp-RenderedHTMLCommon blockquote { margin-inline: 0; padding-inline: 12px 0; }
      .cs-reading .jp-RenderedHTMLCommon td { min-width: 5.5rem; }
      .cs-reading .jp-RenderedHTMLCommon td:nth-child(n + 3):last-child { min-width: 11rem; }
      .cs-reading .jp-RenderedHTMLCommon td:is([align="right"], [style*="right"]) { min-width: 0; }
    }
    .cs-reading .jp-RenderedHTMLCommon {
      font-size: 16px; line-height: 1.55; overflow-wrap: anywhere; }
    .cs-reading .jp-RenderedHTMLCommon :is(td, th) { overflow-wrap: break-word; }
    .cs-reading .jp-RenderedHTMLCommon td:is([align="right"], [style*="right"]) {
      white-space: nowrap; }
    /* Pictures are drawn on white: on a dark page light and dark change places, and hues stay.
       The marks of people (34 px) have colours of their own. */
    body[data-jp-theme-light="false"] .jp-Notebook:has(.cs-machinery) .jp-OutputArea
      img:not([width="34"]) {
      filter: invert(0.93) hue-rotate(180deg); }
    .cs-computing {
      position: absolute; inset: auto 0 0 0; z-index: 10; padding: 6px 16px; font-size: 14px;
      background: var(--jp-layout-color2); color: var(--jp-ui-font-color1);
      border-top: 1px solid var(--jp-border-color1);
    }
    .cs-computing progress { vertical-align: middle; width: 12rem; max-width: 40%; }
    abbr.cs-term { cursor: help; position: relative; text-decoration: underline dotted; }
    abbr.cs-term:focus::after {
      content: attr(title); position: absolute; inset: 100% auto auto 0; z-index: 10;
      width: max-content; max-width: min(20rem, 60vw); padding: 4px 8px; font-size: 14px;
      background: var(--jp-layout-color2); color: var(--jp-ui-font-color1);
      border: 1px solid var(--jp-border-color1); }`;
  const TERMS = "__import__('IPython').display.JSON(__import__('casestudy').start.terms())";
  const TEXT = ".jp-RenderedMarkdown :is(p, li, td)";
  let shared = null;

  const load = async (name) => {
    const [one] = Object.values(shared[name] || {});
    if (!one) throw new Error(`${NAME}: JupyterLab does not share ${name}`);
    return (await one.get())();
  };
  const ours = (panel) => Boolean(panel.model?.getMetadata("casestudy"));
  const shown = () => localStorage.getItem(SHOWN) === "yes";

  // Which cells are machinery: all code but what is marked as the lesson.
  const mark = (panel) => {
    for (const cell of panel.content.widgets) {
      const tags = cell.model.getMetadata("tags") || [];
      cell.toggleClass("cs-machinery", cell.model.type === "code" && !tags.includes("lesson"));
    }
  };
  // Folded code would still be a bar where the code is asked for.
  const unfold = (panel) => {
    panel.toggleClass("cs-reading", !shown());
    for (const cell of panel.content.widgets)
      if (cell.hasClass("cs-machinery")) cell.inputHidden = !shown();
  };

  const computed = async (panel, { NotebookActions }, { Widget }) => {
    const cells = panel.content.widgets.filter((cell) => cell.model.type === "code");
    const line = new Widget();
    line.addClass("cs-computing");
    line.node.setAttribute("role", "status");
    const say = (done) => {
      const text = `Computing this page: ${done} of ${cells.length} parts. `;
      line.node.innerHTML = `${text}<progress max="${cells.length}" value="${done}"></progress>`;
    };
    say(0);
    panel.node.append(line.node);
    let done = 0;
    const count = (_, { notebook }) => {
      if (notebook === panel.content) say(++done);
    };
    NotebookActions.executed.connect(count);
    try {
      await NotebookActions.runCells(panel.content, cells, panel.sessionContext);
    } finally {
      NotebookActions.executed.disconnect(count);
      line.node.remove();
    }
  };

  // Terms of the glossary, each explained where it first stands on the page: under the mouse, and
  // on focus, which a finger gives as well.
  const explained = async (panel, kernel) => {
    const asked = kernel.requestExecute({
      code: "", silent: true, store_history: false, user_expressions: { terms: TERMS },
    });
    const { terms } = (await asked.done).content.user_expressions;
    const meanings = Object.entries(terms?.data?.["application/json"] || {});
    const found = new Map();
    const underline = (node, term, meaning) => {
      const at = node.data.search(new RegExp(`(?<![\\p{L}-])${term}s?(?![\\p{L}-])`, "iu"));
      if (at < 0) return false;
      const word = node.splitText(at);
      word.splitText(word.data.match(new RegExp(`^${term}s?`, "iu"))[0].length);
      const abbr = document.createElement("abbr");
      Object.assign(abbr, { className: "cs-term", title: meaning, tabIndex: 0 });
      word.replaceWith(abbr);
      abbr.append(word);
      return abbr;
    };
    const look = () => {
      const left = meanings.filter(([term]) => !found.get(term)?.isConnected);
      if (!left.length) return;
      for (const block of panel.content.node.querySelectorAll(TEXT)) {
        if (block.closest("table")?.matches(":has(td > strong:first-child)")) continue;
        for (const [term, meaning] of left) {
          if (found.get(term)?.isConnected) continue;
          const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
          for (let node = texts.nextNode(); node; node = texts.nextNode()) {
            if (node.parentElement.closest("a, abbr, code, button, h1, h2, h3, th")) continue;
            const abbr = underline(node, term, meaning);
            if (!abbr) continue;
            found.set(term, abbr);
            break;
          }
        }
      }
    };
    let waiting = 0; // while a slider moves, nothing is looked for
    new MutationObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 300);
    }).observe(panel.content.node, { childList: true, subtree: true });
    look();
  };

  const opened = async (panel, notebook, widgets) => {
    await panel.context.ready;
    if (!ours(panel)) return;
    mark(panel);
    panel.content.model.cells.changed.connect(() => setTimeout(() => mark(panel)));
    unfold(panel);
    await panel.sessionContext.ready;
    const kernel = panel.sessionContext.session?.kernel;
    if (!kernel || localStorage.getItem(BY_HAND) === "yes") return;
    // Once for each kernel: after a reload of the page the kernel goes on, and so do its sliders.
    // The results have to be in the file then, else the page would be empty.
    const known = `${NAME}:${kernel.id}`;
    await kernel.info;
    if (!sessionStorage.getItem(known)) {
      await computed(panel, notebook, widgets);
      if (panel.context.contentsModel?.writable !== false)
        await panel.context.save().then(
          () => sessionStorage.setItem(known, "computed"),
          (error) => console.warn(NAME, error), // the lab has said so, and the page goes on
        );
    }
    await explained(panel, kernel);
  };

  const plugin = async () => {
    const notebook = await load("@jupyterlab/notebook");
    const widgets = await load("@lumino/widgets");
    const { ToolbarButton } = await load("@jupyterlab/ui-components");
    return {
      id: `${NAME}:plugin`,
      autoStart: true,
      requires: [notebook.INotebookTracker],
      activate: (app, tracker) => {
        const style = document.createElement("style");
        style.textContent = LOOK;
        document.head.append(style);
        const command = "casestudy:toggle-code";
        app.commands.addCommand(command, {
          label: "Show the Code of the Workbook",
          isToggled: shown,
          execute: () => {
            localStorage.setItem(SHOWN, shown() ? "no" : "yes");
            tracker.filter(ours).forEach(unfold);
            app.commands.notifyCommandChanged(command);
          },
        });
        // On a phone the bars at the sides would take a third of the page.
        app.restored.then(() => {
          if (window.innerWidth > 700) return;
          app.shell.collapseLeft();
          app.shell.collapseRight();
          for (const side of ["left", "right"])
            if (app.shell.isSideTabBarVisible?.(side))
              app.commands.execute("application:toggle-side-tabbar", { side });
        });
        tracker.widgetAdded.connect((_, panel) => {
          panel.context.ready.then(() => {
            if (!ours(panel)) return;
            const button = new ToolbarButton({
              label: "Code", tooltip: "Show or hide the code",
              onClick: () => app.commands.execute(command),
            });
            panel.toolbar.insertBefore("spacer", "casestudy-code", button) ||
              panel.toolbar.addItem("casestudy-code", button);
          });
          opened(panel, notebook, widgets).catch((error) => console.warn(NAME, error));
        });
      },
    };
  };

  (window._JUPYTERLAB ||= {})[NAME] = {
    init: (scope) => { shared = scope; },
    get: async () => {
      const found = { __esModule: true, default: await plugin() };
      return () => found;
    },
  };
})();
