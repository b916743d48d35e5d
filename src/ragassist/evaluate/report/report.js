"use strict";
const samples = [...document.querySelectorAll("details.sample")];
const [word, lang, type, text] = ["word", "lang", "type", "text"].map((name) => document.getElementById(`by-${name}`));
const shown = document.getElementById("shown");

function filter() {
  const wanted = text.value.trim().toLowerCase();
  let count = 0;
  for (const sample of samples) {
    const data = sample.dataset;
    const fits = (!word.value || data.word === word.value) && (!lang.value || data.lang === lang.value) && (!type.value || data.type === type.value)
      && (!wanted || sample.textContent.toLowerCase().includes(wanted));
    sample.hidden = !fits;
    count += fits;
  }
  shown.textContent = `${count} of ${samples.length}`;
}

for (const control of [word, lang, type]) control.addEventListener("change", filter);
text.addEventListener("input", filter);
document.querySelector("form.filters").addEventListener("submit", (event) => event.preventDefault());
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.matches("details")) { target.open = true; target.scrollIntoView(); }
}
addEventListener("hashchange", openTarget);
let closed = [];
addEventListener("beforeprint", () => { closed = samples.filter((sample) => !sample.hidden && !sample.open); closed.forEach((sample) => { sample.open = true; }); });
addEventListener("afterprint", () => closed.forEach((sample) => { sample.open = false; }));
filter();
openTarget();
