// Checks a certificate's credential in the reader's own browser: signature, dates, status. It trusts no verdict of ours.
// The sentences stand in the page, hidden, in its language; this shows those that turned out to be so.
"use strict";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Canonical JSON (RFC 8785): JavaScript already writes numbers and texts that way, and sorts by UTF-16 units. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function fromBase58(text) {
  if (text[0] !== "z") throw new Error("not base58btc");
  const bytes = [];
  for (const letter of text.slice(1)) {
    let carry = BASE58.indexOf(letter);
    if (carry < 0) throw new Error("not base58btc");
    for (let place = 0; place < bytes.length; place++) {
      carry += bytes[place] * 58;
      bytes[place] = carry & 255;
      carry >>= 8;
    }
    for (; carry; carry >>= 8) bytes.push(carry & 255);
  }
  for (let place = 1; text[place] === "1"; place++) bytes.push(0);
  return new Uint8Array(bytes.reverse());
}

async function sha256(value) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(value))));
}

/** The bytes under the signature (eddsa-jcs-2022): the hash of the proof's options, then of the document. */
async function signedBytes(document) {
  const { proof, ...unsigned } = document;
  const { proofValue, ...options } = proof;
  if (canonical(options["@context"] ?? null) !== canonical(unsigned["@context"] ?? null)) throw new Error("context");
  return new Uint8Array([...(await sha256(options)), ...(await sha256(unsigned))]);
}

const idOf = (issuer) => (typeof issuer === "string" ? issuer : issuer.id);
const lastPart = (address, mark) => address.slice(address.lastIndexOf(mark) + 1);

/** Whether the issuer named in the document signed it, with a key that the issuer's DID document lets it use. */
const isSigned = (document, issuerDocument) => isSignedBy(document, idOf(document.issuer), issuerDocument);

async function isSignedBy(document, issuer, issuerDocument) {
  const { proof } = document;
  const method = (issuerDocument.verificationMethod ?? []).find((one) => one.id === proof.verificationMethod);
  const isTheirs =
    issuerDocument.id === issuer && proof.verificationMethod.split("#")[0] === issuer &&
    (issuerDocument.assertionMethod ?? []).includes(proof.verificationMethod) && method && !method.revoked;
  const isKnown =
    proof.type === "DataIntegrityProof" && proof.cryptosuite === "eddsa-jcs-2022" &&
    proof.proofPurpose === "assertionMethod";
  if (!isTheirs || !isKnown) return false;
  const multikey = fromBase58(method.publicKeyMultibase);
  if (multikey.length !== 34 || multikey[0] !== 0xed || multikey[1] !== 0x01) return false;
  const key = await crypto.subtle.importKey("raw", multikey.slice(2), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, fromBase58(proof.proofValue), await signedBytes(document));
}

/** Whether the bit at this place is set; the first bit is the left-most one. */
async function hasBit(encoded, index) {
  const letters = encoded.slice(1).replaceAll("-", "+").replaceAll("_", "/");
  const packed = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bits = new Uint8Array(await new Response(unpacked).arrayBuffer());
  if (encoded[0] !== "u" || !(index >= 0 && index < bits.length * 8)) throw new Error("no such bit");
  return (bits[index >> 3] & (0x80 >> (index & 7))) !== 0;
}

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** "yes" when the bit is not set, "no" when it is, "unknown" when the list cannot be believed. */
async function statusOf(credential, purpose, issuerDocument, lists) {
  try {
    const entry = credential.credentialStatus.find((one) => one.statusPurpose === purpose);
    const list = await fetched(lists + encodeURIComponent(lastPart(entry.statusListCredential, "/")));
    const subject = list.credentialSubject;
    const isTheList = list.id === entry.statusListCredential && subject.statusPurpose === purpose;
    if (!isTheList || idOf(list.issuer) !== idOf(credential.issuer)) return "unknown";
    if (!(await isSigned(list, issuerDocument))) return "unknown";
    return (await hasBit(subject.encodedList, Number(entry.statusListIndex))) ? "no" : "yes";
  } catch {
    return "unknown";
  }
}

async function check(section) {
  const { address, issuers, lists, certificate } = section.dataset;
  const say = (name, outcome) => {
    const line = section.querySelector(`[data-check="${name}"]`);
    line.dataset.outcome = outcome;
    for (const sentence of line.querySelectorAll("[data-if]")) sentence.hidden = sentence.dataset.if !== outcome;
  };
  const credential = await fetched(address);
  const issuerDocument = await fetched(issuers + encodeURIComponent(lastPart(idOf(credential.issuer), ":")));
  const isThisOne = lastPart(credential.credentialSubject["schema:hasCertification"].id, "/") === certificate;
  const signed = isThisOne && (await isSigned(credential, issuerDocument).catch((error) => {
    // A browser without Ed25519 has found nothing wrong: it cannot check.
    if (error.name === "NotSupportedError") throw error;
    return false;
  }));
  section.querySelector("[data-checks]").hidden = false;
  say("signature", signed ? "yes" : "no");
  if (!signed) return;
  const now = Date.now();
  const isValid = now >= Date.parse(credential.validFrom) && now < Date.parse(credential.validUntil);
  say("dates", isValid ? "yes" : "no");
  say("revocation", await statusOf(credential, "revocation", issuerDocument, lists));
  say("suspension", await statusOf(credential, "suspension", issuerDocument, lists));
}

for (const section of document.querySelectorAll("[data-credential]")) {
  const finish = (name) => {
    section.querySelector("[data-waiting]").hidden = true;
    if (name) section.querySelector(`[data-${name}]`).hidden = false;
    section.dataset.done = "true";
  };
  if (!globalThis.crypto?.subtle || !globalThis.DecompressionStream) finish("unable");
  else check(section).then(() => finish(""), () => finish("unable"));
}
