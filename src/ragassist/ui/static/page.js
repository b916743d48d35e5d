// The page's behaviour. Everything that is shown comes from the server as escaped HTML or is set as text; the conversation
// is kept by this browser alone (localStorage) and goes to the server with each request that needs it.
const root = element.querySelector("#ra");
const LANG = "ragassist.lang";
const ANSWER_LANG = "ragassist.answer-lang";
const TYPED = "ragassist.typed";
const WIDE = window.matchMedia("(min-width: 960px)");
// Of somebody who signed in: two users of one browser do not see each other's conversations.
const WHO = ((name) => (name ? `.${name}` : ""))(await fetch("reader").then((reply) => reply.json()).then(({ name }) => name).catch(() => ""));
const SILENCE_MS = 5000;
const MAX_TURNS = 100;

const state = { thread: null, translates: false, lang: null, words: {}, turns: [], active: null, running: null, heard: 0, began: 0, view: null, task: null };
const $ = (selector, within = root) => within.querySelector(selector);
const $$ = (selector, within = root) => [...within.querySelectorAll(selector)];
const stored = (key) => { try { return localStorage.getItem(key + WHO); } catch { return null; } };
const store = (key, value) => {
  try { value === null ? localStorage.removeItem(key + WHO) : localStorage.setItem(key + WHO, value); return true; } catch { return false; }  // full, or private mode
};
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const say = (text) => { const live = $("#ra-say"); if (live && text && live.textContent !== text) live.textContent = text; };
// Gradio swallows a failed request and gives undefined; here it is an error, as everywhere.
async function call(name, request) {
  const result = await server[name](request);
  if (result === undefined || result === null) throw new Error(name);
  return result;
}
const turnOf = (id) => state.turns.find((turn) => turn.id === id);

// --- keeping -------------------------------------------------------------------------------------------------------
const record = ({ id, state: at, question, answer, problem, advice, values, seconds, translations, feedback, right }) =>
  ({ id, state: at, question, answer, problem, advice: advice || "", values: values || {}, seconds, translations, feedback: feedback || "", right: right || "" });
const newId = () => (crypto.randomUUID ? crypto.randomUUID() : `turn-${Date.now()}-${Math.random().toString(36).slice(2, 10)}`);
const blank = (question) => ({
  id: newId(), state: "running", question, answer: null, problem: "", values: {}, seconds: 0, translations: {}, feedback: "", right: "",
});

// --- changing the document without disturbing it -------------------------------------------------------------------
// Brings `node` to the shape of `html` by changing only what differs, so that text being read or selected stays put.
function morph(node, html) {
  const wanted = document.createElement("template");
  wanted.innerHTML = html;
  children(node, wanted.content);
}
function children(node, wanted) {
  const now = [...node.childNodes], next = [...wanted.childNodes];
  next.forEach((child, i) => (now[i] ? one(now[i], child) : node.append(child.cloneNode(true))));
  now.slice(next.length).forEach((child) => child.remove());
}
function one(now, next) {
  if (now.nodeType !== next.nodeType || now.nodeName !== next.nodeName) return void now.replaceWith(next.cloneNode(true));
  if (now.nodeType === Node.TEXT_NODE) { if (now.data !== next.data) now.data = next.data; return; }
  if (now.nodeType !== Node.ELEMENT_NODE || (now.hasAttribute("data-keep") && next.hasAttribute("data-keep"))) return;
  for (const { name } of [...now.attributes]) if (!next.hasAttribute(name)) now.removeAttribute(name);
  for (const { name, value } of [...next.attributes]) if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  children(now, next);
}

// --- turns -----------------------------------------------------------------------------------------------------------
function article(turn) {
  const box = document.createElement("article");
  box.className = "turn";
  box.dataset.turn = turn.id;
  const asked = document.createElement("h2");
  asked.className = "question";
  const who = document.createElement("span");
  who.className = "sr-only";
  who.textContent = `${state.words.you_asked}: `;
  const text = document.createElement("span");
  text.textContent = turn.question;
  if (/[\u3400-\u9fff]/.test(turn.question)) text.lang = "zh-Hans";
  asked.append(who, text);
  const body = document.createElement("div");
  body.className = "reply";
  const sources = document.createElement("div");
  sources.className = "sources";
  sources.dataset.turn = turn.id;
  box.append(asked, body, sources);
  turn.box = box; turn.body = body; turn.sources = sources;
  return box;
}
function show(turn, html, cards) {
  turn.body.dataset.state = turn.state;
  morph(turn.body, html);
  if (cards !== null) { morph(turn.sources, cards); turn.sources.hidden = !cards; }
  turn.box.setAttribute("aria-busy", String(turn.state === "running"));
}
// On a wide page the cards of the chosen answer stand in the panel; on a narrow one each answer has its own below it.
function place() {
  const panel = $("#ra-cards");
  if (!panel) return;
  for (const turn of state.turns) if (turn.sources.parentNode !== turn.box) turn.box.append(turn.sources);
  const turn = turnOf(state.active);
  $(".hint", panel).hidden = Boolean(WIDE.matches && turn && !turn.sources.hidden);
  $(".hint", panel).textContent = turn && turn.answer && !turn.answer.citations.length ? state.words.sources_none : state.words.sources_empty;
  if (WIDE.matches && turn) panel.append(turn.sources);
  for (const other of state.turns) other.box.classList.toggle("active", other === turn);
}
function activate(id) {
  if (state.active === id) return;
  state.active = id;
  place();
  $("#ra-cards").scrollTop = 0;
}
function begun() {
  $("#ra-welcome").hidden = state.turns.length > 0;
  root.classList.toggle("talking", state.turns.length > 0);
}
// Whether the reader is looking at the line being written: only then does the page move along.
function near(turn) {
  const line = $(".stage", turn.body);
  return Boolean(line) && line.getBoundingClientRect().top < window.innerHeight;
}
// Keeps the line being written in sight, and no more: what was already read stays where it is.
function followLine(turn) {
  const line = $(".stage", turn.body), form = $("#ra-form");
  if (!line || !form || state.view) return;
  const hidden = line.getBoundingClientRect().bottom + 16 - form.getBoundingClientRect().top;
  if (hidden > 0) window.scrollBy({ top: hidden });
}

// Brings the end of an answer out from behind the form, as far as its question stays in sight.
function bringUp(turn) {
  if (state.view) return;
  const hidden = turn.body.getBoundingClientRect().bottom + 16 - $("#ra-form").getBoundingClientRect().top;
  const room = turn.box.getBoundingClientRect().top - parseFloat(getComputedStyle(turn.box).scrollMarginTop);
  const by = Math.min(hidden, room);
  if (by > 0) window.scrollBy({ top: by });
}

// --- asking ------------------------------------------------------------------------------------------------------------
function ask(question) {
  question = question.trim();
  if (!question || state.running) return;
  const turn = blank(question);
  while (state.turns.length >= MAX_TURNS) state.turns.shift().box.remove();
  state.turns.push(turn);
  $("#ra-turns").append(article(turn));
  start(turn);
  turn.box.scrollIntoView({ block: "start" });
}
function start(turn) {
  const before = state.turns.slice(0, state.turns.indexOf(turn)).filter((each) => each.state === "done");
  Object.assign(turn, { state: "running", started: false, answer: null, problem: "", values: {}, translations: {}, feedback: "", right: "" });
  state.running = turn.id; state.began = state.heard = Date.now();
  keep(); begun(); busy(true);
  const line = document.createElement("div");
  line.innerHTML = '<div class="text"></div><p class="stage"><span class="pulse" aria-hidden="true"></span><span></span><span class="elapsed" data-keep></span></p>';
  line.querySelector(".stage > span:nth-child(2)").textContent = state.words.waiting;
  show(turn, line.innerHTML, "");
  activate(turn.id); place(); panel("sources");
  trigger("ask", { asked: {
    turn: turn.id, question: turn.question, answer_lang: answerLang(), lang: state.lang, within: within(),
    history: before.slice(-6).map((each) => [each.question, each.answer.answer]),
  } });
}
function receive(frame) {
  const turn = frame && frame.turn ? turnOf(frame.turn) : null;
  if (!turn || (turn.state !== "running" && frame.state === "running")) return;
  state.heard = Date.now();
  turn.started = true;
  const follow = near(turn);
  Object.assign(turn, {
    state: frame.state, answer: frame.answer, problem: frame.problem, values: frame.values, seconds: frame.seconds,
  });
  show(turn, frame.html, frame.cards);
  say(frame.say);
  if (frame.cards !== null) place();
  if (frame.state === "running") { if (follow) followLine(turn); return; }
  finish(turn);
  if (follow) bringUp(turn);
}
function finish(turn) {
  if (state.running === turn.id) state.running = null;
  keep(); place(); busy(false);
}
function fail(turn, problem) {
  Object.assign(turn, { state: "failed", problem, values: {}, answer: null });
  show(turn, failure(problem), "");
  say(problem);
  finish(turn);
}
// Only for a server that cannot be asked for the usual card.
function failure(problem) {
  const box = document.createElement("div");
  box.innerHTML = '<div class="notice failure" role="alert"><h3></h3><p class="note"></p><p class="again"><button type="button" class="solid" data-do="retry"></button><button type="button" class="soft" data-do="edit"></button></p></div>';
  $("h3", box).textContent = problem;
  $(".note", box).textContent = state.words.failed_advice;
  $("[data-do=retry]", box).textContent = state.words.retry;
  $("[data-do=edit]", box).textContent = state.words.edit;
  return box.innerHTML;
}
const busy = (on) => { $(".send").hidden = on; $(".halt").hidden = !on; };
const answerLang = () => $("[name=ra-answer-lang]:checked")?.value || "auto";

// A turn that has gone silent: either it is still being worked on, or the server has lost it, or there is no server.
async function watchOver(turn) {
  let working;
  try { working = await call("is_running", { turn: turn.id }); } catch { working = null; }
  if (turn.state !== "running" || working || (working === false && !turn.started)) return;
  fail(turn, working === null ? state.words.failed_server : state.words.failed_bug);
}
setInterval(() => {
  const turn = turnOf(state.running);
  if (!turn) return;
  const elapsed = $(".elapsed", turn.body);
  const seconds = Math.round((Date.now() - state.began) / 1000);
  if (elapsed && seconds > 1) elapsed.textContent = fill(state.words.seconds, { n: seconds });
  if (Date.now() - state.heard < SILENCE_MS) return;
  state.heard = Date.now();
  watchOver(turn);
}, 500);

// --- sources -------------------------------------------------------------------------------------------------------
const cardOf = (turn, n) => $(`.card[data-n="${CSS.escape(n)}"]`, turn.sources);
function light(turn, n) {
  for (const card of $$(".card", turn.sources)) card.classList.toggle("lit", card.dataset.n === n);
  for (const claim of $$(".claim", turn.body)) claim.classList.toggle("lit", claim.dataset.sources.split(" ").includes(n));
  for (const chip of $$(".cite[data-do=cite]", turn.body)) {
    if (chip.dataset.n === n) chip.setAttribute("aria-current", "true"); else chip.removeAttribute("aria-current");
  }
}
function cite(turn, n) {
  activate(turn.id);
  panel("sources");
  const card = cardOf(turn, n);
  if (!card) return;
  light(turn, n);
  card.scrollIntoView({ block: WIDE.matches ? "nearest" : "start", behavior: calm() ? "auto" : "smooth" });
  card.focus({ preventScroll: true });
  const button = $("[data-do=translate]", card);
  if (button && state.translates && !state.running && !button.disabled) translate(turn, n, button);
}
function back(turn, n) {
  light(turn, n);
  const chip = $(`.cite[data-do=cite][data-n="${CSS.escape(n)}"]`, turn.body);
  chip?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  chip?.focus({ preventScroll: true });
}
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
async function translate(turn, n, button) {
  button.disabled = true;
  button.textContent = state.words.translating_now;
  const slot = button.closest(".card-translation");
  let answer;
  try { answer = await call("translate_sentence", { lang: state.lang, turn: record(turn), n: Number(n) }); }
  catch { answer = { problem: state.words.failed_server }; }
  if (answer.problem) {
    button.disabled = false;
    button.textContent = state.words.retry;
    const note = $(".note", slot) || $("dd", slot).appendChild(document.createElement("p"));
    note.className = "note doubt"; note.setAttribute("role", "alert"); note.textContent = answer.problem;
    return;
  }
  turn.translations[n] = answer.kept;
  const focused = document.activeElement === button;
  morph(slot, answer.html);
  if (focused) slot.closest(".card").focus({ preventScroll: true });
  say(answer.kept.text);
  keep();
}
async function copy(turn, button) {
  const label = $("span", button);
  try {
    const text = await call("copy_answer", { lang: state.lang, turn: record(turn) });
    await write(text);
    label.textContent = state.words.copied;
  } catch { label.textContent = state.words.copy_failed; }
  say(label.textContent);
  setTimeout(() => { label.textContent = state.words.copy; }, 2500);
}
async function write(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text; area.className = "sr-only";
  root.append(area); area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy");
}

// --- judging an answer ------------------------------------------------------------------------------------------------
async function judge(turn, button) {
  const box = $(".judge-form", turn.body);
  if (button.dataset.verdict === "helpful") { box.replaceChildren(); turn.right = ""; sendFeedback(turn, "helpful", {}); return; }
  if (box.firstChild) { box.replaceChildren(); return; }
  try { box.innerHTML = (await call("feedback_form", { lang: state.lang })).html; } catch { said(turn, state.words.failed_server); return; }
  $("input", box).focus();
}
function said(turn, text) { $(".thanks", turn.body).textContent = text; }
async function sendFeedback(turn, verdict, { fault = "", note = "", right = "" }) {
  const before = turn.feedback;
  Object.assign(turn, { feedback: verdict, right });
  let answer;
  try { answer = await call("send_feedback", { lang: state.lang, turn: record(turn), fault, note }); }
  catch { answer = { problem: state.words.feedback_failed }; }
  if (answer.problem) { turn.feedback = before; said(turn, answer.problem); return; }
  for (const each of $$("[data-do=judge]", turn.body)) each.setAttribute("aria-pressed", String(each.dataset.verdict === verdict));
  const focused = $(".judge-form", turn.body).contains(document.activeElement);
  $(".judge-form", turn.body).replaceChildren();
  if (focused) $(`[data-do=judge][data-verdict=${verdict}]`, turn.body).focus();
  said(turn, state.words.feedback_thanks);
  keep();
}

// --- panel -----------------------------------------------------------------------------------------------------------
const PANES = { sources: "#ra-cards", threads: "#ra-threads", documents: "#ra-documents", tasks: "#ra-tasks" };
function panel(which) {
  for (const [name, pane] of Object.entries(PANES)) {
    if (!$(pane)) continue;
    $(pane).hidden = name !== which;
    $(`[data-do=show-${name}]`).setAttribute("aria-pressed", String(name === which));
  }
}
function drawer(open, opener = "documents") {
  if (open) state.opener = opener;
  $("#ra-panel").classList.toggle("open", open);
  for (const behind of [$(".talk"), $(".top")]) behind.inert = open;
  if (open) $("[data-do=close-panel]").focus(); else $(`[data-do=${state.opener || opener}]`).focus();
}

// --- opening, in either language -----------------------------------------------------------------------------------
async function open(lang) {
  const typed = $("#ra-question")?.value ?? stored(TYPED) ?? "";
  const chosen = $("#ra-question") ? answerLang() : stored(ANSWER_LANG) || "auto";
  const finished = state.turns.filter((turn) => turn.id !== state.running);
  const opened = await call("open_page", { lang, turns: finished.map(record) });
  const readable = new Set(opened.turns.map(({ id }) => id));
  state.turns = state.turns.filter((turn) => turn.id === state.running || readable.has(turn.id));
  state.lang = opened.lang; state.words = opened.words; state.translates = opened.translates;
  document.documentElement.lang = opened.lang === "zh" ? "zh-Hans" : "en";
  const live = turnOf(state.running);
  const shown = live ? live.body.innerHTML : "";
  root.innerHTML = opened.shell;
  for (const turn of state.turns) $("#ra-turns").append(article(turn));
  for (const { id, html, cards } of opened.turns) show(turnOf(id), html, cards);
  if (live) show(live, shown, "");
  const radio = $$("[name=ra-answer-lang]").find((each) => each.value === chosen);
  (radio || $("[name=ra-answer-lang]")).checked = true;
  $("#ra-question").value = typed;
  libraryOpened(opened);
  await tasksOpened(opened);
  begun(); place(); busy(Boolean(live)); grow(); showThreads();
  if (!state.turns.length) panel("documents");
  if (state.view) await showDocument();
}
function grow() {
  const area = $("#ra-question");
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, window.innerHeight / 3)}px`;
}

// --- events ----------------------------------------------------------------------------------------------------------
const actions = {
  cite: (turn, button) => cite(turn, button.dataset.n),
  back: (turn, button) => (turn ? back(turn, button.dataset.n) : closeCard(button)),
  translate: (turn, button) => (turn ? translate(turn, button.dataset.n, button) : showCard(button.closest(".task-card"), true)),
  copy: (turn, button) => copy(turn, button),
  retry: (turn) => { if (!state.running) start(turn); },
  edit: (turn) => { const area = $("#ra-question"); area.value = turn.question; grow(); area.focus(); },
  stop: () => { const turn = turnOf(state.running); if (turn) call("stop_turn", { turn: turn.id }).catch(() => fail(turn, state.words.failed_server)); },
  starter: (_, button) => ask(button.dataset.question),
  judge: (turn, button) => judge(turn, button),
  "judge-cancel": (turn) => { $(".judge-form", turn.body).replaceChildren(); $("[data-do=judge][data-verdict=wrong]", turn.body).focus(); },
  lang: (_, button) => { store(LANG, button.dataset.lang); open(button.dataset.lang).then(() => $(`[data-do=lang][data-lang=${state.lang}]`).focus()); },
  reopen: () => open(state.lang),
  documents: () => { panel("documents"); if (!WIDE.matches) drawer(true, "documents"); },
  threads: () => { panel("threads"); if (!WIDE.matches) drawer(true, "threads"); },
  "show-sources": () => panel("sources"),
  "show-documents": () => panel("documents"),
  "show-threads": () => panel("threads"),
  "close-panel": () => drawer(false),
};
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && root.contains(button) && button.type !== "submit") {
    const id = button.closest("[data-turn]")?.dataset.turn;
    actions[button.dataset.do]?.(turnOf(id), button);
    return;
  }
  const box = event.target.closest(".turn");
  if (box) activate(box.dataset.turn);
});
root.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.form === "feedback") {
    const turn = turnOf(form.closest("[data-turn]").dataset.turn), given = new FormData(form);
    sendFeedback(turn, "wrong", { fault: given.get("ra-fault") || "", note: given.get("note").trim(), right: given.get("right").trim() });
    return;
  }
  if (form.id !== "ra-form") return;
  const area = $("#ra-question");
  if (!area.value.trim() || state.running) return;
  const question = area.value;
  area.value = ""; grow(); store(TYPED, null);
  ask(question);
});
root.addEventListener("keydown", (event) => {
  if (event.target.id === "ra-question" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("#ra-form").requestSubmit();
  } else if (event.key === "Escape" && !state.view && !state.task) {
    const card = event.target.closest?.(".card");
    if (card) back(turnOf(card.closest("[data-turn]").dataset.turn), card.dataset.n);
    else if ($("#ra-panel.open")) drawer(false);
  }
});
root.addEventListener("input", (event) => {
  if (event.target.id === "ra-question") { grow(); store(TYPED, event.target.value || null); }
  if (event.target.name === "ra-answer-lang") store(ANSWER_LANG, event.target.value);
});
// Pointing at a sentence shows its source, pointing at a source shows its sentences.
root.addEventListener("pointerover", (event) => {
  const claim = event.target.closest?.(".claim"), card = event.target.closest?.(".card");
  $$(".hot").forEach((each) => each.classList.remove("hot"));
  const turn = turnOf((claim || card)?.closest("[data-turn]")?.dataset.turn);
  if (!turn) return;
  const numbers = claim ? claim.dataset.sources.split(" ") : [card.dataset.n];
  for (const n of numbers) cardOf(turn, n)?.classList.add("hot");
  for (const each of $$(".claim", turn.body)) if (each.dataset.sources.split(" ").some((n) => numbers.includes(n))) each.classList.add("hot");
});
WIDE.addEventListener("change", () => { if (WIDE.matches && $("#ra-panel.open")) drawer(false); place(); });
watch("value", () => receive(props.value));
