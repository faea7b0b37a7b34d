// node smart-app.js PORT CLIENT_ID ISS: launches, reads, renews its token, reads again, and says what it saw.
const http = require('http');
const smart = require('fhirclient');

const [port, clientId, iss] = process.argv.slice(2);
const kept = new Map();
const storage = {
  get: async key => kept.get(key),
  set: async (key, value) => { kept.set(key, value); return value; },
  unset: async key => kept.delete(key),
};

async function launch(request, response) {
  await smart(request, response, storage).authorize({
    clientId, iss, redirectUri: '/app', pkceMode: 'required',
    scope: 'openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs',
  });
}

async function app(request, response) {
  const client = await smart(request, response, storage).ready();
  const patient = await client.patient.read();
  const observations = await client.request(
    `Observation?patient=${client.patient.id}&_count=10`, {pageLimit: 0, flat: true});
  const before = client.getState('tokenResponse.access_token');
  await client.refresh();
  const again = await client.patient.read();
  response.writeHead(200, {'Content-Type': 'application/json'});
  response.end(JSON.stringify({
    patient: patient.id, again: again.id, observations: observations.length, user: client.getFhirUser(),
    isRenewed: client.getState('tokenResponse.access_token') !== before,
  }));
}

http.createServer((request, response) => {
  const answer = request.url.startsWith('/app') ? app : launch;
  answer(request, response).catch(failure => {
    response.writeHead(500, {'Content-Type': 'text/plain'});
    response.end(String(failure.stack));
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
