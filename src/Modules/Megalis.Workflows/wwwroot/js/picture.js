// Draws the circuits of a page with bpmn-js, where there is room for a drawing; the list beside it says the same. The
// viewer's mark (bpmn.io) stays visible, as its licence asks: nothing of ours lies over it.
const room = window.matchMedia("(min-width: 40rem)");

const loaded = new Map();
const script = (src) => {
  if (!loaded.has(src)) {
    loaded.set(src, new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      Object.assign(tag, { src, onload: resolve, onerror: reject });
      document.head.append(tag);
    }));
  }
  return loaded.get(src);
};

const style = (href) => new Promise((resolve, reject) => {
  const tag = document.createElement("link");
  Object.assign(tag, { rel: "stylesheet", href, onload: resolve, onerror: reject });
  document.head.append(tag);
});

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A long circuit would be too small to read as a whole: then it begins at the step that is under way.
const smallest = 0.45;
const fit = (canvas, whole, first) => {
  const scale = canvas.zoom("fit-viewport", "auto");
  if (scale >= smallest || whole) return;
  canvas.zoom(smallest * 1.4);
  if (first) canvas.scrollToElement(first, { top: 60, bottom: 60, left: 200, right: 300 });
};

const mark = (viewer, figure, marks) => {
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  for (const [id, state] of Object.entries(marks)) {
    canvas.addMarker(id, `m-mark-${state}`);
    const legend = figure.querySelector(`[data-mark="${state}"]`);
    if (!legend) continue;
    const badge = document.createElement("span");
    badge.className = "m-picture-badge";
    badge.dataset.mark = state;
    badge.setAttribute("aria-hidden", "true");
    badge.append(...[...legend.childNodes].map((node) => node.cloneNode(true)));
    overlays.add(id, { position: { top: -24, left: -8 }, html: badge });
  }
};

const draw = async (figure) => {
  const holder = figure.querySelector(".m-picture-canvas");
  const tools = figure.querySelector(".m-picture-tools");
  const [answer] = await Promise.all([
    fetch(figure.dataset.picture, { credentials: "same-origin" }),
    script(figure.dataset.viewer),
    ...figure.dataset.styles.split(" ").map(style),
  ]);
  if (!answer.ok) throw new Error(`${figure.dataset.picture}: ${answer.status}`);
  holder.hidden = tools.hidden = false;
  const viewer = new window.BpmnJS({
    container: holder,
    // The wheel scrolls the page.
    zoomScroll: { enabled: false },
    bpmnRenderer: { defaultFillColor: colour("--m-page"), defaultStrokeColor: colour("--m-text"), defaultLabelColor: colour("--m-text") },
    textRenderer: { defaultStyle: { fontFamily: "system-ui, sans-serif" }, externalStyle: { fontFamily: "system-ui, sans-serif" } },
  });
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  const marks = JSON.parse(figure.dataset.marks);
  const inner = canvas.viewbox().inner;
  const scale = Math.min(1, Math.max(smallest, holder.clientWidth / Math.max(inner.width, 1)));
  holder.style.height = `${Math.round(Math.min(560, Math.max(240, inner.height * scale + 110)))}px`;
  canvas.resized();
  const first = Object.keys(marks).find((id) => marks[id] !== "done");
  fit(canvas, false, first);
  mark(viewer, figure, marks);
  const svg = holder.querySelector("svg");
  svg?.setAttribute("aria-hidden", "true");
  // The viewer makes it a stop of the keyboard; what is hidden from screen readers must not be one.
  svg?.setAttribute("tabindex", "-1");
  tools.addEventListener("click", (event) => {
    const way = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (way === "fit") fit(canvas, true, first);
    else if (way) canvas.zoom(Math.min(3, Math.max(0.15, canvas.zoom() * (way === "in" ? 1.25 : 0.8))), "auto");
  });
};

const drawAll = () => {
  for (const figure of document.querySelectorAll("[data-picture]:not([data-drawn])")) {
    figure.dataset.drawn = "";
    draw(figure).catch((error) => {
      console.error(error);
      figure.querySelector(".m-picture-canvas").hidden = true;
      figure.querySelector(".m-picture-failed").hidden = false;
    });
  }
};

if (room.matches) drawAll();
else room.addEventListener("change", () => room.matches && drawAll(), { once: true });
