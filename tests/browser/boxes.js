// Finds text that is cut, lies over other text or breaks inside a word, by its boxes in the page; on paper nothing scrolls.
(isPaper) => {
  const EDGE = 1.5; // px: less than that nobody sees
  const LONGEST_WORD = 20; // letters
  const LONGEST = 40; // letters of a field on one line; whoever types more goes through it by the arrows
  const faults = new Set();
  const root = document.documentElement;
  const said = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const where = (node) => {
    const names = [];
    for (let at = node; at && at !== document.body && names.length < 4; at = at.parentElement) {
      const name = typeof at.className === "string" ? at.className : at.className.baseVal;
      names.unshift(at.localName + (at.id ? `#${at.id}` : "") + (name ? `.${name.split(" ")[0]}` : ""));
    }
    return names.join(" > ");
  };
  const tell = (kind, node, text, more = "") => faults.add(`${kind}: "${said(text)}"${more} in ${where(node)}`);
  const styles = new Map();
  const styleOf = (node) => {
    if (!styles.has(node)) styles.set(node, getComputedStyle(node));
    return styles.get(node);
  };
  const up = (node, till, found) => {
    for (let at = node; at && at !== till; at = at.parentElement) if (found(at)) return at;
    return null;
  };
  const isForListeners = (node) => up(node, null, (at) => styleOf(at).clipPath !== "none");

  // The ancestors that clip a node: of one that is taken out of the flow only those around the box that holds it.
  const clipping = (node) => {
    const found = [];
    let isOut = false;
    for (let at = node; at && at !== document.body; at = at.parentElement) {
      const style = styleOf(at);
      const holds = style.position !== "static" || style.transform !== "none" || style.containerType !== "normal";
      if (at !== node && (!isOut || holds)) {
        if (at.namespaceURI.endsWith("svg") ? at.localName === "svg" && style.overflowX !== "visible" : style.overflowX !== "visible" || style.overflowY !== "visible") found.push(at);
      }
      if (style.position === "fixed") break;
      if (style.position === "absolute") isOut = true;
      else if (holds) isOut = false;
    }
    return found;
  };
  const padding = (node) => {
    const box = node.getBoundingClientRect();
    const left = box.left + node.clientLeft;
    const top = box.top + node.clientTop;
    if (node.namespaceURI.endsWith("svg")) return box;
    return { left, top, right: left + node.clientWidth, bottom: top + node.clientHeight };
  };
  // What is seen of a box; what is cut where nobody can scroll to it is a fault.
  const seen = (box, parent, text) => {
    let { left, top, right, bottom } = box;
    for (const at of clipping(parent)) {
      const edge = padding(at);
      const style = styleOf(at);
      for (const [flow, before, after] of [["overflowX", edge.left - left, right - edge.right], ["overflowY", edge.top - top, bottom - edge.bottom]]) {
        const canScroll = !isPaper && /auto|scroll/.test(style[flow]);
        const clips = style[flow] !== "visible" || at.localName === "svg";
        if (clips && !canScroll && Math.max(before, after) > EDGE) tell("cut", parent, text, ` by ${Math.round(Math.max(before, after))} px of ${where(at).split(" > ").pop()}`);
      }
      [left, top] = [Math.max(left, edge.left), Math.max(top, edge.top)];
      [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
    }
    const most = root.clientWidth;
    if (right > most + EDGE || left < -EDGE) tell("beyond the page", parent, text, ` by ${Math.round(Math.max(right - most, -left))} px`);
    return { left, top, right, bottom };
  };

  // A word may break after a hyphen, a dash or a slash, and anywhere in scripts that have no blanks.
  const BREAKS = /[-\u2010\u2012-\u2015\/\u00ad\u200b?&=_.]$|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{Extended_Pictographic}]$/u;
  const isUpright = (node) => styleOf(node).writingMode !== "horizontal-tb";
  const isBroken = (node, start, word) => {
    const [side, depth] = isUpright(node.parentElement) ? ["left", "width"] : ["top", "height"];
    const range = document.createRange();
    let line;
    for (let at = 0; at < word.length; at += 1) {
      range.setStart(node, start + at);
      range.setEnd(node, start + at + 1);
      const box = range.getClientRects()[0];
      if (!box?.width || !box.height) continue;
      if (line !== undefined && Math.abs(box[side] - line) > box[depth] / 2) {
        const before = word.slice(0, at);
        const isAfterDot = /[.?&=_]$/.test(before) && !/^https?:|[/?]/.test(word);
        if (!BREAKS.test(before) || isAfterDot) return before;
      }
      line = box[side];
    }
    return null;
  };
  // A word of the page is never that long; one that is typed may be longer than its line.
  const isTooLong = (node, word, lines) => {
    const block = up(node.parentElement, null, (at) => !/^(inline|contents)$/.test(styleOf(at).display));
    const style = styleOf(block);
    const room = isUpright(block) ? block.clientHeight : block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const length = lines.reduce((sum, line) => sum + (isUpright(block) ? line.height : line.width), 0);
    return word.length > LONGEST_WORD && length > room;
  };
  const isUrl = (word) => /^\W*(https?:|www\.|\/)/.test(word);

  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("script, style, option, noscript, template, textarea")) continue;
    if (!parent.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) || isForListeners(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const isDrawn = parent.namespaceURI.endsWith("svg");
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      const part = seen(box, parent, node.data);
      if (part.right - part.left < 2 || part.bottom - part.top < 2) continue;
      const inset = (box.bottom - box.top) / 4;
      pieces.push({ node, parent, ...part, top: Math.max(part.top, box.top + inset), bottom: Math.min(part.bottom, box.bottom - inset) });
    }
    if (isDrawn) continue;
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = [...range.getClientRects()];
      if (lines.length < 2 || isUrl(word)) continue;
      if (isTooLong(node, word, lines)) continue;
      const before = isBroken(node, index, word);
      if (before) tell("broken", parent, word, ` after "${before}"`);
    }
  }

  // What is meant to lie over the page: heads that stay in view, the help of a field.
  const isOver = (piece, other) => up(piece.parent, null, (at) => !at.contains(other.parent) && (/sticky|fixed/.test(styleOf(at).position) || at.matches(".help, .hoverlayer")));
  // The box of a text is that of its letters with the room above and below them: a quarter of it at each end is taken off.
  pieces.sort((a, b) => a.top - b.top);
  pieces.forEach((piece, place) => {
    for (let next = place + 1; next < pieces.length && pieces[next].top < piece.bottom; next += 1) {
      const other = pieces[next];
      const across = Math.min(piece.right, other.right) - Math.max(piece.left, other.left);
      const down = Math.min(piece.bottom, other.bottom) - Math.max(piece.top, other.top);
      if (across < EDGE || down < EDGE || piece.node === other.node) continue;
      if (!isPaper && (isOver(piece, other) || isOver(other, piece))) continue;
      tell("overlap", piece.parent, piece.node.data, ` over "${said(other.node.data)}" (${Math.round(across)} x ${Math.round(down)} px)`);
    }
  });

  // What is typed or chosen is no text of the page, but is cut like one.
  const canvas = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select")) {
    if (!field.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) || isForListeners(field)) continue;
    const style = styleOf(field);
    if (field.localName === "select" && style.whiteSpace !== "nowrap" && style.appearance === "none") continue;
    const text = field.localName === "select" ? field.selectedOptions[0]?.text ?? "" : field.value || field.placeholder;
    if (field.localName === "input" && text.length > LONGEST) continue;
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const arrow = field.localName === "select" && style.appearance !== "none" ? 18 : 0;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
    const needs = canvas.measureText(text.trim()).width;
    if (needs > room + EDGE) tell("cut", field, text, ` by ${Math.round(needs - room)} px of its field`);
  }
  if (!isPaper && root.scrollWidth > root.clientWidth) faults.add(`the page is ${root.scrollWidth - root.clientWidth} px wider than the window`);
  return [...faults];
}
