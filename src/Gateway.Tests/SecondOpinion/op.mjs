// An OpenID Provider that others wrote, with its own login pages: oidc-provider, for SecondOpinionTests.
// node op.mjs PORT. Under /test it tells what was asked of it, and takes other claims and the address of the Gateway under test.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';

const { default: Provider } = await import('oidc-provider').catch(() => {
  console.error('oidc-provider is missing: src/Gateway.Tests/test.sh installs it.');
  process.exit(1);
});

const port = Number(process.argv[2]);
const ledger = [];
let waiting = [];
const members = { alice: { username: 'alice', trial: 0 }, bob: { username: 'bob', trial: 1 }, carol: { username: 'carol', trial: 0 } };
let gateway;

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const site = (id, more) => ({
  client_id: id,
  client_secret: 's:p&%+= /~',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://a.example/members/vanity.php'],
  post_logout_redirect_uris: ['https://a.example/bye'],
  backchannel_logout_uri: 'https://a.example/members/vanity.php?logout=backchannel',
  backchannel_logout_session_required: true,
  ...more,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [site('1,2,3'), site('4,5', { userinfo_signed_response_alg: 'RS256' })],
  jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256' }] },
  claims: { openid: ['sub', 'username', 'trial'] },
  findAccount: (_, id) => members[id] && { accountId: id, claims: () => ({ sub: id, ...members[id] }) },
  issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  pkce: { required: () => true },
  ttl: { AccessToken: 100, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 3600, RefreshToken: 3600, Session: 3600 },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  features: { jwtUserinfo: { enabled: true }, revocation: { enabled: true }, backchannelLogout: { enabled: true } },
  fetch: (url, options) => atGateway(new URL(url), options),
});

provider.use(async (ctx, next) => {
  await next();
  const { route, params } = ctx.oidc ?? {};
  note({
    route: route ?? ctx.path, status: ctx.status, type: ctx.response.type, error: ctx.body?.error ?? null, grant: params?.grant_type ?? null,
    authorization: ctx.get('authorization').split(' ')[0], refresh: params?.refresh_token ?? null, token: params?.token ?? null,
  });
});
provider.on('backchannel.success', () => note({ route: 'backchannel', status: 200 }));
provider.on('backchannel.error', (_, error) => note({ route: 'backchannel', status: 0, error: String(error) }));

function note(call) {
  ledger.push(call);
  waiting = waiting.filter((look) => !look());
}

const arrived = ({ route, calls }) => new Promise((resolve) => {
  const look = () => ledger.filter((call) => call.route === route).length >= calls && (resolve(), true);
  if (!look()) waiting.push(look);
});

// The site's name leads to the Gateway under test, as behind a balancer that ends TLS.
function atGateway(url, { method, headers, body }) {
  return new Promise((resolve, reject) => {
    const call = request(gateway + url.pathname + url.search, { method, headers: { ...Object.fromEntries(new Headers(headers)), host: url.host } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(new Response(null, { status: answer.statusCode })));
    });
    call.on('error', reject);
    call.end(body === undefined || body === null ? undefined : String(body));
  });
}

async function test(incoming, answer) {
  let text = '';
  for await (const piece of incoming) text += piece;
  const said = text ? JSON.parse(text) : {};
  if (said.gateway) gateway = said.gateway;
  if (said.member) Object.assign(members[said.member], said.claims);
  if (said.until) await arrived(said.until);
  answer.setHeader('content-type', 'application/json');
  answer.end(JSON.stringify(ledger));
}

const pages = provider.callback();
createServer((incoming, answer) => (incoming.url === '/test' ? test(incoming, answer) : pages(incoming, answer)))
  .listen(port, '127.0.0.1', () => console.error('the OP serves'));
