// <input data-suggest="/achats/cpv" list="cpv">: fills the field's list while one types. Without it the list is the
// short one of the page, and what is typed is understood all the same.

let last = 0;

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = input.list;
  let waiting;
  if (!list) continue;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim().length < 2) return;
    waiting = setTimeout(async () => {
      const turn = ++last;
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value.trim())}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || turn !== last) return;
      const words = await answer.json();
      list.replaceChildren(...words.map((word) => Object.assign(document.createElement("option"), { value: word })));
    }, 200);
  });
}
