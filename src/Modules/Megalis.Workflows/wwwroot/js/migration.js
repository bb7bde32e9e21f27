// While a migration runs, its figures are read again; without this script « Actualiser » does the same.
const part = document.getElementById("avancement");

async function refresh() {
  if (part.dataset.progress !== "running") return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("avancement");
    if (next && next.dataset.progress !== "running") return location.reload();
    if (next && !part.contains(document.activeElement)) part.replaceChildren(...next.childNodes);
  } catch {
    // The network comes back; the next round tries again.
  }
  setTimeout(refresh, 2000);
}

setTimeout(refresh, 2000);
