// Comfort only: without this file the form and every link load the page anew.

const form = document.querySelector("#recherche");
const box = form.querySelector("#q");
const parts = ["nav[aria-label='État des marchés']", "#trouve"];
let underway = null;

for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;

// « / » goes to the box from anywhere, unless one is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
  box.select();
});

const addressOfForm = () => {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim() !== "") query.append(name, value.trim());
  const text = query.toString();
  return form.getAttribute("action") + (text === "" ? "" : `?${text}`);
};

/** What is folded out or in stays so, and the focus stays where it was. */
const remember = () => {
  const focused = document.activeElement?.id ?? "";
  const open = new Map([...document.querySelectorAll("#trouve details")].map((d, at) => [d.querySelector("summary")?.textContent.trim() ?? at, d.open]));
  return () => {
    for (const [at, details] of [...document.querySelectorAll("#trouve details")].entries()) {
      const was = open.get(details.querySelector("summary")?.textContent.trim() ?? at);
      if (was !== undefined) details.open = was;
    }
    if (focused !== "" && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };
};

const show = async (address, push) => {
  underway?.abort();
  underway = new AbortController();
  const results = document.querySelector("#resultats");
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: underway.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const restore = remember();
    for (const part of parts) {
      const [before, after] = [document.querySelector(part), fresh.querySelector(part)];
      if (before && after) before.replaceWith(after);
    }
    const words = fresh.querySelector("#q").value;
    if (document.activeElement !== box) box.value = words;
    for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;
    restore();
    if (push) history.pushState(null, "", address);
    sinceLastVisit();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(addressOfForm(), true);
});
document.addEventListener("change", (event) => {
  if (event.target.form !== form || event.target === box) return;
  show(addressOfForm(), true);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-partial], .m-pager a");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    if (!link.closest(".m-pager")) box.value = new URL(link.href).searchParams.get("q") ?? "";
    show(link.getAttribute("href"), true).then(() => link.closest(".m-pager") && document.querySelector("#trouve").scrollIntoView());
  }
});
addEventListener("popstate", () => {
  box.value = new URLSearchParams(location.search).get("q") ?? "";
  show(location.pathname + location.search, false);
});

// Proposals while one types: ten at most, of the words that stand in the texts.
let waiting = 0;
const suggest = async (input) => {
  const asked = input.value.trim();
  if (asked.length < 2) return;
  const answer = await fetch(`${input.dataset.suggest ?? form.dataset.suggest}?q=${encodeURIComponent(input.value)}`).catch(() => null);
  if (!answer?.ok || input.value.trim() !== asked) return;
  const list = document.getElementById(input.getAttribute("list"));
  list.replaceChildren(...(await answer.json()).map((text) => Object.assign(document.createElement("option"), { value: text })));
};
document.addEventListener("input", (event) => {
  if (event.target !== box && event.target.id !== "commune") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => suggest(event.target), 150);
});

// Why a result is there, below it.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-why]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const item = link.closest("li");
  const shown = item.querySelector(".m-reasons");
  if (shown) {
    shown.remove();
    link.removeAttribute("aria-expanded");
    return;
  }
  const answer = await fetch(link.href);
  if (!answer.ok) return location.assign(link.href);
  const reasons = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".m-reasons");
  item.append(reasons);
  link.setAttribute("aria-expanded", "true");
});

// « 3 nouvelles depuis votre dernière visite »: the instant lies in this browser alone and is sent with no other request.
const key = "megalis.marches.visite";
const since = (() => {
  try {
    const [last, before] = JSON.parse(localStorage.getItem(key) ?? "[null, null]");
    const now = new Date().toISOString();
    // Within half an hour it is the same visit.
    const sameVisit = last && Date.now() - Date.parse(last) < 30 * 60_000;
    localStorage.setItem(key, JSON.stringify([now, sameVisit ? before : last]));
    return sameVisit ? before : last;
  } catch {
    return null;
  }
})();
async function sinceLastVisit() {
  const place = document.querySelector("[data-since]");
  if (!since || !place) return;
  const withSince = (address) => `${address}${address.includes("?") ? "&" : "?"}depuis=${encodeURIComponent(since)}`;
  const answer = await fetch(`${withSince(place.dataset.since)}&n=0`).catch(() => null);
  if (!answer?.ok) return;
  const { total } = await answer.json();
  if (total === 0) return;
  const link = Object.assign(document.createElement("a"), { href: withSince(place.dataset.all), textContent: total === 1 ? "1 nouvelle" : `${total} nouvelles` });
  place.replaceChildren(link, " depuis votre dernière visite");
  place.hidden = false;
}
sinceLastVisit();
