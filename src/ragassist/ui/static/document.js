// The documents: reading a whole one. This goes on where page.js ends and shares its names.

// --- reading a document --------------------------------------------------------------------------------------------
const places = { "ra-cited": "center" };
const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
async function read(button) {
  const { doc, start, end, stands } = button.dataset;
  const view = { doc_id: doc, y: window.scrollY };
  if (start !== undefined) Object.assign(view, { start: Number(start), end: Number(end), status: stands || "" });
  button.disabled = true;
  state.view = view;
  try { await showDocument(); } finally { button.disabled = false; }
  if (state.view === view) history.pushState({ ragassist: "document" }, "");
}
async function showDocument() {
  const { doc_id, start, end, status = "" } = state.view, view = state.view;
  let answer;
  try { answer = await call("open_document", { lang: state.lang, doc_id, start, end, status }); }
  catch { answer = { problem: state.words.failed_server }; }
  if (state.view !== view) return;
  if (answer.problem) { state.view = null; $("#ra-view").hidden = true; beneath().hidden = false; toast(answer.problem); return; }
  const box = $("#ra-view");
  morph(box, answer.html);
  box.hidden = false;
  for (const other of [$(".desk"), $("#ra-task")]) other.hidden = true;
  if (state.task) $("[data-do=close-view] span", box).textContent = state.words.view_back_task;
  $(".top").inert = false;
  forget();
  $("#ra-view").classList.remove("two-columns");
  for (const each of $$(".beside", box)) { each.hidden = true; each.replaceChildren(); }
  const outline = $(".outline details", box);
  if (outline) outline.open = WIDE.matches;
  await settled();
  if (state.view !== view) return; // closed while the browser laid it out
  if ($("#ra-cited")) {
    const line = $("#ra-cited").closest(".foreign");
    jump("ra-cited");
    if (line && state.translates && !state.running) translateLine(line, $$("mark.sent", line)).then(() => { if (state.view === view && document.activeElement?.id === "ra-cited") jump("ra-cited"); });
  }
  else { window.scrollTo(0, 0); ($(".paper", box) || $("#ra-view-title", box)).focus({ preventScroll: true }); }
}
function jump(id) {
  const place = document.getElementById(id);
  if (!place) return;
  place.scrollIntoView({ block: places[id] || "start" });
  place.focus({ preventScroll: true });
}
function closeView(moved) {
  const view = state.view;
  if (!view) return;
  state.view = null;
  forget(); untell();
  $("#ra-view").hidden = true;
  $("#ra-view").replaceChildren();
  beneath().hidden = false;
  if ($("#ra-panel.open")) $(".top").inert = true;
  if (!moved && history.state?.ragassist === "document") history.back();
  window.scrollTo(0, view.y);
  const again = $$("[data-do=read]").filter((each) => each.dataset.doc === view.doc_id && (each.dataset.start ?? "") === String(view.start ?? ""));
  (again.find((each) => each.offsetParent && each.closest(".lit")) || again.find((each) => each.offsetParent))?.focus({ preventScroll: true });
}
// What a document is read over: the result of a task, else the conversation.
function beneath() { return state.task ? $("#ra-task") : $(".desk"); }
window.addEventListener("popstate", () => { if (state.view) closeView(true); else if (history.state?.ragassist !== "task") closeTask(true); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !state.view || event.defaultPrevented) return;
  event.preventDefault();
  closeView();
});
Object.assign(actions, {
  read: (_, button) => read(button),
  "close-view": () => closeView(),
  jump: (_, button) => {
    const outline = button.closest("details");
    if (outline && !WIDE.matches) outline.open = false;
    jump(button.dataset.to);
  },
});

// --- translating what is read ------------------------------------------------------------------------------------------
const spanOf = (sentence) => ({ start: Number(sentence.dataset.start), end: Number(sentence.dataset.end) });
async function translateLine(line, sentences) {
  const box = $(".beside", line), button = $(".letters", line), view = state.view;
  box.hidden = false;
  button.setAttribute("aria-expanded", "true");
  $("#ra-view").classList.add("two-columns");
  for (const sentence of sentences) {
    const { start, end } = spanOf(sentence);
    if ($(`[data-start="${start}"]`, box)) continue;
    const row = made("p", "pair", state.words.translating_now);
    Object.assign(row.dataset, { start, end });
    row.classList.add("waiting");
    const after = $$(".pair", box).find((each) => Number(each.dataset.start) > start);
    box.insertBefore(row, after || null);
    let answer;
    try { answer = await call("translate_in_document", { lang: state.lang, doc_id: view.doc_id, start, end }); }
    catch { answer = { problem: state.words.failed_server }; }
    if (state.view !== view || !row.isConnected) return;
    row.classList.remove("waiting");
    if (answer.problem || !answer.made.text) {
      row.classList.add("note", "doubt");
      row.textContent = answer.problem || state.words.untranslatable;
      row.removeAttribute("data-start");
      return;
    }
    row.textContent = answer.made.text;
    row.lang = state.lang === "zh" ? "zh-Hans" : "en";
    if (!answer.made.confirmed && answer.made.rough) {
      row.append(made("span", "note", `≈ ${state.words.rough_translation}`));
      row.lastChild.dataset.status = "rough";
    } else if (!answer.made.confirmed) row.append(made("span", "note doubt", state.words.unconfirmed_short));
  }
}
function translateBeside(button) {
  const line = button.closest(".line"), box = $(".beside", line);
  if (button.getAttribute("aria-expanded") === "true" && box.childElementCount >= $$(".sent", line).length) {
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (!$(".beside:not([hidden])")) $("#ra-view").classList.remove("two-columns");
    return;
  }
  translateLine(line, $$(".sent", line));
}
root.addEventListener("click", (event) => {
  const sentence = event.target.closest?.("#ra-view .foreign .sent");
  if (!sentence || event.target.closest(".term[role=button]") || !document.getSelection().isCollapsed) return;
  translateLine(sentence.closest(".line"), [sentence]);
});
// Pointing at a sentence shows its translation, and the other way round.
root.addEventListener("pointerover", (event) => {
  const one = event.target.closest?.("#ra-view .sent, #ra-view .pair");
  for (const each of $$("#ra-view .hot")) each.classList.remove("hot");
  if (!one || !one.dataset.start) return;
  for (const each of $$(`[data-start="${one.dataset.start}"]`, one.closest(".line"))) each.classList.add("hot");
});

// --- what a term says --------------------------------------------------------------------------------------------------
let told = null;
function tell(term) {
  const tip = $("#ra-tip");
  if (!tip || told === term) return;
  untell();
  told = term;
  tip.textContent = term.dataset.tip;
  tip.hidden = false;
  term.setAttribute("aria-describedby", "ra-tip");
  const at = term.getClientRects()[0], width = tip.offsetWidth, height = tip.offsetHeight;
  tip.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
  tip.style.top = `${at.top - height - 6 > 0 ? at.top - height - 6 : at.bottom + 6}px`;
}
function untell() {
  if (!told) return;
  told.removeAttribute("aria-describedby");
  told = null;
  const tip = $("#ra-tip");
  if (tip) tip.hidden = true;
}
const termAt = (event) => event.target.closest?.(".term");
root.addEventListener("pointerover", (event) => { const term = termAt(event); if (term) tell(term); else if (!event.target.closest?.("#ra-tip") && !told?.matches(":focus")) untell(); });
root.addEventListener("focusin", (event) => { const term = termAt(event); if (term) tell(term); else untell(); });
root.addEventListener("click", (event) => { const term = termAt(event); if (term) tell(term); });
window.addEventListener("scroll", untell, { passive: true, capture: true });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && told) { event.preventDefault(); event.stopImmediatePropagation(); untell(); }
}, true);

// --- finding a word in what is read ----------------------------------------------------------------------------------
// A term is found by what it says in the reader's language, too: nobody has to type Chinese to search a Chinese text.
const hunt = { text: "", places: [], at: -1 };
function placesOf(wanted) {
  const found = [], sought = wanted.toLocaleLowerCase();
  for (const line of $$("#ra-view .line > :is(p, h3, h4)")) {
    const nodes = [], walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let text = "";
    while (walker.nextNode()) { nodes.push([text.length, walker.currentNode]); text += walker.currentNode.data; }
    const low = text.toLocaleLowerCase();
    if (low.length !== text.length) continue;
    const point = (offset) => { const [start, node] = nodes.findLast(([from]) => from <= offset); return [node, offset - start]; };
    for (let at = low.indexOf(sought); at >= 0; at = low.indexOf(sought, at + sought.length)) {
      const range = document.createRange(), [last, offset] = point(at + sought.length - 1);
      range.setStart(...point(at)); range.setEnd(last, offset + 1);
      found.push(range);
    }
    for (const term of $$(".term", line)) {
      if (!term.dataset.tip.toLocaleLowerCase().includes(sought) || term.textContent.toLocaleLowerCase().includes(sought)) continue;
      const range = document.createRange();
      range.selectNodeContents(term);
      found.push(range);
    }
  }
  return found.sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b));
}
function paint() {
  if (!window.CSS?.highlights) return;
  CSS.highlights.set("ra-found", new Highlight(...hunt.places));
  CSS.highlights.set("ra-found-here", new Highlight(...(hunt.at >= 0 ? [hunt.places[hunt.at]] : [])));
}
function find(step) {
  const text = $("#ra-find").value.trim(), shown = $(".finder output");
  if (text !== hunt.text) Object.assign(hunt, { text, places: text ? placesOf(text) : [], at: -1 });
  const total = hunt.places.length;
  hunt.at = !total ? -1 : hunt.at < 0 ? (step < 0 ? total - 1 : 0) : (hunt.at + step + total) % total;
  shown.textContent = !text ? "" : total ? fill(state.words.find_count, { n: hunt.at + 1, total }) : state.words.find_none;
  paint();
  if (total) (hunt.places[hunt.at].startContainer.parentElement).scrollIntoView({ block: "center" });
}
function forget() { Object.assign(hunt, { text: "", places: [], at: -1 }); paint(); }
root.addEventListener("submit", (event) => { if (event.target.matches(".finder")) find(1); });
root.addEventListener("input", (event) => { if (event.target.id === "ra-find") find(0); });
root.addEventListener("keydown", (event) => {
  if (event.target.id !== "ra-find") return;
  if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); find(-1); }
  if (event.key === "Escape" && event.target.value) { event.preventDefault(); event.stopPropagation(); event.target.value = ""; find(0); }
});

async function originalFile(button) {
  button.disabled = true;
  try {
    const answer = await call("original_file", { lang: state.lang, doc_id: button.dataset.doc });
    if (answer.problem) { toast(answer.problem); return; }
    download(answer.name, bytesOf(answer.content));
    if (answer.note) toast(answer.note);
  } catch { toast(state.words.failed_server); }
  finally { button.disabled = false; }
}
Object.assign(actions, {
  "translate-line": (_, button) => translateBeside(button),
  find: (_, button) => find(Number(button.dataset.step)),
  original: (_, button) => originalFile(button),
});
