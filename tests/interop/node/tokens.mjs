// npm jose and @sd-jwt/sd-jwt-vc judge tokens. Reads {jobs} as JSON on stdin, writes one answer per job.
//   jwt: {token, jwk, algorithms, typ, now}   sdjwt: {token, jwk, now}   present: {token, keys}
//   jades: {document, certificate}, a European credential under its seal
//   issueJwt: {claims, alg, header}, with a new key   issueSdJwt: {claims, hide}, with a new key
import {createHash, randomBytes} from 'node:crypto';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import * as jose from 'jose';

const {jobs} = JSON.parse(await new Response(process.stdin).text());
const hasher = (data, algorithm) => createHash(algorithm.replace('sha-', 'sha')).update(data).digest();
const saltGenerator = () => randomBytes(16).toString('base64url');

async function verifier(jwk) {
  const key = await crypto.subtle.importKey(...subtle(jwk), false, ['verify']);
  return (data, signature) => crypto.subtle.verify(
    signing(jwk), key, Buffer.from(signature, 'base64url'), new TextEncoder().encode(data));
}

function subtle(jwk) {
  return ['jwk', jwk, jwk.kty === 'OKP' ? 'Ed25519' : {name: 'ECDSA', namedCurve: jwk.crv}];
}

function signing(jwk) {
  return jwk.kty === 'OKP' ? 'Ed25519' : {name: 'ECDSA', hash: 'SHA-256'};
}

const tasks = {
  async jwt({token, jwk, algorithms, typ, now}) {
    const key = await jose.importJWK(jwk, algorithms[0]);
    const {payload, protectedHeader} =
      await jose.jwtVerify(token, key, {algorithms, typ, currentDate: new Date(now)});
    return {verified: true, payload, header: protectedHeader};
  },
  async jades({document, certificate}) {
    const key = await jose.importX509(certificate, 'ES256');
    const {protectedHeader} =
      await jose.generalVerify(document, key, {algorithms: ['ES256'], crit: {sigT: true}});
    return {verified: true, header: protectedHeader};
  },
  async sdjwt({token, jwk, now}) {
    const instance = new SDJwtVcInstance({verifier: await verifier(jwk), hasher, hashAlg: 'sha-256'});
    const {payload, header} = await instance.verify(token, {currentDate: Date.parse(now) / 1000});
    return {verified: true, payload, header};
  },
  async present({token, keys}) {
    const instance = new SDJwtVcInstance({hasher, hashAlg: 'sha-256'});
    return instance.present(token, Object.fromEntries(keys.map(key => [key, true])));
  },
  async issueJwt({claims, alg, header}) {
    const {publicKey, privateKey} = await jose.generateKeyPair(alg, {extractable: true});
    const jwk = await jose.exportJWK(publicKey);
    const protectedHeader = {alg, ...header, ...(header.kid ? {} : {jwk})};
    return {token: await new jose.SignJWT(claims).setProtectedHeader(protectedHeader).sign(privateKey), jwk};
  },
  async issueSdJwt({claims, hide, header}) {
    const pair = await crypto.subtle.generateKey({name: 'ECDSA', namedCurve: 'P-256'}, true, ['sign', 'verify']);
    const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const signer = async data => Buffer.from(await crypto.subtle.sign(
      {name: 'ECDSA', hash: 'SHA-256'}, pair.privateKey, new TextEncoder().encode(data))).toString('base64url');
    const instance = new SDJwtVcInstance({signer, signAlg: 'ES256', hasher, hashAlg: 'sha-256', saltGenerator});
    const token = await instance.issue(claims, {_sd: hide}, {header});
    return {token, jwk: {kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y}};
  }
};

const answers = [];
for(const {task, ...options} of jobs) {
  try {
    answers.push(await tasks[task](options));
  } catch(error) {
    answers.push({verified: false, reason: error.message});
  }
}
process.stdout.write(JSON.stringify(answers));
