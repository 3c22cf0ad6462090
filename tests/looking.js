// By kind, the places of a shown notebook at which a reader would stumble.
() => {
  const panel = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
  const all = (s, from = panel) => [...from.querySelectorAll(s)];
  const seen = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && e.getBoundingClientRect().width > 0;
  const words = e => (e.textContent || e.value || '').trim().replace(/\s+/g, ' ').slice(0, 80);
  const style = e => getComputedStyle(e);
  const outputs = all('.jp-Cell .jp-OutputArea-output').filter(seen);
  const pieces = [...outputs, ...all('.jp-MarkdownOutput').filter(seen)];
  const inside = s => pieces.flatMap(p => all(s, p)).filter(seen);

  // Stretches of text with the element that holds them; code and what is typed is left alone.
  const texts = [];
  for (const piece of pieces) {
    const walk = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode, holder = node.parentElement;
      if (!node.textContent.trim() || holder.closest('pre, code, script, style, textarea')) continue;
      if (holder.tagName === 'OPTION' || seen(holder)) texts.push([node, holder]);
    }
  }
  const markup = new RegExp([
    String.raw`\*\*`, String.raw`\\[$*_|]`, String.raw`</?[a-z]+[^<>]*>`, '&(amp|lt|gt|quot|nbsp|#\\d+);',
    String.raw`(^|[\s(])\*[^\s*][^*]*\*(?=[\s).,;:!?]|$)`, '(^|\\s)`[^`]+`', String.raw`\]\([^)]*\)`,
    '^#{1,5} ', String.raw`\| ?:?---`,
  ].join('|'));

  const scrolls = e => /auto|scroll/.test(style(e).overflowX);
  // A table and code may scroll in a box of their own; everything else has to fit.
  const free = e => e.closest('table, pre, code, .cs-scroll');
  const wide = [];
  for (const piece of pieces) {
    const right = piece.getBoundingClientRect().right;
    const out = all('*', piece).filter(e => seen(e) && !free(e) && !e.closest('svg')
      && e.getBoundingClientRect().right > right + 2);
    for (const e of out) {
      let box = e.parentElement;
      while (box !== piece && !scrolls(box)) box = box.parentElement;
      if (box === piece) wide.push(e.tagName.toLowerCase() + ' ' + e.className + ': ' + words(e));
    }
  }
  const beyond = pieces.filter(p => p.getBoundingClientRect().right > innerWidth + 1).map(words);

  const cut = inside('*').filter(e => {
    if (e.closest('svg') || !e.clientWidth || /^(SELECT|TEXTAREA)$/.test(e.tagName)) return false;
    if (e.closest('.cs-unseen') || style(e).clip !== 'auto') return false;
    const own = e.tagName === 'INPUT' ? e.type === 'text'
      : [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own) return false;
    const hidden = o => /hidden|clip/.test(o);
    return ((e.tagName === 'INPUT' || hidden(style(e).overflowX)) && e.scrollWidth > e.clientWidth + 1)
      || (hidden(style(e).overflowY) && e.scrollHeight > e.clientHeight + 2);
  }).map(e => e.tagName.toLowerCase() + ' ' + e.className + ': ' + words(e));
  // Letters themselves may reach further than the box that holds them.
  const letters = node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect();
  };
  for (const [node, holder] of texts) {
    if (holder.tagName === 'OPTION' || holder.closest('svg, .cs-unseen')) continue;
    if (style(holder).clip !== 'auto') continue;
    const box = letters(node);
    for (let e = holder; e && !pieces.includes(e); e = e.parentElement) {
      if (scrolls(e)) break;
      if (/hidden|clip/.test(style(e).overflowX) && box.right > e.getBoundingClientRect().right + 2)
        cut.push('letters: ' + words(holder));
    }
  }
  const measure = document.createElement('canvas').getContext('2d');
  for (const menu of inside('select')) {
    measure.font = style(menu).font;
    const shown = menu.selectedOptions[0]?.textContent || '';
    if (measure.measureText(shown).width > menu.clientWidth) cut.push('menu: ' + shown.slice(0, 80));
  }

  // Letters on letters: in pictures drawn by the browser, and between the labels of widgets.
  const overlaps = [];
  const collide = list => {
    // Line by line: words that are broken into two lines leave room in both.
    const boxes = list.flatMap(e => [...e.getClientRects()].map(r => [e, r])).filter(([, r]) => r.width && r.height);
    boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
      if (a === b) return;
      const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (across > 3 && down > 3) overlaps.push(words(a) + ' / ' + words(b));
    }));
  };
  inside('svg').forEach(svg => collide(all('text', svg).filter(t => seen(t) && words(t))));
  // What stays in view while the page is scrolled lies over the rest on purpose.
  const sticky = e => { for (; e; e = e.parentElement) if (style(e).position === 'sticky') return true; };
  outputs.forEach(output => {
    if (!output.querySelector('.jupyter-widgets')) return;
    const labels = texts.filter(([, e]) => output.contains(e) && e.tagName !== 'OPTION'
      && !e.closest('svg, .cs-unseen') && style(e).clip === 'auto' && !sticky(e)).map(([, e]) => e);
    collide([...new Set(labels)].filter(e => !labels.some(o => o !== e && e.contains(o))));
  });

  // Options below one another, by their letters: a label may be lower than what stands in it.
  pieces.forEach(piece => {
    const options = texts.filter(([, e]) => piece.contains(e)
      && e.closest('.widget-radio-box label, .widget-checkbox label'));
    options.forEach(([a, e], i) => options.slice(i + 1).forEach(([b, f]) => {
      const [p, q] = [letters(a), letters(b)];
      if (Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 3
        && Math.min(p.right, q.right) - Math.max(p.left, q.left) > 3)
        overlaps.push(words(e) + ' / ' + words(f));
    }));
  });

  const named = e => e.getAttribute('alt') || e.getAttribute('aria-label')
    || e.getAttribute('aria-labelledby') || e.querySelector(':scope > title, :scope > desc');
  const media = 'img, svg, canvas, input, select, textarea, button, [role=slider]';
  return {
    'set as mathematics': all('mjx-container, .MathJax, .katex').map(e => words(e.closest('p,li,td') || e)),
    'picture without alternative text': inside('img, svg')
      .filter(e => !e.closest('[aria-hidden=true]') && !e.parentElement.closest('svg') && !named(e))
      .map(e => e.outerHTML.slice(0, 80)),
    'widget that did not come up': texts.filter(([n]) =>
      /Error displaying widget|Error creating widget|Loading widget|model not found/i.test(n.textContent))
      .map(([, e]) => words(e)),
    'warning or error': all('[data-mime-type$="jupyter.stderr"], [data-mime-type$="jupyter.error"]').map(words),
    'raw markup': texts.filter(([n]) => markup.test(n.textContent)).map(([n]) => n.textContent.trim().slice(0, 80)),
    'wider than its place': [...new Set([...wide, ...beyond])],
    'cut off': [...new Set(cut)],
    'labels that overlap': [...new Set(overlaps)],
    'output with nothing in it': outputs.filter(o =>
      !texts.some(([, e]) => o.contains(e)) && !all(media, o).some(seen) && !o.textContent.trim())
      .map(o => 'after: ' + words(o.closest('.jp-Cell').querySelector('.jp-InputArea') || o)),
    'blank menu': inside('select').filter(m => !words(m.selectedOptions[0] || {})).map(m => m.outerHTML.slice(0, 80)),
  };
}
