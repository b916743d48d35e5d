// The library: adding files, what became of them, limits of the conversation. This goes on where document.js ends and shares its names.
const WITHIN = "ragassist.within";
const POLL_MS = 1000;
const LISTS = ["doc_ids", "kinds", "statuses", "langs"];
const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const library = { limits: null, sending: [], polling: null, sender: 0, opened: new Set(), count: null, stale: false, dragged: 0 };

// --- limits of the conversation --------------------------------------------------------------------------------------
function limits() {
  if (library.limits) return library.limits;
  let found = {};
  try { found = JSON.parse(stored(WITHIN) || "{}") || {}; } catch { /* kept by another version */ }
  const texts = (value) => (Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);
  library.limits = Object.fromEntries(LISTS.map((name) => [name, texts(found[name])]));
  for (const name of ["date_from", "date_to"]) library.limits[name] = DATE.test(found[name] || "") ? found[name] : "";
  return library.limits;
}
const isLimited = () => Object.values(limits()).some((value) => value.length);
// What goes with a question; null when nothing limits it.
function within() { return isLimited() ? limits() : null; }
function setLimit(change) {
  Object.assign(limits(), change);
  store(WITHIN, isLimited() ? JSON.stringify(limits()) : null);
  libraryShown();
}
// As the server does it: a date is within a limit as far as both are precise.
function counts(row) {
  const { doc_ids, kinds, statuses, langs, date_from, date_to } = limits(), { doc, kind, status, lang, date } = row.dataset;
  const in_ = (list, value) => !list.length || list.includes(value);
  const early = date_from && (!date || date < date_from.slice(0, date.length)), late = date_to && (!date || date.slice(0, date_to.length) > date_to);
  return in_(doc_ids, doc) && in_(kinds, kind) && in_(statuses, status) && in_(langs, lang) && !early && !late;
}
function titleOfDocument(doc) { return $(`.library li[data-doc="${CSS.escape(doc)}"] .title`)?.textContent; }
function labelOf(name, value) { return $(`[data-limit="${name}"][value="${CSS.escape(value)}"]`)?.closest("label").textContent || value; }
function chip() {
  const form = $("#ra-form");
  if (!form) return;
  let box = $("#ra-only");
  if (!box) {
    box = document.createElement("p");
    box.id = "ra-only"; box.className = "only-in";
    box.innerHTML = '<span class="sr-only-label"></span><span class="what"></span><button type="button" data-do="only-clear"></button>';
    form.prepend(box);
  }
  box.hidden = !isLimited();
  if (box.hidden) return;
  const { doc_ids, kinds, statuses, langs, date_from, date_to } = limits(), words = state.words;
  const titles = doc_ids.map(titleOfDocument).filter(Boolean), parts = [];
  if (titles.length) parts.push(titles.length > 1 ? fill(words.only_and_more, { first: titles[0], n: titles.length - 1 }) : titles[0]);
  for (const [name, values] of [["kinds", kinds], ["statuses", statuses], ["langs", langs]]) {
    if (values.length) parts.push(values.map((value) => labelOf(name, value)).join(" / "));
  }
  if (date_from) parts.push(fill(words.only_from, { date: date_from }));
  if (date_to) parts.push(fill(words.only_to, { date: date_to }));
  $(".sr-only-label", box).textContent = words.only_in;
  $(".what", box).textContent = parts.join(" · ");
  const clear = $("button", box);
  clear.textContent = "×";
  clear.setAttribute("aria-label", words.only_clear);
  clear.title = words.only_clear;
}
// Everything in the panel that the browser alone knows: what is searched for, chosen, opened.
function libraryShown() {
  const box = $("#ra-documents .lib");
  if (!box) return chip();
  const rows = $$(".library > li", box), sought = ($("#ra-lib-find", box)?.value || "").trim().toLowerCase();
  const there = new Set(rows.map((row) => row.dataset.doc));
  const lost = limits().doc_ids.filter((doc) => !there.has(doc));
  if (lost.length && rows.length) {
    // A document that is gone limits nothing any more.
    limits().doc_ids = limits().doc_ids.filter((doc) => there.has(doc));
    store(WITHIN, isLimited() ? JSON.stringify(limits()) : null);
  }
  let shown = 0, counting = 0;
  for (const row of rows) {
    const about = `${$(".title", row).textContent} ${$(".title-en", row)?.textContent || ""}`.toLowerCase();
    row.hidden = Boolean(sought) && !sought.split(/\s+/).every((word) => about.includes(word));
    const is = counts(row);
    shown += !row.hidden; counting += is;
    row.classList.toggle("outside", !is);
    $(".only", row).setAttribute("aria-pressed", String(limits().doc_ids.includes(row.dataset.doc)));
  }
  for (const input of $$("[data-limit]", box)) {
    const value = limits()[input.dataset.limit];
    if (input.type === "checkbox") input.checked = value.includes(input.value);
    else if (document.activeElement !== input) input.value = value;
  }
  const line = $("#ra-lib-count", box);
  if (line) {
    const said = rows.length && !shown ? line.dataset.none : isLimited() ? fill(state.words.limits_count, { n: counting, all: rows.length }) : "";
    if (line.textContent !== said) line.textContent = said;
    line.hidden = !said;
  }
  chosenShown(box);
  chip();
}

// --- the panel, brought up to date -------------------------------------------------------------------------------------
// Rows keep their elements while others come and go, so that a button never changes under the reader's finger.
function keyed(list, wanted) {
  const next = [...wanted.children], keys = new Set(next.map((row) => row.dataset.doc));
  for (const row of [...list.children]) if (!keys.has(row.dataset.doc)) row.remove();
  let at = list.firstElementChild;
  for (const row of next) {
    const now = [...list.children].find((each) => each.dataset.doc === row.dataset.doc);
    if (!now) { list.insertBefore(row.cloneNode(true), at); continue; }
    if (now === at) at = at.nextElementSibling; else list.insertBefore(now, at);
    one(now, row);
  }
}
function showLibrary(html) {
  const box = $("#ra-documents"), template = document.createElement("template");
  template.innerHTML = html;
  const now = $(".lib", box), wanted = template.content.querySelector(".lib");
  if (!now || !wanted) { box.innerHTML = html; return; }
  // What is open is read here and now: the browser tells of it only later, and the panel must not close under the reader's hand.
  $$("details[data-open]", box).forEach(noteOpen);
  const focused = document.activeElement?.closest?.("[data-slot]");
  for (const slot of wanted.querySelectorAll(":scope > [data-slot]:not([data-keep])")) {
    const place = $(`[data-slot="${slot.dataset.slot}"]`, now), list = $(".library", place), newer = slot.querySelector(".library");
    if (list && newer) keyed(list, newer); else if (place.innerHTML !== slot.innerHTML) morph(place, slot.innerHTML);
  }
  unfold();
  // What was chosen is gone: the reader goes on in the panel, not at the top of the page.
  if (focused && !document.activeElement?.closest?.("[data-slot]")) rest(box);
}
const noteOpen = (details) => library.opened[details.open ? "add" : "delete"](details.dataset.open);
const rest = (box) => { box.tabIndex = -1; box.focus({ preventScroll: true }); };
function unfold() { for (const details of $$("#ra-documents details[data-open]")) details.open = library.opened.has(details.dataset.open); }
async function refresh(request = {}) {
  let answer;
  try { answer = await call("library_status", { lang: state.lang, ...request }); }
  catch { answer = { problem: state.words.failed_server }; }
  if (answer.html) takeIn(answer);
  if (answer.problem) { say(answer.problem); window.alert(answer.problem); }
  return answer;
}
function takeIn(answer) {
  showLibrary(answer.html);
  const filling = $("#ra-filling");
  if (filling && answer.filling) { const template = document.createElement("template"); template.innerHTML = answer.filling; one(filling, template.content.firstElementChild); }
  for (const count of $$(".to-documents .count, [data-do=show-documents] .count")) count.textContent = answer.documents;
  libraryShown();
  // The first document is there, or the last one gone: the welcome is another one, and starter questions fit what is there.
  library.stale = library.stale || (library.count !== null && library.count !== answer.documents);
  library.count = answer.documents;
  if (answer.busy) poll(); else welcomeAnew();
}
// Only the welcome is drawn anew: whoever types or opens something beside it is not disturbed.
async function welcomeAnew() {
  if (!library.stale || $("#ra-panel.open")) return;
  library.stale = false;
  if (state.turns.length || state.view) return;
  const { lang } = state, template = document.createElement("template");
  try { template.innerHTML = (await call("open_page", { lang, turns: [] })).shell; } catch { library.stale = true; return; }
  if (lang !== state.lang) return;
  const box = $("#ra-welcome"), focused = box.contains(document.activeElement);
  morph(box, template.content.querySelector("#ra-welcome").innerHTML);
  if (focused && !box.contains(document.activeElement)) rest(box);
}
function poll() {
  clearTimeout(library.polling);
  library.polling = setTimeout(async () => {
    let answer;
    try { answer = await call("library_status", { lang: state.lang }); } catch { return poll(); }
    takeIn(answer);
  }, POLL_MS);
}
// Called by page.js whenever the page has been drawn.
function libraryOpened(opened) {
  const out = $(".sign-out");
  if (opened.signed_in && !out) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "quiet sign-out", textContent: state.words.sign_out, title: opened.signed_in });
    button.dataset.do = "sign-out";
    $(".tools").append(button);
  }
  $("#ra-drop")?.remove();
  const cover = document.createElement("div");
  cover.id = "ra-drop"; cover.hidden = true;
  cover.append(Object.assign(document.createElement("p"), { textContent: state.words.drop_here }));
  root.append(cover);
  library.count = $$("#ra-documents .library > li").length;
  unfold();
  libraryShown();
  showSending();
  if ($(".fates .pulse, .fates .gone, .filling .pulse")) poll();
}

// --- sending files -----------------------------------------------------------------------------------------------------
const takes = () => $("#ra-documents .lib")?.dataset;
function chooseFiles() {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: true, accept: takes()?.formats.split(" ").join(",") });
  input.addEventListener("change", () => sendAll(input.files));
  input.click();
}
function sendAll(files) {
  const about = takes();
  if (!about || !files.length) return;
  const formats = about.formats.split(" "), max = Number(about.maxMb);
  for (const file of files) {
    const suffix = (/\.[^.]+$/.exec(file.name.toLowerCase()) || [""])[0];
    let problem = "";
    if (!formats.includes(suffix)) problem = fill(state.words.wrong_format, { formats: about.told });
    else if (!file.size) problem = state.words.empty_file;
    else if (file.size > max * 1e6) problem = fill(state.words.too_large, { size: (file.size / 1e6).toFixed(1), mb: max });
    library.sending.push({ id: library.sender++, name: file.name, file: problem ? null : file, sent: 0, problem, busy: false });
  }
  panel("documents");
  if (!WIDE.matches && !$("#ra-panel.open")) drawer(true);
  showSending();
  sendNext();
}
function sendNext() {
  if (library.sending.some((each) => each.busy)) return;
  const next = library.sending.find((each) => each.file);
  if (!next) return;
  next.busy = true;
  const request = new XMLHttpRequest();
  const ended = (problem) => {
    Object.assign(next, { busy: false, file: null, problem });
    if (!problem) library.sending = library.sending.filter((each) => each !== next);
    else say(`${next.name}: ${problem}`);
    showSending();
    if (!problem) refresh();
    sendNext();
  };
  request.upload.addEventListener("progress", (event) => { next.sent = event.lengthComputable ? event.loaded / event.total : 0; showSending(); });
  request.addEventListener("load", () => {
    if (request.status === 401) { window.location.reload(); return; }
    let problem = request.status === 200 ? "" : state.words.send_failed;
    try { problem = JSON.parse(request.responseText).problem ?? problem; } catch { /* not ours */ }
    ended(problem);
  });
  request.addEventListener("error", () => ended(state.words.send_failed));
  request.addEventListener("abort", () => ended(state.words.send_failed));
  request.open("POST", `uploads?name=${encodeURIComponent(next.name)}&lang=${state.lang}`);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.send(next.file);
}
function showSending() {
  const slot = $('[data-slot="sending"]');
  if (!slot) return;
  slot.replaceChildren();
  if (!library.sending.length) return;
  const list = document.createElement("ul");
  list.className = "fates";
  for (const each of library.sending) {
    const row = document.createElement("li"), text = document.createElement("div"), line = document.createElement("p");
    row.dataset.state = each.problem ? "failed" : "waiting";
    line.append(Object.assign(document.createElement("span"), { className: "name", textContent: each.name }));
    if (!each.problem) line.append(" ", Object.assign(document.createElement("span"), { className: "what", textContent: fill(state.words.sending, { n: Math.round(each.sent * 100) }) }));
    text.append(line);
    if (each.problem) {
      text.append(Object.assign(document.createElement("p"), { className: "why", textContent: each.problem }));
      const away = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: state.words.lib_dismiss });
      away.dataset.do = "dismiss"; away.dataset.id = each.id;
      text.append(away);
    } else text.append(Object.assign(document.createElement("progress"), { max: 1, value: each.sent }));
    row.append(text);
    list.append(row);
  }
  slot.append(list);
}
const carriesFiles = (event) => takes()?.formats && [...(event.dataTransfer?.types || [])].includes("Files");
const cover = (on) => { const box = $("#ra-drop"); if (box) box.hidden = !on; };
document.addEventListener("dragenter", (event) => { if (carriesFiles(event)) { event.preventDefault(); library.dragged += 1; cover(true); } });
document.addEventListener("dragleave", (event) => { if (carriesFiles(event) && (library.dragged -= 1) <= 0) { library.dragged = 0; cover(false); } });
const overText = (event) => event.target.closest?.("#ra-tasks .task-text");  // there a file is read to be checked, not added
document.addEventListener("dragover", (event) => { if (carriesFiles(event)) { event.preventDefault(); cover(!overText(event)); } });
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  library.dragged = 0; cover(false);
  if (overText(event)) readFile(event.dataTransfer.files[0]); else sendAll(event.dataTransfer.files);
});

// --- events --------------------------------------------------------------------------------------------------------------
root.addEventListener("toggle", (event) => {
  if (event.target.dataset?.open) noteOpen(event.target);
}, true);
root.addEventListener("input", (event) => {
  const { id, dataset, type, value, checked } = event.target;
  if (id === "ra-lib-find") return libraryShown();
  const name = dataset?.limit;
  if (!name) return;
  if (type === "checkbox") return setLimit({ [name]: limits()[name].filter((each) => each !== value).concat(checked ? [value] : []) });
  const hint = $("#ra-date-hint"), right = !value.trim() || DATE.test(value.trim());
  hint.textContent = right ? hint.dataset.right : hint.dataset.wrong;
  hint.classList.toggle("doubt", !right);
  event.target.setAttribute("aria-invalid", String(!right));
  setLimit({ [name]: right ? value.trim() : "" });
});
const showDocuments = actions["show-documents"], openDocuments = actions.documents, closePanel = actions["close-panel"];
Object.assign(actions, {
  "show-documents": (...given) => { showDocuments(...given); refresh(); },
  documents: (...given) => { openDocuments(...given); refresh(); },
  "close-panel": (...given) => { closePanel(...given); welcomeAnew(); },
  "add-files": () => chooseFiles(),
  dismiss: (_, button) => { library.sending = library.sending.filter((each) => String(each.id) !== button.dataset.id); showSending(); },
  only: (_, button) => {
    const { doc } = button.dataset, chosen = limits().doc_ids;
    setLimit({ doc_ids: chosen.includes(doc) ? chosen.filter((each) => each !== doc) : [...chosen, doc] });
  },
  "only-clear": () => {
    setLimit({ doc_ids: [], kinds: [], statuses: [], langs: [], date_from: "", date_to: "" });
    $("#ra-question").focus();
  },
  lib: async (_, button) => {
    const { act, doc, path } = button.dataset;
    const title = act === "remove" ? titleOfDocument(doc) : "";
    button.disabled = true;
    await refresh({ act, doc_id: doc || "", path: path || "" });
    button.disabled = false;
    if (act === "remove") {
      say(fill(state.words.removing, { title }));
      $(`[data-act=undo][data-doc="${CSS.escape(doc)}"]`)?.focus();
    }
  },
  "sign-out": () => fetch("sign-out", { method: "POST", redirect: "manual" }).finally(() => window.location.reload()),
});
