// While something is being done, its part of the page is read again; without this script « Actualiser » does the same.
const part = document.getElementById("avancement");
let pause = 2000;
let isTouched = false;

// What somebody has begun to write must not be lost to a page that knows more.
document.addEventListener("input", () => { isTouched = true; });

async function refresh() {
  if (part?.dataset.progress !== "running") return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("avancement");
    if (next && next.dataset.progress !== "running" && !isTouched) return location.reload();
    if (next && !part.contains(document.activeElement)) {
      part.replaceChildren(...next.childNodes);
      part.dataset.progress = next.dataset.progress;
    }
  } catch {
    // The network comes back; the next round tries again.
  }
  pause = Math.min(pause * 1.2, 15000);
  setTimeout(refresh, pause);
}

setTimeout(refresh, pause);
