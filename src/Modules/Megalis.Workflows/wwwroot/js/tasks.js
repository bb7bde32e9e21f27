// j and k go to the next and the previous task, in the list and on a task's page; « ? » says so. Never while one is writing,
// and not at all for who switched them off: keys of one letter get in the way of dictation.

const memory = "megalis.taches.raccourcis";
const help = document.querySelector("#raccourcis");
const toggle = help?.querySelector("button");

const isOff = () => {
  try {
    return localStorage.getItem(memory) === "non";
  } catch {
    return false;
  }
};

const say = () => {
  if (toggle) toggle.textContent = isOff() ? toggle.dataset.on : toggle.dataset.off;
};

if (help) help.hidden = false;
say();
toggle?.addEventListener("click", () => {
  try {
    if (isOff()) localStorage.removeItem(memory);
    else localStorage.setItem(memory, "non");
  } catch {
    // A browser that keeps nothing keeps the keys.
  }
  say();
});

const step = (by) => {
  const neighbour = document.querySelector(by > 0 ? "a[rel=next][data-task]" : "a[rel=prev][data-task]");
  if (neighbour) {
    location.assign(neighbour.href);
    return;
  }
  const links = [...document.querySelectorAll("[data-tasks] h2 a")];
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isOff() || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?" && help) {
    help.open = !help.open;
    help.querySelector("summary").focus();
  } else return;
  event.preventDefault();
});
