// The checks. Each recomputes what it claims, with the browser's own WebCrypto; nothing is fetched.
const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const encode = text => new TextEncoder().encode(text);
const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const fromHex = text => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));
const fromBase64 = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
const same = (one, other) => one.length === other.length && one.every((byte, rank) => byte === other[rank]);

function joined(...parts) {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    result.set(part, place);
    place += part.length;
  }
  return result;
}

/** The 32 bytes of an Ed25519 Multikey (z6Mk…). */
function keyBytes(multibase) {
  let number = 0n;
  for (const letter of multibase.slice(1)) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) throw new Error("malformed key");
    number = number * 58n + BigInt(digit);
  }
  const bytes = fromHex(number.toString(16).padStart(68, "0"));
  if (multibase[0] !== "z" || bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 1) throw new Error("not Ed25519");
  return bytes.slice(2);
}

async function isSignedBy(multibase, signature, message) {
  const key = await crypto.subtle.importKey("raw", keyBytes(multibase), {name: "Ed25519"}, false, ["verify"]);
  return crypto.subtle.verify({name: "Ed25519"}, key, signature, message);
}

function wasInUse(key, moment) {
  const time = Date.parse(moment);
  return Date.parse(key.validFrom) <= time
    && [key.validUntil, key.revoked].every(end => end === undefined || time < Date.parse(end));
}

/** One secured document: its statements, the 64 bytes that were signed, and who signed when. Throws what is wrong. */
async function openSecured(secured, issuer, keys) {
  const statements = readStatements(secured.document), options = readStatements(secured.options);
  const proof = subjectOfType(options, `${SECURITY}DataIntegrityProof`);
  const suite = oneOf(options, proof, `${SECURITY}cryptosuite`);
  const purpose = oneOf(options, proof, `${SECURITY}proofPurpose`);
  const method = oneOf(options, proof, `${SECURITY}verificationMethod`);
  const created = oneOf(options, proof, "http://purl.org/dc/terms/created");
  const credential = subjectOfType(statements, `${CREDENTIALS}VerifiableCredential`);
  const named = oneOf(statements, credential, `${CREDENTIALS}issuer`);
  const key = keys.find(item => item.id === method);
  if (suite !== "eddsa-rdfc-2022" || purpose !== `${SECURITY}assertionMethod`) throw new Error("suite");
  if (named !== issuer || !method.startsWith(`${issuer}#`)) throw new Error("issuer");
  if (!key) throw new Error("key");
  const message = joined(await sha256(encode(secured.options)), await sha256(encode(secured.document)));
  if (!await isSignedBy(key.publicKeyMultibase, fromHex(secured.signature), message)) throw new Error("altered");
  if (!wasInUse(key, created)) throw new Error("dates");
  return {statements, message, credential, created, key};
}

async function unpackedBits(encodedList) {
  const packed = fromBase64(encodedList.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** What a signed status list says about the credential: {purpose, set, from, until}. Throws what is wrong. */
async function readStatus(secured, dossier, opened) {
  const list = await openSecured(secured, dossier.issuer.did, dossier.issuer.keys);
  const subject = subjectOfType(list.statements, `${STATUS}BitstringStatusList`);
  const purpose = oneOf(list.statements, subject, `${STATUS}statusPurpose`);
  const entry = subjectOfType(opened.statements, `${STATUS}BitstringStatusListEntry`);
  const named = oneOf(opened.statements, entry, `${STATUS}statusListCredential`);
  const companion = named?.replace(/\/revocation\/(?!.*\/revocation\/)/, "/suspension/");
  if (list.credential !== named && !(list.credential === companion && purpose === "suspension")) throw new Error("list");
  const index = Number(oneOf(opened.statements, entry, `${STATUS}statusListIndex`));
  const bits = await unpackedBits(oneOf(list.statements, subject, `${STATUS}encodedList`));
  if (!(index >= 0 && index < bits.length * 8)) throw new Error("index");
  return {
    purpose,
    set: (bits[index >> 3] & (0x80 >> (index & 7))) !== 0,
    from: oneOf(list.statements, list.credential, `${CREDENTIALS}validFrom`),
    until: oneOf(list.statements, list.credential, `${CREDENTIALS}validUntil`),
  };
}

/** RFC 9162, 2.1.3.2: the root to which the path leads from a leaf. */
async function rootOf(leaf, index, size, path) {
  let node = index, last = size - 1, value = leaf;
  for (const step of path) {
    if (last === 0) throw new Error("path");
    if (node % 2 === 1 || node === last) {
      value = await sha256(joined([1], step, value));
      while (node % 2 === 0 && node > 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else value = await sha256(joined([1], value, step));
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new Error("path");
  return value;
}

/** The checkpoint (a signed note) under which the credential stands in the log. Throws what is wrong. */
async function readLog(log, message) {
  const [text, signed] = log.checkpoint.split("\n\n");
  const [origin, size, root, time] = text.split("\n");
  const note = fromBase64(signed.trimEnd().replace(`— ${origin} `, ""));
  const reached = await rootOf(await sha256(joined([0], message)), log.index, Number(size), log.path.map(fromBase64));
  if (log.index >= Number(size) || !same(reached, fromBase64(root))) throw new Error("path");
  const moment = time.replace("time ", "");
  for (const key of log.keys) {
    const hint = (await sha256(joined(encode(`${origin}\n`), [1], keyBytes(key.publicKeyMultibase)))).slice(0, 4);
    if (same(hint, note.slice(0, 4)) && await isSignedBy(key.publicKeyMultibase, note.slice(4), encode(`${text}\n`))) {
      if (!wasInUse(key, moment)) throw new Error("dates");
      return {origin, size, moment};
    }
  }
  throw new Error("checkpoint");
}
