// The signed statements (canonical N-Quads), read for display: what is shown is what was hashed, nothing else.
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const CREDENTIALS = "https://www.w3.org/2018/credentials#";
const STATUS = "https://www.w3.org/ns/credentials/status#";
const SECURITY = "https://w3id.org/security#";
const TERM = /^(?:<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?)/;
const ESCAPES = {t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\"};

function unescapeText(text) {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, letter) =>
    letter ? ESCAPES[letter] : String.fromCodePoint(parseInt(short || long, 16)));
}

function readTerm(text) {
  const found = TERM.exec(text);
  if (!found) throw new Error("malformed statement");
  const [whole, iri, blank, literal, type, language] = found;
  const term = literal === undefined
    ? {node: iri ?? blank}
    : {text: unescapeText(literal), type: type ?? "", language: language ?? ""};
  return [term, text.slice(whole.length).trimStart()];
}

/** Statements as [subject, predicate, object] with the graph left out: proofs are hashed apart. */
function readStatements(quads) {
  if (!quads.endsWith("\n")) throw new Error("malformed statements");
  return quads.slice(0, -1).split("\n").map(line => {
    const [subject, afterSubject] = readTerm(line);
    const [predicate, afterPredicate] = readTerm(afterSubject);
    const [object] = readTerm(afterPredicate);
    return [subject.node, predicate.node, object];
  });
}

function objectsOf(statements, subject, predicate) {
  return statements.filter(([s, p]) => s === subject && p === predicate).map(([, , object]) => object);
}

function oneOf(statements, subject, predicate) {
  const [object] = objectsOf(statements, subject, predicate);
  return object && (object.node ?? object.text);
}

function subjectOfType(statements, type) {
  const found = statements.find(([, p, object]) => p === RDF_TYPE && object.node === type);
  return found && found[0];
}

/** Every value of a JSON document that is signed: its texts and numbers, without contexts, proofs, types and languages. */
function leavesOf(value, leaves = new Set()) {
  if (Array.isArray(value)) value.forEach(item => leavesOf(item, leaves));
  else if (value && typeof value === "object") {
    for (const [name, item] of Object.entries(value)) {
      if (!["@context", "proof", "type", "@language", "@direction"].includes(name)) leavesOf(item, leaves);
    }
  } else if (value !== null) leaves.add(typeof value === "number" ? `number ${value}` : String(value));
  return leaves;
}

/** Do the JSON and the statements hold the same values? Weaker than canonicalising the one into the other. */
function holdTheSame(json, statements) {
  const leaves = leavesOf(json), texts = new Set(), names = new Set();
  for (const [subject, , object] of statements) {
    names.add(subject);
    if (object.node !== undefined) names.add(object.node);
    else texts.add(/#(integer|double|float|decimal)$/.test(object.type) ? `number ${Number(object.text)}` : object.text);
  }
  const ends = [...names].map(name => name.split(/[#/]/).pop());
  const isKnown = leaf => texts.has(leaf) || names.has(leaf) || ends.includes(leaf) || texts.has(`number ${Number(leaf)}`)
    || ends.includes(leaf.split(":").pop());
  const numbers = new Set([...leaves].map(leaf => `number ${Number(leaf.replace(/^number /, ""))}`));
  return [...leaves].every(isKnown) && [...texts].every(text => leaves.has(text) || numbers.has(text));
}
