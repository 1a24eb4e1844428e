// Checks a statement in the reader's own browser: who signed it, and whether an order is among what it was computed from.
// It stands on credential.js, which canonicalises and checks signatures. The sentences stand in the page, hidden.
"use strict";

const toHex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (two) => parseInt(two, 16));
const hashOf = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const utf8 = (text) => new TextEncoder().encode(text);

/** What stands for an order in every statement: half of a hash, so that the number itself is never sent. */
const referenceOf = async (order) => toHex(await hashOf(utf8(`solifair order/${order}`))).slice(0, 32);

/** The root that a line leads to by its path (RFC 9162, 2.1.3.2); null when the path does not fit its place. */
async function rootOf(line, { index, size, proof }) {
  if (!(index >= 0 && index < size)) return null;
  let place = index;
  let last = size - 1;
  let found = await hashOf(new Uint8Array([0, ...utf8(line)]));
  for (const neighbour of proof.map(fromHex)) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      found = await hashOf(new Uint8Array([1, ...neighbour, ...found]));
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else {
      found = await hashOf(new Uint8Array([1, ...found, ...neighbour]));
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? toHex(found) : null;
}

/** Whether a fact is this order's, and leads through its day to the root that was signed. */
async function isIncluded({ line, day, in_day, in_inputs }, reference, signedRoot) {
  const fact = JSON.parse(line);
  const dayLine = canonical({ facts: day.facts, on: day.on, root: day.root });
  return (
    fact.order === reference && fact.on === day.on && in_day.size === day.facts &&
    (await rootOf(line, in_day)) === day.root && (await rootOf(dayLine, in_inputs)) === signedRoot
  );
}

async function orderOutcome(section, order, signedRoot) {
  const reference = await referenceOf(order.trim());
  const answer = await fetch(`${section.dataset.inclusion}?order=${reference}`, { cache: "no-store" });
  if (answer.status === 404) return "unknown";
  if (!answer.ok) throw new Error(String(answer.status));
  const { data } = await answer.json();
  const checked = await Promise.all(data.map((one) => isIncluded(one, reference, signedRoot)));
  return checked.length > 0 && checked.every(Boolean) ? "yes" : "no";
}

async function checkStatement(section) {
  const say = (name, outcome) => {
    const line = section.querySelector(`[data-check="${name}"]`);
    line.hidden = false;
    line.dataset.outcome = outcome;
    for (const sentence of line.querySelectorAll("[data-if]")) sentence.hidden = sentence.dataset.if !== outcome;
  };
  const statement = await fetched(section.dataset.document);
  const issuerDocument = await fetched(section.dataset.issuer);
  const isThisOne = statement.header.statement === section.dataset.statement;
  const signed = isThisOne && (await isSignedBy(statement, statement.header.issuer.did, issuerDocument).catch((error) => {
    // A browser without Ed25519 has found nothing wrong: it cannot check.
    if (error.name === "NotSupportedError") throw error;
    return false;
  }));
  section.querySelector("[data-checks]").hidden = false;
  say("signature", signed ? "yes" : "no");
  if (!signed) return;
  const form = section.querySelector("[data-order]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const order = form.querySelector("input").value;
    orderOutcome(section, order, statement.inputs.root).then((outcome) => say("order", outcome), () => say("order", "no"));
  });
}

for (const section of document.querySelectorAll("[data-statement]")) {
  const finish = (name) => {
    if (name) section.querySelector(`[data-${name}]`).hidden = false;
    section.dataset.done = "true";
  };
  if (!globalThis.crypto?.subtle) finish("unable");
  else checkStatement(section).then(() => finish(""), () => finish("unable"));
}
