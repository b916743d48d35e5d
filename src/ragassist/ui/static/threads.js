// Conversations: kept by this browser alone, several of them, in several windows. This goes on where page.js ends.
// The index says which there are; each has its turns under a key of its own; each window remembers which one it shows.
const INDEX = "ragassist.conversations";
const BEFORE = "ragassist.conversation";  // where the only conversation was kept before there were several
const keyOf = (id) => `${BEFORE}.${id}`;
const MAX_TITLE = 120;
const UNDO_MS = 30000;

const parsed = (key) => { try { const value = JSON.parse(stored(key) || "[]"); return Array.isArray(value) ? value : []; } catch { return []; } };
const threads = () => parsed(INDEX).filter((each) => each && typeof each.id === "string").sort((a, b) => b.at - a.at);
const threadOf = (id) => threads().find((each) => each.id === id);
const turnsOf = (id) => parsed(keyOf(id)).slice(-MAX_TURNS);
const titleOf = (thread) => (thread && thread.title) || state.words.conversation_untitled;
const saveIndex = (list) => store(INDEX, JSON.stringify(list));
const remember = (id) => { state.thread = id; try { sessionStorage.setItem(INDEX, id); } catch { /* private mode */ } };
const remembered = () => { try { return sessionStorage.getItem(INDEX); } catch { return null; } };

// --- keeping -------------------------------------------------------------------------------------------------------
// What another window has added to this conversation stays: turns are joined by their ids, this window's own ones win.
function keep() {
  if (!state.turns.length) return;
  const ours = new Map(state.turns.map((turn) => [turn.id, record(turn)]));
  const joined = turnsOf(state.thread).map((turn) => { const own = ours.get(turn.id); ours.delete(turn.id); return own || turn; });
  const turns = [...joined, ...ours.values()].slice(-MAX_TURNS);
  const list = threads();
  let thread = list.find((each) => each.id === state.thread);
  if (!thread) { thread = { id: state.thread, title: "", named: false }; list.push(thread); }
  Object.assign(thread, { at: Date.now(), count: turns.length });
  if (!thread.named) thread.title = turns[0].question.replace(/\s+/g, " ").slice(0, MAX_TITLE);
  const done = store(keyOf(state.thread), JSON.stringify(turns)) && saveIndex(list);
  if (!done) toast(state.words.storage_full);
  showThreads();
}
function startThreads() {
  const old = parsed(BEFORE);
  if (old.length) {
    const id = newId();
    const first = old.find((turn) => turn && typeof turn.question === "string");
    if (store(keyOf(id), JSON.stringify(old)) && saveIndex([...threads(), { id, title: first ? first.question.slice(0, MAX_TITLE) : "", named: false, at: Date.now(), count: old.length }])) store(BEFORE, null);
  }
  const known = threads();
  const shown = known.find((each) => each.id === remembered()) || known[0];
  remember(shown ? shown.id : newId());
  state.turns = shownTurns(state.thread);
}
// A turn that was running when its page went away was cut off.
const shownTurns = (id) => turnsOf(id).map((turn) => (turn && turn.state === "running" ? { ...turn, state: "interrupted" } : turn));

// --- changing from one to another ------------------------------------------------------------------------------------
function leave() {
  const turn = turnOf(state.running);
  if (turn) {
    call("stop_turn", { turn: turn.id }).catch(() => {});
    turn.state = turn.answer && turn.answer.answer ? "stopped" : "interrupted";
    state.running = null;
    keep();
  }
  Object.assign(state, { turns: [], active: null, view: null });
}
function openThread(id) {
  leave();
  remember(id);
  state.turns = shownTurns(id);
  const narrow = $("#ra-panel.open") !== null;
  return open(state.lang).then(() => {
    if (!narrow) panel(state.turns.length ? "threads" : "documents");
    $("#ra-question").focus({ preventScroll: true });
    if (state.turns.length) state.turns.at(-1).box.scrollIntoView({ block: "start" });
  });
}
// Something was changed in another window.
window.addEventListener("storage", (event) => {
  if (event.key === INDEX) showThreads();
  if (event.key !== keyOf(state.thread) || state.running || event.newValue === null) return;
  const mine = new Map(state.turns.map((turn) => [turn.id, turn.state]));
  const fresh = turnsOf(state.thread).filter((turn) => turn.state !== "running");
  if (fresh.every((turn) => mine.get(turn.id) === turn.state)) return;
  state.turns = fresh;
  open(state.lang);
});

// --- the list --------------------------------------------------------------------------------------------------------
const made = (tag, css, text) => { const node = document.createElement(tag); if (css) node.className = css; if (text !== undefined) node.textContent = text; return node; };
function control(action, id, label, sign, text) {
  const button = made("button", "quiet");
  button.type = "button"; button.dataset.do = action; button.dataset.thread = id;
  if (sign) button.append($(`#ra-signs [data-sign=${sign}] svg`).cloneNode(true));
  if (text) button.append(made("span", "", text)); 
  if (label) { button.setAttribute("aria-label", label); button.title = label; }
  return button;
}
function showThreads() {
  const list = $("#ra-threads ul");
  if (!list) return;
  const known = threads();
  for (const count of $$(".thread-count")) count.textContent = String(known.length);
  $("#ra-threads .hint").hidden = false;
  $("#ra-samples").hidden = !known.length;
  if (list.querySelector("form")) return;  // a name is being typed
  list.replaceChildren(...known.map(item));
}
function item(thread) {
  const row = made("li"), title = titleOf(thread), words = state.words;
  row.dataset.thread = thread.id;
  const name = control("open-thread", thread.id, "", "", "");
  name.className = "thread-name";
  const text = made("span", "title", title);
  if (/[\u3400-\u9fff]/.test(title)) text.lang = "zh-Hans";
  const day = new Date(thread.at).toLocaleDateString(state.lang === "zh" ? "zh-CN" : "en-GB", { year: "numeric", month: "short", day: "numeric" });
  const count = thread.count === 1 ? words.conversation_questions_one : fill(words.conversation_questions_many, { n: thread.count });
  name.append(text, made("span", "when", `${day} · ${count}`));
  if (thread.id === state.thread) { name.setAttribute("aria-current", "true"); row.className = "current"; }
  const acts = made("div", "thread-acts");
  acts.append(
    control("rename-thread", thread.id, fill(words.conversation_rename_named, { title }), "pen"),
    control("export-thread", thread.id, "", "save", words.export_markdown),
    control("export-thread", thread.id, "", "save", words.export_docx),
    control("delete-thread", thread.id, fill(words.conversation_delete_named, { title }), "bin"),
  );
  acts.children[1].dataset.kind = "markdown"; acts.children[2].dataset.kind = "docx";
  for (const button of [acts.children[1], acts.children[2]]) button.setAttribute("aria-label", `${button.textContent}: ${title}`);
  row.append(name, acts);
  return row;
}
function rename(button) {
  const row = button.closest("li"), thread = threadOf(button.dataset.thread), words = state.words;
  if (!thread) return;
  const form = made("form", "rename"), input = made("input");
  form.dataset.form = "rename"; form.dataset.thread = thread.id;
  input.type = "text"; input.name = "title"; input.value = titleOf(thread); input.maxLength = MAX_TITLE; input.required = true;
  input.setAttribute("aria-label", words.conversation_name);
  const save = made("button", "soft", words.conversation_save), stop = control("rename-cancel", thread.id, "", "", words.cancel);
  save.type = "submit";
  form.append(input, save, stop);
  row.replaceChildren(form);
  input.focus(); input.select();
}
function endRename(id) {
  $("#ra-threads form")?.remove();
  showThreads();
  $(`#ra-threads [data-do=rename-thread][data-thread="${CSS.escape(id)}"]`)?.focus();
}
root.addEventListener("submit", (event) => {
  if (event.target.dataset.form !== "rename") return;
  const { thread: id } = event.target.dataset, title = $("input", event.target).value.trim().slice(0, MAX_TITLE);
  if (title) saveIndex(threads().map((each) => (each.id === id ? { ...each, title, named: true } : each)));
  endRename(id);
});
root.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest?.("form.rename");
  if (form) { event.stopPropagation(); endRename(form.dataset.thread); }
}, true);
function remove(id) {
  const thread = threadOf(id), turns = stored(keyOf(id));
  if (!thread) return;
  const at = $$("#ra-threads li").findIndex((row) => row.dataset.thread === id);
  saveIndex(threads().filter((each) => each.id !== id));
  store(keyOf(id), null);
  const left = threads();
  const focus = () => ($$("#ra-threads .thread-name")[Math.min(at, left.length - 1)] || $("#ra-question")).focus();
  const shown = id === state.thread ? (() => { state.turns.length = 0; state.running && call("stop_turn", { turn: state.running }).catch(() => {}); state.running = null; return openThread(left.length ? left[0].id : newId()); })() : Promise.resolve(showThreads());
  shown.then(() => {
    focus();
    toast(fill(state.words.conversation_deleted, { title: titleOf(thread) }), () => {
      store(keyOf(id), turns);
      saveIndex([...threads(), thread]);
      openThread(id);
    });
  });
}

// --- a word at the foot of the page, with a way back ----------------------------------------------------------------
let fading = 0;
function toast(text, undo) {
  const box = $("#ra-toast");
  if (!box) return;
  clearTimeout(fading);
  $("p", box).textContent = text;
  const button = $("[data-do=undo]", box);
  button.hidden = !undo;
  state.undo = undo || null;
  box.hidden = false;
  const fade = () => { if (box.matches(":hover, :focus-within")) fading = setTimeout(fade, UNDO_MS / 4); else box.hidden = true; };
  fading = setTimeout(fade, UNDO_MS);
}

// --- files -----------------------------------------------------------------------------------------------------------
const TYPES = { md: "text/markdown;charset=utf-8", jsonl: "application/x-ndjson", docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" };
const bytesOf = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
function download(name, content) {
  const url = URL.createObjectURL(new Blob([content], { type: TYPES[name.split(".").pop()] || "application/octet-stream" }));
  const link = made("a");
  link.href = url; link.download = name;
  root.append(link); link.click(); link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
const fileName = (title) => title.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 60) || "ragassist";
async function exportThread(button) {
  const { thread: id, kind } = button.dataset, title = titleOf(threadOf(id));
  const turns = (id === state.thread ? state.turns.map(record) : turnsOf(id)).filter((turn) => turn.state !== "running");
  button.disabled = true;
  try { download(`${fileName(title)}.${kind === "docx" ? "docx" : "md"}`, bytesOf((await call("export_conversation", { lang: state.lang, title, kind, turns })).content)); }
  catch { toast(state.words.export_failed); }
  finally { button.disabled = false; }
}
async function samples() {
  const turns = threads().flatMap((thread) => turnsOf(thread.id)).filter((turn) => turn.feedback);
  try { download("feedback-samples.jsonl", (await call("feedback_samples", { lang: state.lang, turns })).text); }
  catch { toast(state.words.export_failed); }
}
Object.assign(actions, {
  new: () => { drawerShut(); openThread(newId()); },
  "open-thread": (_, button) => { drawerShut(); if (button.dataset.thread !== state.thread) openThread(button.dataset.thread); },
  "rename-thread": (_, button) => rename(button),
  "rename-cancel": (_, button) => endRename(button.dataset.thread),
  "delete-thread": (_, button) => remove(button.dataset.thread),
  "export-thread": (_, button) => exportThread(button),
  samples: () => samples(),
  undo: () => { $("#ra-toast").hidden = true; state.undo?.(); },
  "dismiss-toast": () => { $("#ra-toast").hidden = true; $("#ra-question").focus(); },
});
function drawerShut() { if ($("#ra-panel.open")) drawer(false); }
