// Comfort only: communes are proposed while one types; a name or a postal code typed whole is understood anyway.

const input = document.querySelector("#commune");
let waiting = 0;
input?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const asked = input.value;
    if (asked.trim().length < 2) return;
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(asked)}`).catch(() => null);
    if (!answer?.ok || input.value !== asked) return;
    document.getElementById(input.getAttribute("list")).replaceChildren(...(await answer.json()).map((text) => Object.assign(document.createElement("option"), { value: text })));
  }, 150);
});
