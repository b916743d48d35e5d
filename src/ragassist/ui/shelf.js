// The documents: reading a whole one. This goes on where page.js ends and shares its names.

// --- reading a document --------------------------------------------------------------------------------------------
const places = { "ra-cited": "center" };
const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
async function read(button) {
  const { doc, start, end } = button.dataset;
  const view = { doc_id: doc, y: window.scrollY };
  if (start !== undefined) Object.assign(view, { start: Number(start), end: Number(end) });
  button.disabled = true;
  state.view = view;
  try { await showDocument(); } finally { button.disabled = false; }
  if (state.view === view) history.pushState({ ragassist: "document" }, "");
}
async function showDocument() {
  const { doc_id, start, end } = state.view, view = state.view;
  let answer;
  try { answer = await call("open_document", { lang: state.lang, doc_id, start, end }); }
  catch { answer = { problem: state.words.failed_server }; }
  if (state.view !== view) return;
  if (answer.problem) { state.view = null; $("#ra-view").hidden = true; $(".desk").hidden = false; say(answer.problem); window.alert(answer.problem); return; }
  const box = $("#ra-view");
  morph(box, answer.html);
  box.hidden = false;
  $(".desk").hidden = true;
  $(".top").inert = false;
  const outline = $(".outline details", box);
  if (outline) outline.open = WIDE.matches;
  await settled();
  if ($("#ra-cited")) jump("ra-cited");
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
  $("#ra-view").hidden = true;
  $("#ra-view").replaceChildren();
  $(".desk").hidden = false;
  if ($("#ra-panel.open")) $(".top").inert = true;
  if (!moved && history.state?.ragassist === "document") history.back();
  window.scrollTo(0, view.y);
  const again = $$("[data-do=read]").filter((each) => each.dataset.doc === view.doc_id && (each.dataset.start ?? "") === String(view.start ?? ""));
  (again.find((each) => each.offsetParent && each.closest(".lit")) || again.find((each) => each.offsetParent))?.focus({ preventScroll: true });
}
window.addEventListener("popstate", () => closeView(true));
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
