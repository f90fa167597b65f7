// The provider's OAuth server in the journeys: `oidc-provider`, unmodified, with one public client, and
// one that has a certificate.
//
// Started by journeys/src/foreign/oidc.rs. It is told everything by its environment, prints
// `ready PORT` when it answers, and then listens to the test on standard input, one command a line:
//
//   revoke ADDRESS     takes back every grant of that account      -> `revoked N`
//   refreshes ADDRESS  how often its refresh token was rotated     -> `refreshes N`
//   expire ADDRESS     its access tokens are good no longer        -> `expired N`
//   hinder STATUS      token requests get this HTTP status; 0 ends -> `hindered STATUS`
//   certificate FILE   the app is known by this one, in PEM        -> `certificates 1`
//
// It ends when standard input ends, so it never outlives the test. Nothing that it prints is secret;
// what it gives away goes to OIDC_SECRETS_FILE, one a line, for the test that no log holds any of it.

import { X509Certificate } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const HOST = process.env.OIDC_HOST ?? '127.0.0.1';
const ACCESS_TOKEN_SECONDS = Number(process.env.OIDC_ACCESS_TOKEN_SECONDS ?? '3600');
const DEVICE_CODE_SECONDS = Number(process.env.OIDC_DEVICE_CODE_SECONDS ?? '900');
// Not set: the client is told no interval, which is how oidc-provider answers.
const POLL_SECONDS = process.env.OIDC_POLL_SECONDS;
const SECRETS_FILE = process.env.OIDC_SECRETS_FILE;
const INTROSPECTION_SECRET = process.env.OIDC_INTROSPECTION_SECRET;
const SCOPES = ['openid', 'offline_access', 'https://outlook.office.com/SMTP.Send',
  'https://outlook.office.com/POP.AccessAsUser.All', 'mail'];

const grantsByAccount = new Map();
const refreshesByAccount = new Map();
const accessTokensByAccount = new Map();
let hinderingStatus = 0;
let appKeys = [];

const server = listener();
server.listen(Number(process.env.OIDC_PORT ?? '0'), HOST, () => {
  const { port } = server.address();
  const provider = authorizationServer(`${scheme()}://${HOST}:${port}`);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (hinderingStatus !== 0 && request.url === '/token') {
      response.writeHead(hinderingStatus).end();
    } else if (request.url === '/app-keys') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: appKeys }));
    } else {
      answer(request, response);
    }
  });
  obey(provider);
  console.log(`ready ${port}`);
});

function authorizationServer(issuer) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'scanpost',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'authorization_code',
          'refresh_token'],
        response_types: ['code'],
        // Of a native app the port does not count (RFC 8252 §7.3).
        redirect_uris: ['http://127.0.0.1/sign-in/return'],
      },
      {
        // The same as an app that signs in by itself, with a certificate (RFC 7523).
        client_id: 'scanpost-app',
        token_endpoint_auth_method: 'private_key_jwt',
        jwks_uri: `${issuer}/app-keys`,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        scope: 'mail',
      },
      {
        // The mail server: it may only ask whether a token is good (RFC 7662).
        client_id: 'dovecot',
        client_secret: INTROSPECTION_SECRET,
        grant_types: [],
        response_types: [],
        redirect_uris: [],
      },
    ],
    scopes: SCOPES,
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      devInteractions: { enabled: true },
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      DeviceCode: DEVICE_CODE_SECONDS,
    },
    cookies: { keys: ['the journeys sign nothing that matters'] },
  });
  provider.on('refresh_token.saved', (token) => {
    remember(token.accountId, token.grantId);
    if (token.rotations) {
      refreshesByAccount.set(token.accountId, (refreshesByAccount.get(token.accountId) ?? 0) + 1);
    }
  });
  provider.on('access_token.saved', (token) => {
    const tokens = accessTokensByAccount.get(token.accountId) ?? [];
    accessTokensByAccount.set(token.accountId, [...tokens, token]);
  });
  provider.on('device_authorization.success', (_ctx, body) => {
    noteSecrets(body, ['device_code']);
    if (POLL_SECONDS !== undefined) {
      body.interval = Number(POLL_SECONDS);
    }
  });
  provider.on('grant.success', (ctx) => {
    noteSecrets(ctx.body, ['access_token', 'refresh_token', 'id_token']);
  });
  provider.on('server_error', (_ctx, error) => console.error(error));
  return provider;
}

function obey(provider) {
  const commands = createInterface({ input: process.stdin });
  commands.on('line', async (line) => {
    const [verb, argument] = line.split(' ');
    switch (verb) {
      case 'revoke':
        console.log(`revoked ${await revoke(provider, argument)}`);
        break;
      case 'refreshes':
        console.log(`refreshes ${refreshesByAccount.get(argument) ?? 0}`);
        break;
      case 'expire': {
        const tokens = accessTokensByAccount.get(argument) ?? [];
        await Promise.all(tokens.map((token) => token.destroy()));
        accessTokensByAccount.delete(argument);
        console.log(`expired ${tokens.length}`);
        break;
      }
      case 'hinder':
        hinderingStatus = Number(argument);
        console.log(`hindered ${hinderingStatus}`);
        break;
      case 'certificate': {
        const { publicKey } = new X509Certificate(readFileSync(argument));
        appKeys = [{ ...publicKey.export({ format: 'jwk' }), use: 'sig' }];
        console.log(`certificates ${appKeys.length}`);
        break;
      }
      default:
        console.log(`unknown ${verb}`);
    }
  });
  commands.on('close', () => process.exit(0));
}

/** What an administrator's "revoke sessions" does: the grant and every token of it are gone. */
async function revoke(provider, account) {
  const grants = grantsByAccount.get(account) ?? new Set();
  for (const id of grants) {
    const grant = await provider.Grant.find(id);
    await Promise.all([grant?.destroy(), provider.AccessToken.revokeByGrantId(id)]);
  }
  grantsByAccount.delete(account);
  return grants.size;
}

function remember(account, grant) {
  const grants = grantsByAccount.get(account) ?? new Set();
  grants.add(grant);
  grantsByAccount.set(account, grants);
}

function noteSecrets(body, names) {
  if (SECRETS_FILE) {
    const secrets = names.map((name) => body[name]).filter(Boolean);
    appendFileSync(SECRETS_FILE, secrets.map((secret) => `${secret}\n`).join(''), { mode: 0o600 });
  }
}

function listener() {
  if (scheme() === 'http') {
    return http.createServer();
  }
  return https.createServer({
    cert: readFileSync(process.env.OIDC_CERTIFICATE),
    key: readFileSync(process.env.OIDC_KEY),
  });
}

function scheme() {
  return process.env.OIDC_CERTIFICATE ? 'https' : 'http';
}
