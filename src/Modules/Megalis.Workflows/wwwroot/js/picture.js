// Draws the circuits of a page with bpmn-js, at once where there is room for a drawing, else when it is asked for; the list
// beside it says the same. The viewer's mark (bpmn.io) stays visible, as its licence asks: nothing of ours lies over it.
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
const fit = (viewer, whole, first) => {
  const canvas = viewer.get("canvas");
  const scale = canvas.zoom("fit-viewport", "auto");
  if (whole) return;
  if (scale < smallest) canvas.zoom(smallest * 1.4);
  if (scale < smallest && first) show(viewer, first);
};

const show = (viewer, id) => {
  const canvas = viewer.get("canvas");
  if (canvas.zoom() < 0.6) canvas.zoom(0.8);
  const { x, y, width, height } = canvas.getAbsoluteBBox(viewer.get("elementRegistry").get(id));
  const box = canvas.getContainer();
  canvas.scroll({ dx: Math.round(box.clientWidth / 2 - x - width / 2), dy: Math.round(box.clientHeight / 2 - y - height / 2) });
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
    // It stays readable when the drawing is small, and does not hide what stands beside it when it is large.
    overlays.add(id, { position: { top: -24, left: -8 }, scale: { min: 0.75, max: 1.1 }, html: badge });
  }
};

const read = async (address) => {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
};

// Arrows, plus and minus do what the buttons do, while one of them has the focus.
const keys = { ArrowLeft: "-1 0", ArrowRight: "1 0", ArrowUp: "0 -1", ArrowDown: "0 1", "+": "in", "-": "out", "0": "fit" };

const draw = async (figure) => {
  const holder = figure.querySelector(".m-picture-canvas");
  const tools = figure.querySelector(".m-picture-tools");
  const [text] = await Promise.all([
    figure.dataset.bpmn || read(figure.dataset.picture),
    script(figure.dataset.viewer),
    ...figure.dataset.styles.split(" ").map(style),
  ]);
  holder.hidden = tools.hidden = false;
  const viewer = new window.BpmnJS({
    container: holder,
    // The wheel scrolls the page.
    zoomScroll: { enabled: false },
    bpmnRenderer: { defaultFillColor: colour("--m-page"), defaultStrokeColor: colour("--m-text"), defaultLabelColor: colour("--m-text") },
    textRenderer: { defaultStyle: { fontFamily: "system-ui, sans-serif" }, externalStyle: { fontFamily: "system-ui, sans-serif" } },
  });
  await viewer.importXML(text);
  const canvas = viewer.get("canvas");
  const marks = JSON.parse(figure.dataset.marks);
  const inner = canvas.viewbox().inner;
  const scale = Math.min(1, Math.max(smallest, holder.clientWidth / Math.max(inner.width, 1)));
  holder.style.height = `${Math.round(Math.min(560, Math.max(240, inner.height * scale + 110)))}px`;
  canvas.resized();
  const first = ["incident", "current", "done"].map((state) => Object.keys(marks).find((id) => marks[id] === state)).find((id) => id);
  fit(viewer, false, first);
  mark(viewer, figure, marks);
  const svg = holder.querySelector("svg");
  svg?.setAttribute("aria-hidden", "true");
  // The viewer makes it a stop of the keyboard; what is hidden from screen readers must not be one.
  svg?.setAttribute("tabindex", "-1");
  const act = (zoom, pan) => {
    if (pan) {
      const [x, y] = pan.split(" ").map(Number);
      canvas.scroll({ dx: -x * holder.clientWidth * 0.4, dy: -y * holder.clientHeight * 0.4 });
    } else if (zoom === "fit") fit(viewer, true);
    else if (zoom === "first") show(viewer, first);
    else if (zoom) canvas.zoom(Math.min(3, Math.max(0.15, canvas.zoom() * (zoom === "in" ? 1.25 : 0.8))), "auto");
  };
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) act(button.dataset.zoom, button.dataset.pan);
  });
  tools.addEventListener("keydown", (event) => {
    const key = keys[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(key.includes(" ") ? "" : key, key.includes(" ") ? key : "");
  });
};

const drawOne = (figure) => {
  figure.querySelector(".m-picture-show").hidden = true;
  return draw(figure).catch((error) => {
    console.error(error);
    figure.querySelector(".m-picture-canvas").hidden = true;
    figure.querySelector(".m-picture-failed").hidden = false;
  });
};

const drawAll = () => {
  for (const figure of document.querySelectorAll("[data-picture]:not([data-drawn])")) {
    figure.dataset.drawn = "";
    drawOne(figure);
  }
};

// On a phone the viewer (195 kB) comes when somebody wants to see the drawing.
const offer = () => {
  for (const figure of document.querySelectorAll("[data-picture]:not([data-drawn])")) {
    const button = figure.querySelector(".m-picture-show");
    button.hidden = false;
    button.addEventListener("click", async () => {
      if ("drawn" in figure.dataset) return;
      figure.dataset.drawn = "";
      await drawOne(figure);
      figure.querySelector(".m-picture-tools button")?.focus();
    });
  }
};

if (room.matches) drawAll();
else {
  offer();
  room.addEventListener("change", () => room.matches && drawAll(), { once: true });
}
