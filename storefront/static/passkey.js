// Asks the device for a passkey and sends its answer with the form. Without passkeys the form stays hidden.
"use strict";

const RESPONSES = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const described = (known) => known?.map((one) => ({ ...one, id: fromText(one.id) }));

/** What the market asks, with bytes where the browser wants bytes. */
function optionsOf(asked) {
  const options = { ...asked, challenge: fromText(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: fromText(asked.user.id) };
  if (asked.excludeCredentials) options.excludeCredentials = described(asked.excludeCredentials);
  if (asked.allowCredentials) options.allowCredentials = described(asked.allowCredentials);
  return options;
}

/** What the device answers, as text. */
function textOf({ id, rawId, type, response }) {
  const given = RESPONSES.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
  return JSON.stringify({ id, rawId: toText(rawId), type, response: Object.fromEntries(given) });
}

function offer(form) {
  const { passkey, ask, known, failed } = form.dataset;
  const note = form.querySelector("[data-says]");
  const button = form.querySelector("button");
  const say = (text) => {
    note.textContent = text;
    note.hidden = !text;
  };
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    button.disabled = true;
    try {
      const answer = await fetch(ask, { method: "POST" });
      if (!answer.ok) return say(await answer.text());
      const found = await navigator.credentials[passkey]({ publicKey: optionsOf(await answer.json()) });
      form.elements.credential.value = textOf(found);
      form.submit();
    } catch (error) {
      say(error.name === "InvalidStateError" && known ? known : failed);
    } finally {
      button.disabled = false;
    }
  });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  // A passkey belongs to one address: under another the browser would refuse.
  const reason = location.origin !== form.dataset.origin ? "elsewhere" : globalThis.PublicKeyCredential ? "" : "unable";
  if (!reason) offer(form);
  else document.querySelector(`[data-passkeys-${reason}]`)?.removeAttribute("hidden");
}
