// Document tasks: begun here, done by the server while the reader does something else, their results kept by this browser alone.
// This goes on where library.js ends and shares its names. The index is in localStorage, the results are in IndexedDB.
const WORK = "ragassist.tasks";
const TICK_MS = 700;
const MAX_RESULTS = 60;
const MOST_DOCUMENTS = 20;
const tasks = { kept: new Map(), timer: null, works: false, file: null };

// --- keeping ---------------------------------------------------------------------------------------------------------
const work = () => parsed(WORK).filter((each) => each && typeof each.id === "string");
const workOf = (id) => work().find((each) => each.id === id);
const isOpen = (each) => each.state === "waiting" || each.state === "running";
function saveWork(list) {
  const over = list.sort((a, b) => b.at - a.at).slice(MAX_RESULTS);
  for (const each of over) forgetResult(each.id);
  store(WORK, JSON.stringify(list.slice(0, MAX_RESULTS)));
  showWork();
}
function changeWork(id, change) { saveWork(work().map((each) => (each.id === id ? { ...each, ...change } : each))); }
let opening = null;
function database() {
  opening ??= new Promise((done) => {
    let request;
    try { request = indexedDB.open(`ragassist${WHO}`, 1); } catch { return done(null); }
    request.onupgradeneeded = () => request.result.createObjectStore("results");
    request.onsuccess = () => done(request.result);
    request.onerror = () => done(null);  // private mode
  });
  return opening;
}
async function inStore(mode, act) {
  const base = await database();
  if (!base) return undefined;
  return new Promise((done) => {
    const transaction = base.transaction("results", mode), request = act(transaction.objectStore("results"));
    let value;
    request.onsuccess = () => { value = request.result ?? true; };
    transaction.oncomplete = () => done(value);
    transaction.onerror = transaction.onabort = () => done(undefined);
  });
}
async function keepResult(id, report) {
  tasks.kept.set(id, report);
  if (!(await inStore("readwrite", (place) => place.put(report, id)))) toast(state.words.task_not_kept);
}
async function resultOf(id) {
  if (!tasks.kept.has(id)) {
    const found = await inStore("readonly", (place) => place.get(id));
    if (found && found.tables) tasks.kept.set(id, found);
  }
  return tasks.kept.get(id);
}
function forgetResult(id) {
  for (const each of [id, fileKey(id)]) { tasks.kept.delete(each); inStore("readwrite", (place) => place.delete(each)); }
}
// The Word file whose text was checked, as {name, content}: kept beside the result, so that its comments can be put into it.
const fileKey = (id) => `${id}.file`;
async function keepFile(id, file) { tasks.kept.set(fileKey(id), file); await inStore("readwrite", (place) => place.put(file, fileKey(id))); }
async function fileOf(id) {
  const key = fileKey(id);
  if (!tasks.kept.has(key)) {
    const found = await inStore("readonly", (place) => place.get(key));
    if (found && found.content) tasks.kept.set(key, found);
  }
  return tasks.kept.get(key);
}

// --- beginning -------------------------------------------------------------------------------------------------------
function problem(text) {
  const line = $("#ra-tasks .problem");
  line.textContent = text; line.hidden = !text;
  if (text) { showTasks(); line.scrollIntoView({ block: "nearest" }); }
}
function nameOf(request) {
  const title = (doc) => $(`#ra-tasks select[name=doc] option[value="${CSS.escape(doc)}"]`)?.textContent || doc;
  const words = state.words, about = request.docs.map(title).join(" → ");
  if (request.task === "list") return `${$(`#ra-tasks select[name=kind] option[value=${request.kind}]`).textContent}${request.within?.doc_ids?.length === 1 ? `: ${title(request.within.doc_ids[0])}` : ""}`;
  if (request.task === "audit") return `${words.task_check}: ${request.text.replace(/\s+/g, " ").slice(0, 60)}`;
  return `${request.task === "brief" ? words.task_brief : words.task_compare}: ${about}`;
}
async function begin(request, file = null) {
  problem("");
  showTasks();
  let answer;
  try { answer = await call("start_task", { lang: state.lang, ...request }); }
  catch { answer = { problem: state.words.failed_server }; }
  if (answer.problem) { problem(answer.problem); return; }
  const entry = { id: newId(), job: answer.job, request, title: nameOf(request).slice(0, 160), lang: state.lang, state: "waiting", at: Date.now() };
  if (file) await keepFile(entry.id, file);
  saveWork([entry, ...work()]);
  tasks.wanted = entry.id;
  $("#ra-tasks .task-results li").scrollIntoView({ block: "nearest" });
  watchWork();
}
const translates = () => Boolean($("#ra-tasks [name=render]")?.checked);
function submitted(form, which) {
  const value = (name) => form.elements[name]?.value.trim() || "";
  const doc = value("doc"), render = translates(), docs = doc ? [doc] : limits().doc_ids;
  if (which === "brief" && docs.length > MOST_DOCUMENTS) return problem(fill(state.words.task_too_many, { n: MOST_DOCUMENTS }));
  if (which === "brief") return docs.length ? begin({ task: "brief", docs, focus: value("focus"), full: form.elements.full.checked, render }) : problem(state.words.task_choose_one);
  if (which === "compare") {
    const other = value("other");
    return doc && other && doc !== other ? begin({ task: "compare", docs: [doc, other], render }) : problem(state.words.task_choose_two);
  }
  const scope = doc ? { doc_ids: [doc] } : within();
  if (which === "list") return begin({ task: "list", docs: [], within: scope, kind: value("kind"), ask: value("ask"), render });
  const text = form.elements.text.value;
  return text.trim() ? begin({ task: "audit", docs: [], within: scope, text, render }, tasks.file) : problem(state.words.task_no_text);
}
function fromFile() {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept: takes()?.formats.split(" ").join(",") });
  input.addEventListener("change", () => readFile(input.files[0]));
  input.click();
}
async function readFile(file) {
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  const content = btoa(binary);
  let answer;
  try { answer = await call("text_of_file", { lang: state.lang, name: file.name, content }); }
  catch { answer = { problem: state.words.send_failed }; }
  if (answer.problem) { problem(answer.problem); return; }
  problem("");
  const area = $("#ra-tasks [name=text]");
  area.value = answer.text; area.focus();
  setFile(/\.docx$/i.test(file.name) ? { name: file.name, content } : null);
}
// The file that the text in the form came from, as long as any of it is there.
function setFile(file) {
  tasks.file = file;
  const line = $("#ra-tasks .task-file");
  if (!line) return;
  line.hidden = !file;
  line.textContent = file ? fill(state.words.task_file_returns, { name: file.name }) : "";
}

// --- on the documents that were chosen ---------------------------------------------------------------------------------
function chosenShown(box) {
  const { doc_ids } = limits(), there = tasks.works ? doc_ids.length : 0;
  const shows = { "chosen-compare": there === 2, "chosen-list": there > 0, "chosen-brief": there > 0 && there <= MOST_DOCUMENTS };
  for (const [action, is] of Object.entries(shows)) { const button = $(`[data-do=${action}]`, box); if (button) button.hidden = !is; }
  scopeShown();
}
// What the form works on where no document is chosen in it.
function scopeShown() {
  const first = $("#ra-tasks select[name=doc]")?.options[0], n = limits().doc_ids.length;
  if (!first) return;
  first.dataset.all ||= first.textContent;
  first.textContent = n ? fill(state.words.task_chosen, { n }) : isLimited() ? state.words.task_within : first.dataset.all;
}
// The earlier of the two first, as far as their dates say.
function inOrder(docs) {
  const dated = (doc) => $(`.library li[data-doc="${CSS.escape(doc)}"]`)?.dataset.date || "";
  return [...docs].sort((a, b) => (dated(a) < dated(b) ? -1 : dated(a) > dated(b) ? 1 : 0));
}

// --- what is going on ------------------------------------------------------------------------------------------------
function watchWork() {
  clearTimeout(tasks.timer);
  if (!work().some(isOpen)) return;
  tasks.timer = setTimeout(async () => {
    for (const entry of work().filter(isOpen)) await askAfter(entry);
    watchWork();
  }, TICK_MS);
}
async function askAfter(entry) {
  let answer;
  try { answer = await call("task_status", { lang: state.lang, job: entry.job }); } catch { return; }  // the server may come back
  const { done, total, ahead } = answer, words = state.words;
  if (answer.state === "done") {
    await keepResult(entry.id, answer.report);
    changeWork(entry.id, { state: "done", title: answer.report.title, problem: "" });
    say(fill(words.task_ready, { title: answer.report.title }));
    if (tasks.wanted === entry.id && !state.view && !state.running) { tasks.wanted = null; openTask(entry.id); }
  } else if (answer.state === "lost") changeWork(entry.id, { state: "failed", problem: words.task_lost });
  else if (answer.state !== entry.state || done !== entry.done || total !== entry.total || ahead !== entry.ahead) {
    changeWork(entry.id, { state: answer.state, done, total, ahead, problem: answer.problem });
    if (answer.state === "failed") say(answer.problem);
  }
}
function stateOf(entry) {
  const words = state.words;
  if (entry.state === "waiting") return entry.ahead ? fill(words.task_queued, { n: entry.ahead }) : words.task_working;
  if (entry.state === "running") return entry.total ? fill(words.task_progress, { done: entry.done, total: entry.total }) : words.task_working;
  if (entry.state === "failed") return `${words.task_failed}: ${entry.problem || ""}`;
  if (entry.state === "stopped") return words.task_stopped;
  return new Date(entry.at).toLocaleDateString(state.lang === "zh" ? "zh-CN" : "en-GB", { year: "numeric", month: "short", day: "numeric" });
}
function showWork() {
  const list = $("#ra-tasks .task-results");
  if (!list) return;
  const all = work();
  for (const count of $$(".task-count")) count.textContent = String(all.length);
  const focused = document.activeElement?.closest?.("#ra-tasks .task-results li")?.dataset.task, at = document.activeElement?.dataset?.do;
  list.replaceChildren(...all.map(workRow));
  if (focused) ($(`li[data-task="${CSS.escape(focused)}"] [data-do="${at}"]`, list) || $(`li[data-task="${CSS.escape(focused)}"] button`, list))?.focus();
}
function workRow(entry) {
  const row = made("li"), words = state.words, { title } = entry, going = isOpen(entry);
  row.dataset.task = entry.id; row.dataset.state = entry.state;
  const name = made(entry.state === "done" ? "button" : "div", "thread-name"), text = made("span", "title", title);
  if (/[\u3400-\u9fff]/.test(title)) text.lang = "zh-Hans";
  if (entry.state === "done") { name.type = "button"; name.dataset.do = "task-open"; name.dataset.task = entry.id; name.setAttribute("aria-label", fill(words.task_open_named, { title })); }
  name.append(text, made("span", "when", stateOf(entry)));
  row.append(name);
  if (going) { const bar = made("progress"); bar.setAttribute("aria-label", title); if (entry.total) { bar.max = entry.total; bar.value = entry.done; } row.append(bar); }
  const acts = made("div", "thread-acts");
  const button = (action, label, sign, text) => { const made = control(action, entry.id, label, sign, text); made.dataset.task = entry.id; acts.append(made); };
  if (going) button("task-stop", fill(words.task_stop_named, { title }), "", words.stop);
  else {
    if (entry.state !== "done") button("task-retry", "", "", words.task_again);
    button("task-delete", fill(words.task_delete_named, { title }), "bin");
  }
  row.append(acts);
  return row;
}

// --- a result --------------------------------------------------------------------------------------------------------
async function openTask(id) {
  const view = { id, y: window.scrollY };
  if (state.task) view.y = state.task.y; else history.pushState({ ragassist: "task" }, "");
  state.task = view;
  drawerShut();
  await drawTask(true);
}
async function drawTask(focus) {
  const view = state.task, report = await resultOf(view.id);
  let answer = { problem: state.words.task_lost };
  try { if (report) answer = await call("show_task", { lang: state.lang, report }); }
  catch { answer = { problem: state.words.failed_server }; }
  if (state.task !== view) return;
  if (answer.problem) { state.task = null; history.back(); toast(answer.problem); return; }
  const box = $("#ra-task");
  box.innerHTML = answer.html;
  const dates = $(".timeline", box);
  if (dates) dates.open = WIDE.matches;  // on a phone the table comes first, the timeline is one touch away
  if (state.view) return;
  box.hidden = false; $(".desk").hidden = true; $(".top").inert = false;
  if (focus) { window.scrollTo(0, 0); $("#ra-task-title").focus({ preventScroll: true }); }
}
function closeTask(moved) {
  const view = state.task;
  if (!view) return;
  state.task = null;
  untell();
  $("#ra-task").hidden = true; $("#ra-task").replaceChildren();
  $(".desk").hidden = false;
  if (!moved && history.state?.ragassist === "task") history.back();
  window.scrollTo(0, view.y);
  $(`#ra-tasks [data-do=task-open][data-task="${CSS.escape(view.id)}"]`)?.focus({ preventScroll: true });
}
// A card stands right below the line that it belongs to; one at a time, and Escape leads back to its marker.
async function cardOfTask(button) {
  const item = button.closest(".item, .summary > li"), open = button.getAttribute("aria-expanded") === "true";
  closeCards();
  if (open) return;
  let place;
  if (item.tagName === "TBODY") {
    const row = made("tr", "card-row"), cell = made("td");
    cell.colSpan = $$("thead th", item.closest("table")).length;
    place = made("div", "task-card"); cell.append(place); row.append(cell); item.append(row);
  } else { place = made("div", "task-card"); item.append(place); }
  place.dataset.n = button.dataset.n;
  button.setAttribute("aria-expanded", "true");
  await showCard(place, false);
}
async function showCard(place, translate) {
  const report = await resultOf(state.task.id), n = Number(place.dataset.n), button = $("[data-do=translate]", place);
  if (button) { button.disabled = true; button.textContent = state.words.translating_now; }
  let answer;
  try { answer = await call("task_card", { lang: state.lang, citation: report.citations[n - 1], translate }); }
  catch { answer = { problem: state.words.failed_server }; }
  if (!place.isConnected) return;
  if (answer.problem) { toast(answer.problem); if (button) { button.disabled = false; button.textContent = state.words.retry; } return; }
  place.innerHTML = answer.html;
  const card = $(".card", place);
  for (const each of $$("[data-do=back]", place)) each.setAttribute("aria-label", fill(state.words.task_close_card, { n }));
  card.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  card.focus({ preventScroll: true });
}
function closeCards() {
  for (const card of $$("#ra-task .task-card")) (card.closest(".card-row") || card).remove();
  for (const chip of $$('#ra-task [data-do=task-cite][aria-expanded="true"]')) chip.setAttribute("aria-expanded", "false");
}
function closeCard(within) {
  const chip = $('#ra-task [data-do=task-cite][aria-expanded="true"]');
  closeCards();
  chip?.focus();
}
function pointAt(id) {
  for (const each of $$("#ra-task .lit")) each.classList.remove("lit");
  const place = document.getElementById(id);
  if (!place) return;
  place.classList.add("lit");
  place.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  place.focus({ preventScroll: true });
}

// --- rows, ordered and narrowed --------------------------------------------------------------------------------------
const cellText = (item, column) => item.rows[0].cells[column]?.textContent.trim() || "";
function order(table, column, direction) {
  closeCards();
  const items = [...table.tBodies], compare = new Intl.Collator(state.lang === "zh" ? "zh-CN" : "en", { numeric: true }).compare;
  items.forEach((item, at) => { item.dataset.at ??= at; });
  items.sort((a, b) => (column === null ? 0 : direction * compare(cellText(a, column), cellText(b, column))) || a.dataset.at - b.dataset.at);
  table.append(...items);
  $$("thead th", table).forEach((head, at) => { if (head.hasAttribute("aria-sort")) head.setAttribute("aria-sort", at === column ? (direction > 0 ? "ascending" : "descending") : "none"); });
}
// From the timeline to its row; a filter that hides the row gives way.
function toRow(id) {
  const row = document.getElementById(id), filter = row && $(".row-filter", row.closest("section"));
  if (row?.hidden && filter) { filter.value = ""; narrow(filter); }
  pointAt(id);
}
function narrow(input) {
  closeCards();
  const table = $("table", input.closest("section")), sought = input.value.toLowerCase().split(/\s+/).filter(Boolean), output = $("output", input.closest(".narrow"));
  let shown = 0;
  for (const item of table.tBodies) {
    const text = item.textContent.toLowerCase();
    item.hidden = !sought.every((word) => text.includes(word));
    shown += !item.hidden;
  }
  output.textContent = fill(state.words.task_rows, { n: shown, total: output.dataset.total });
}

// --- files -----------------------------------------------------------------------------------------------------------
// An audit of a Word file is saved as that file with comments, under its own name.
async function saveResult(button) {
  const { id } = state.task, { kind } = button.dataset, report = await resultOf(id);
  const file = kind === "docx" && report.task === "audit" ? await fileOf(id) : null;
  return file
    ? saveFile(button, "export_task", `${file.name.replace(/\.docx$/i, "")} ragassist`, { report, kind, original: file.content })
    : saveFile(button, "export_task", report.title, { report, kind });
}
async function saveFile(button, name, title, request) {
  button.disabled = true;
  try {
    const answer = await call(name, { lang: state.lang, ...request });
    if (answer.problem) toast(answer.problem); else download(`${fileName(title)}.${request.kind || "zip"}`, bytesOf(answer.content));
  } catch { toast(state.words.export_failed); }
  finally { button.disabled = false; }
}

// --- events ----------------------------------------------------------------------------------------------------------
function showTasks() { closeView(); closeTask(); panel("tasks"); if (!WIDE.matches && !$("#ra-panel.open")) drawer(true); }
async function freshDocuments() {
  let answer;
  try { answer = await call("task_documents", { lang: state.lang }); } catch { return; }
  for (const select of $$("#ra-tasks :is(select[name=doc], select[name=other])")) {
    const { value } = select, first = select.options[0].cloneNode(true);
    select.innerHTML = answer.options;
    select.prepend(first);
    scopeShown();
    select.value = [...select.options].some((each) => each.value === value) ? value : "";
  }
}
async function tasksOpened(opened) {
  tasks.works = opened.works;
  root.classList.toggle("no-tasks", !opened.works);
  showWork();
  watchWork();
  libraryShown();
  setFile(null);
  if (state.task) await drawTask(false);
}
Object.assign(actions, {
  "show-tasks": () => { panel("tasks"); freshDocuments(); },
  "task-brief": (_, button) => begin({ task: "brief", docs: [button.dataset.doc], render: state.translates && translates() }),
  "task-versions": (_, button) => begin({ task: "compare", docs: [button.dataset.other, button.dataset.doc], render: translates() }),
  "task-more": async (_, button) => {
    const { doc } = button.dataset;
    showTasks();
    await freshDocuments();
    const select = $("#ra-tasks [name=doc]");
    select.value = doc; select.focus();
  },
  "task-file": () => fromFile(),
  "task-open": (_, button) => openTask(button.dataset.task),
  "task-close": () => closeTask(),
  "task-stop": (_, button) => { const entry = workOf(button.dataset.task); call("stop_task", { lang: state.lang, job: entry.job }).catch(() => {}); changeWork(entry.id, { state: "stopped" }); },
  "task-retry": async (_, button) => { const entry = workOf(button.dataset.task), file = fileOf(entry.id); removeWork(entry.id); begin(entry.request, await file); },
  "task-again": async () => { const entry = workOf(state.task.id); if (entry) begin(entry.request, await fileOf(entry.id)); },
  "chosen-compare": () => begin({ task: "compare", docs: inOrder(limits().doc_ids), render: translates() }),
  "chosen-brief": () => begin({ task: "brief", docs: limits().doc_ids, render: state.translates && translates() }),
  "chosen-list": async () => {
    showTasks();
    await freshDocuments();
    $("#ra-tasks [name=doc]").value = "";
    $("#ra-tasks [name=kind]").focus();
  },
  "task-delete": (_, button) => {
    const entry = workOf(button.dataset.task), at = $$("#ra-tasks .task-results > li").findIndex((row) => row.dataset.task === entry.id);
    const kept = Promise.all([resultOf(entry.id), fileOf(entry.id)]);  // both are asked for before they are forgotten
    removeWork(entry.id);
    ($$("#ra-tasks .task-results > li")[Math.max(0, at - 1)]?.querySelector("button") || $("#ra-tasks select")).focus();
    toast(fill(state.words.task_deleted, { title: entry.title }), async () => {
      const [report, file] = await kept;
      if (report) keepResult(entry.id, report);
      if (file) keepFile(entry.id, file);
      saveWork([entry, ...work()]);
    });
  },
  "task-cite": (_, button) => cardOfTask(button),
  "task-sort": (_, button) => { const head = button.closest("th"), column = Number(button.dataset.column); order(button.closest("table"), column, head.getAttribute("aria-sort") === "ascending" ? -1 : 1); },
  "task-save": (_, button) => saveResult(button),
  "task-row": (_, button) => toRow(`ra-row-0-${button.dataset.line}`),
  finding: (_, button) => pointAt(`ra-finding-${button.dataset.line}`),
  stated: (_, button) => pointAt(`ra-stated-${button.dataset.line}`),
  pack: (turn, button) => saveFile(button, "pack_answer", turn.question, { turn: record(turn) }),
});
function removeWork(id) { forgetResult(id); saveWork(work().filter((each) => each.id !== id)); }
root.addEventListener("submit", (event) => { if (event.target.dataset.form === "task") submitted(event.target, event.submitter?.value || "list"); });
root.addEventListener("input", (event) => {
  if (event.target.matches?.("#ra-tasks [name=text]") && !event.target.value.trim()) setFile(null);
  if (event.target.matches?.(".row-filter")) narrow(event.target);
  if (event.target.matches?.(".row-sort")) order($("table", event.target.closest("section")), event.target.value === "" ? null : Number(event.target.value), 1);
});
root.addEventListener("keydown", (event) => {
  const mark = event.target.closest?.(".stated-here");
  if (mark && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); mark.click(); }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !state.task || state.view || event.defaultPrevented) return;
  event.preventDefault();
  if ($("#ra-task .task-card")) closeCard(); else closeTask();
});
// Another window has begun, ended or deleted something.
window.addEventListener("storage", (event) => { if (event.key === WORK + WHO) { showWork(); watchWork(); } });
