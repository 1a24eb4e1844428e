// Keeps what is typed into a form, its file too, on this device until the market has taken it: a connection that breaks
// off loses nothing. Such forms hold no password and no token. Signing out forgets everything (Clear-Site-Data).
"use strict";

/** One request to the device's own store. */
async function kept(mode, ask) {
  const opening = indexedDB.open("drafts", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("drafts");
  const done = (asked) =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const database = await done(opening);
  try {
    return await done(ask(database.transaction("drafts", mode).objectStore("drafts")));
  } finally {
    database.close();
  }
}

const isKept = (field) => field.name && (field.name === "key" || !["hidden", "submit", "password"].includes(field.type));
const isTicked = (field) => ["checkbox", "radio"].includes(field.type);

const read = (form) =>
  [...form.elements].filter(isKept).map((field) => ({
    name: field.name,
    value: field.type === "file" ? "" : field.value,
    checked: isTicked(field) && field.checked,
    file: field.files?.[0],
  }));

function write(form, fields) {
  for (const { name, value, checked, file } of fields) {
    for (const field of [...form.elements].filter((one) => isKept(one) && one.name === name)) {
      if (isTicked(field)) field.checked = field.value === value ? checked : field.checked;
      else if (field.type !== "file") field.value = value;
      else if (file) {
        const held = new DataTransfer();
        held.items.add(file);
        field.files = held.files;
      }
    }
  }
}

async function keep(form) {
  const place = new URL(form.getAttribute("action"), location).pathname;
  const note = form.querySelector("[data-draft]");
  const fresh = form.elements.key?.value;
  const say = (text) => {
    note.querySelector("span").textContent = text;
    note.hidden = !text;
  };
  const store = (isSent) =>
    kept("readwrite", (drafts) => drafts.put({ fields: read(form), isSent }, place)).catch(() => {});

  const before = await kept("readonly", (drafts) => drafts.get(place));
  if (before) {
    write(form, before.fields);
    say(note.dataset.draft);
  }
  form.addEventListener("input", () => {
    // What is said anew is another wish than the one that may have arrived.
    if (before?.isSent && fresh) form.elements.key.value = fresh;
    store(false);
  });
  let isOnItsWay = false;
  form.addEventListener("submit", async (event) => {
    if (isOnItsWay) return;
    // It is kept before it leaves.
    event.preventDefault();
    await store(navigator.onLine);
    if (!navigator.onLine) return say(note.dataset.offline);
    isOnItsWay = true;
    form.requestSubmit(event.submitter);
    isOnItsWay = false;
  });
  note.querySelector("button").addEventListener("click", async () => {
    await kept("readwrite", (drafts) => drafts.delete(place));
    location.assign(location.pathname + location.search);
  });
}

/** Whatever left this device has arrived. */
async function forget() {
  const places = await kept("readonly", (drafts) => drafts.getAllKeys());
  for (const place of places) {
    const draft = await kept("readonly", (drafts) => drafts.get(place));
    if (draft?.isSent) await kept("readwrite", (drafts) => drafts.delete(place));
  }
}

(async () => {
  // A page that says what was done: the form that led here has arrived. That is noted at once, and made good by the next
  // page if this one is left before everything is forgotten.
  if (new URLSearchParams(location.search).has("said")) localStorage.setItem("arrived", "yes");
  if (localStorage.getItem("arrived")) {
    await forget();
    localStorage.removeItem("arrived");
  }
  for (const note of document.querySelectorAll("[data-draft]")) await keep(note.closest("form"));
})();
