// Comfort only: every page works without this file.

const wide = matchMedia("(min-width: 992px)");

// Menus under a word close when one clicks elsewhere, opens another, or presses Escape.
const dropdowns = "details.m-dropdown, details.m-help";
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(dropdowns)) {
    if (open.open && !open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest(dropdowns) ?? document.querySelector(":is(details.m-dropdown, details.m-help)[open]");
  if (open?.open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// Filters lie open beside the results on a screen, folded above them on a phone.
const filters = document.querySelector("details.m-filters");
if (filters) filters.open = wide.matches;

// What remains before a deadline, by the server's clock: a workstation's own may be hours off.
const narrow = "\u202f";
const remaining = (milliseconds) => {
  const minutes = Math.floor(milliseconds / 60_000);
  if (milliseconds <= 0) return "terminé";
  if (minutes < 1) return `encore ${Math.floor(milliseconds / 1000)}${narrow}s`;
  if (minutes < 60) return `encore ${minutes}${narrow}min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `encore ${hours}${narrow}h${narrow}${String(minutes % 60).padStart(2, "0")}${narrow}min`;
  return `encore ${Math.floor(hours / 24)}\u00a0jours`;
};
const serverSkew = async () => {
  try {
    const asked = Date.now();
    const answer = await fetch("/sante", { cache: "no-store", credentials: "omit" });
    const said = Date.parse(answer.headers.get("Date") ?? "");
    // The header is cut to the second; half a second and half the way are the best guess.
    return Number.isNaN(said) ? 0 : said + 500 - (asked + Date.now()) / 2;
  } catch {
    return 0;
  }
};
const countdowns = [...document.querySelectorAll("[data-deadline]")];
if (countdowns.length > 0) {
  const skew = await serverSkew();
  const tick = () => {
    for (const place of countdowns) {
      const text = remaining(Date.parse(place.dataset.deadline) - Date.now() - skew);
      if (place.textContent !== text) place.textContent = text;
    }
  };
  tick();
  setInterval(tick, 1000);
}

// A second click on a slow evening must not post twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // A preview in another window leaves this page as it is.
  if (event.defaultPrevented || form.method !== "post" || event.submitter?.formTarget === "_blank") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// « Annuler » answers to Ctrl+Z too, unless one is writing.
const undo = document.querySelector("form[data-undo]");
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (undo && !writing && event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
    event.preventDefault();
    undo.requestSubmit();
  }
});

// <button data-copy="#id">: a reference or a code, copied as it is written.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  const word = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = "Copié";
    setTimeout(() => (button.textContent = word), 2000);
  });
}

// <button data-print>: the browser's own print.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// <p data-reload="2">: what is not there yet comes by itself after so many seconds; a link says the same without a script.
for (const waiting of document.querySelectorAll("[data-reload]")) {
  setTimeout(() => location.reload(), 1000 * Number(waiting.dataset.reload));
}

// <input list="words" data-complete="/recherche/mots">: proposes words while one types; the browser shows them and minds the keys.
for (const input of document.querySelectorAll("input[data-complete]")) {
  let waiting;
  let turn = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const mine = ++turn;
    if (input.value.trim().length < 2) return;
    waiting = setTimeout(async () => {
      try {
        const answer = await fetch(`${input.dataset.complete}?q=${encodeURIComponent(input.value)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || mine !== turn) return;
        const words = await answer.json();
        input.list.replaceChildren(...words.map((word) => Object.assign(document.createElement("option"), { value: word })));
      } catch {
        // Nothing is proposed without a network; the form goes on working.
      }
    }, 150);
  });
}
