// <form data-upload method="post" enctype="multipart/form-data">: shows what was chosen, checks sizes before anything
// is sent, and while it is sent says bytes, speed and time left. Without this file the form posts as any form does.
//
// On the file inputs:   data-max-bytes (one file), data-max-total (all files of the form), accept.
// Answer of the server: a redirect, or 2xx with the header Megalis-Location, leads to that page; otherwise its error
//                       summary (.m-errors) is put above the form, and the files stay chosen.
// A cut connection is tried again by itself: the form carries a client id, so the server takes it once.

const units = ["o", "ko", "Mo", "Go", "To"];
const number = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
export const size = (bytes) => {
  let unit = 0;
  while (unit < units.length - 1 && Math.round(bytes) >= 1000) {
    bytes /= 1000;
    unit++;
  }
  return `${number.format(bytes < 10 && unit > 0 ? bytes : Math.round(bytes))}\u202f${units[unit]}`;
};
export const duration = (seconds) => {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))}\u202fs`;
  return `${Math.ceil(seconds / 60)}\u202fmin`;
};

const waits = [2, 5, 10, 20, 30];

class Upload {
  constructor(form) {
    this.form = form;
    this.inputs = [...form.querySelectorAll('input[type="file"]')];
    this.lists = new Map(this.inputs.map((input) => [input, this.#listAfter(input)]));
    this.panel = this.#panel();
    for (const input of this.inputs) {
      input.addEventListener("change", () => this.show(input));
      this.#acceptDrops(input);
      this.show(input);
    }
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("beforeunload", (event) => this.request && event.preventDefault());
  }

  #listAfter(input) {
    const list = document.createElement("ul");
    list.className = "m-files";
    list.setAttribute("aria-live", "polite");
    (input.closest(".m-field") ?? input).append(list);
    return list;
  }

  #panel() {
    const panel = document.createElement("div");
    panel.className = "m-upload";
    panel.hidden = true;
    panel.innerHTML = '<p data-part="what"></p><progress max="1" value="0" aria-label="Envoi des fichiers"></progress><p data-part="how"></p>';
    this.status = document.createElement("div");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.form.append(panel, this.status);
    return panel;
  }

  #acceptDrops(input) {
    const zone = input.closest(".m-drop");
    if (!zone) return;
    const over = (event, on) => {
      event.preventDefault();
      zone.classList.toggle("m-drop-over", on);
    };
    zone.addEventListener("dragover", (event) => over(event, true));
    zone.addEventListener("dragleave", (event) => over(event, false));
    zone.addEventListener("drop", (event) => {
      over(event, false);
      const all = new DataTransfer();
      const files = input.multiple ? [...input.files, ...event.dataTransfer.files] : [event.dataTransfer.files[0]];
      for (const file of files) if (file) all.items.add(file);
      input.files = all.files;
      this.show(input);
    });
  }

  /** One line per chosen file, with what is wrong about it. */
  show(input) {
    const lines = [...input.files].map((file, index) => {
      const line = document.createElement("li");
      const name = document.createElement("span");
      name.textContent = file.name;
      const bytes = document.createElement("span");
      bytes.textContent = size(file.size);
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "btn btn-sm btn-secondary";
      remove.textContent = "Retirer";
      remove.setAttribute("aria-label", `Retirer ${file.name}`);
      remove.addEventListener("click", () => this.#remove(input, index));
      line.append(name, bytes, remove);
      const wrong = this.#wrong(input, file);
      if (wrong) {
        const says = document.createElement("span");
        says.className = "m-file-wrong";
        says.textContent = wrong;
        line.insertBefore(says, remove);
      }
      return line;
    });
    this.lists.get(input).replaceChildren(...lines);
  }

  #remove(input, index) {
    const rest = new DataTransfer();
    [...input.files].forEach((file, i) => i !== index && rest.items.add(file));
    input.files = rest.files;
    this.show(input);
    input.focus();
  }

  #wrong(input, file) {
    const limit = Number(input.dataset.maxBytes ?? Infinity);
    if (file.size === 0) return "Ce fichier est vide.";
    if (file.size > limit) return `Trop grand : ${size(limit)} au plus.`;
    return null;
  }

  /** The first thing that the server would refuse, or null. */
  refusal() {
    let total = 0;
    let most = Infinity;
    for (const input of this.inputs) {
      most = Math.min(most, Number(input.dataset.maxTotal ?? Infinity));
      for (const file of input.files) {
        total += file.size;
        const wrong = this.#wrong(input, file);
        if (wrong) return `${file.name} : ${wrong}`;
      }
    }
    return total > most ? `Les fichiers font ${size(total)} ensemble : ${size(most)} au plus.` : null;
  }

  submit(event) {
    if (this.inputs.every((input) => input.files.length === 0)) return;
    event.preventDefault();
    if (this.request) return;
    const refusal = this.refusal();
    if (refusal) {
      this.#complain(this.#sentence(refusal));
      return;
    }
    this.data = new FormData(this.form, event.submitter);
    // Without the attribute a button says the address of the page, not that of its form.
    this.action = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : this.form.action;
    this.tries = 0;
    this.send();
  }

  send() {
    // Pressing the button while a new try is awaited starts it at once; the awaited one then finds it running.
    if (this.request) return;
    const request = (this.request = new XMLHttpRequest());
    const began = performance.now();
    request.open("POST", this.action);
    request.setRequestHeader("Megalis-Upload", "1");
    request.upload.addEventListener("progress", (event) => this.#progress(event, (performance.now() - began) / 1000));
    request.upload.addEventListener("load", () => this.#say("Tout est envoyé. Le serveur enregistre et calcule les empreintes…"));
    request.addEventListener("load", () => this.#answered(request));
    request.addEventListener("error", () => this.#cut());
    this.#say("Envoi en cours…");
    request.send(this.data);
  }

  #progress(event, seconds) {
    if (!event.lengthComputable) return;
    const speed = event.loaded / seconds;
    this.panel.querySelector("progress").value = event.loaded / event.total;
    this.panel.querySelector('[data-part="how"]').textContent =
      `${size(event.loaded)} sur ${size(event.total)}, ${size(speed)}/s, encore ${duration((event.total - event.loaded) / speed)}. ` +
      "Vous pouvez reprendre en cas de coupure.";
    // Read aloud by quarters only.
    const quarter = Math.floor((event.loaded / event.total) * 4) * 25;
    if (quarter !== this.quarter) {
      this.quarter = quarter;
      this.status.textContent = `${quarter}\u00a0% envoyés`;
    }
  }

  #answered(request) {
    this.request = null;
    const location = request.getResponseHeader("Megalis-Location");
    if (location && request.status < 300) {
      window.location.assign(location);
      return;
    }
    const there = request.responseURL.split("#")[0];
    if (request.status < 300 && there !== new URL(this.action, window.location.href).href.split("#")[0]) {
      window.location.assign(there);
      return;
    }
    if (request.status === 502 || request.status === 503 || request.status === 504) {
      this.#cut();
      return;
    }
    this.#refused(request);
  }

  /** The server said no: its sentences, above the form; nothing chosen is lost. */
  #refused(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const sentence = page.querySelector("[data-error]")?.textContent ?? `Le serveur n’a pas pu enregistrer (réponse ${request.status}).`;
    this.#complain(page.querySelector(".m-errors") ?? this.#sentence(`${sentence} Vos fichiers restent choisis.`));
  }

  #sentence(textContent) {
    return Object.assign(document.createElement("div"), { className: "m-errors", tabIndex: -1, textContent });
  }

  #complain(errors) {
    this.panel.hidden = true;
    document.querySelector(".m-errors")?.remove();
    this.form.before(errors);
    errors.focus();
  }

  #cut() {
    this.request = null;
    const wait = waits[this.tries++];
    if (wait === undefined) {
      this.#say("La connexion ne revient pas. Vos fichiers restent choisis : appuyez de nouveau sur le bouton quand elle est revenue.");
      return;
    }
    this.#say(`Connexion coupée. Nouvel essai dans ${wait}\u202fs ; vos fichiers restent choisis.`);
    setTimeout(() => this.send(), wait * 1000);
  }

  #say(text) {
    this.panel.hidden = false;
    this.panel.querySelector('[data-part="what"]').textContent = text;
    this.status.textContent = text;
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) new Upload(form);
