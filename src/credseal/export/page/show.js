// Runs the checks and shows their answers, then the content, in the language of the page.
const SAY = JSON.parse(document.getElementById("words").textContent)[document.documentElement.lang];
const dossierText = document.getElementById("dossier").textContent;
const failed = new Set();

function add(parent, name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

/** Run one check and show its answer; what it throws becomes the reason. */
async function check(name, run) {
  const item = add(document.getElementById("checks"), "li", undefined, {"data-check": name});
  let state = "ok", text;
  try {
    [text, state = "ok"] = await run();
  } catch (error) {
    state = error.name === "NotSupportedError" || !globalThis.crypto?.subtle ? "unknown" : "fail";
    text = `${state === "fail" ? SAY.failed[name.replace(/-\d+$/, "")] : SAY.unable} (${error.message})`;
  }
  item.dataset.state = state;
  add(item, "span", `${{ok: "✓", fail: "✗", unknown: "?", warn: "!"}[state]} `, {"aria-hidden": "true"});
  item.append(text);
  if (state !== "ok") failed.add(state);
}

const day = moment => new Date(moment).toLocaleString(document.documentElement.lang, {dateStyle: "long", timeStyle: "short"});
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const nameOf = iri => iri.split(/[#/]/).pop();
const spaced = name => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** All statements about a node, nested: the order is that of the labels, then of the names. */
function showNode(parent, statements, node, seen) {
  const order = Object.keys(SAY.labels);
  const place = name => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  const own = statements.filter(([subject]) => subject === node)
    .sort(([, one], [, two]) => place(nameOf(one)) - place(nameOf(two)));
  const list = add(parent, "dl");
  for (const [, predicate, object] of own) {
    const name = nameOf(predicate);
    add(list, "dt", SAY.labels[name] ?? spaced(name), {title: predicate});
    const value = add(list, "dd");
    if (object.text !== undefined) value.textContent = /dateTime$/.test(object.type) ? day(object.text) : object.text;
    else if (!seen.has(object.node) && statements.some(([subject]) => subject === object.node)) {
      if (!object.node.startsWith("_:")) add(value, "code", object.node);
      showNode(value, statements, object.node, new Set([...seen, object.node]));
    } else add(value, "code", predicate === RDF_TYPE ? nameOf(object.node) : object.node);
  }
}

function showKeys(dossier) {
  const rows = document.getElementById("keys");
  for (const key of dossier.issuer.keys) {
    const row = add(rows, "tr");
    add(add(row, "td"), "code", key.id);
    add(add(row, "td"), "code", key.publicKeyMultibase);
    for (const moment of [key.validFrom, key.validUntil, key.revoked]) add(row, "td", moment ? day(moment) : "");
  }
}

function offer(id, name, type, text) {
  const link = document.getElementById(id);
  link.download = name;
  link.href = `data:${type};charset=utf-8,${encodeURIComponent(text)}`;
}

async function showStatus(dossier, opened) {
  for (const [rank, secured] of dossier.status.entries()) {
    await check(`status-${rank}`, async () => {
      const found = await readStatus(secured, dossier, opened);
      const moments = {from: day(found.from), until: found.until ? day(found.until) : ""};
      return found.set
        ? [fill(SAY.set[found.purpose] ?? SAY.set.other, moments), "fail"]
        : [fill(SAY.clear[found.purpose] ?? SAY.clear.other, moments)];
    });
  }
  if (!dossier.status.length) await check("status", () => [SAY.noStatus, "warn"]);
}

async function showAll() {
  const dossier = JSON.parse(dossierText);
  let opened;
  await check("signature", async () => {
    opened = await openSecured(dossier.credential, dossier.issuer.did, dossier.issuer.keys);
    return [fill(SAY.intact, {issuer: dossier.issuer.name, created: day(opened.created)})];
  });
  if (opened) {
    showNode(document.getElementById("content"), opened.statements, opened.credential, new Set([opened.credential]));
    await check("json", () => {
      if (!holdTheSame(JSON.parse(dossier.credential.json), opened.statements)) throw new Error("json");
      return [SAY.json];
    });
    await showStatus(dossier, opened);
    if (dossier.log) {
      await check("log", async () => {
        const found = await readLog(dossier.log, opened.message);
        return [fill(SAY.log, {...found, number: dossier.log.index + 1, moment: day(found.moment)})];
      });
    }
  }
  if (dossier.attestedBy) {
    await check("file", async () => {
      const signature = fromHex(document.getElementById("attestation").textContent.trim());
      const key = dossier.issuer.keys.find(item => item.id === dossier.attestedBy);
      if (!await isSignedBy(key.publicKeyMultibase, signature, encode(dossierText))) throw new Error("altered");
      return [fill(SAY.file, {moment: day(dossier.exportedAt)})];
    });
  }
  showKeys(dossier);
  offer("download-json", "credential.json", "application/json", dossier.credential.json);
  offer("download-statements", "credential.nq", "application/n-quads", dossier.credential.document);
}

showAll().catch(error => failed.add("fail") && console.error(error)).finally(() => {
  const verdict = failed.has("fail") ? "fail" : failed.has("unknown") ? "unknown" : "ok";
  document.documentElement.dataset.verdict = verdict;
  document.getElementById("verdict").textContent = SAY.verdict[verdict];
});
