// How this app comes to the server: SMART App Launch by the public client library, then plain FHIR REST.

const ID = 'results';
const READS = 'openid fhirUser online_access patient/Patient.rs patient/Observation.rs';

/** The server this page comes from: the only one this app talks to. */
export const SERVER = new URL('/fhir', location.href).href;

const HOME = new URL('./', location.href).href;

/** Off to log in, choose a patient and agree. */
export function authorizeStandalone() {
  return FHIR.oauth2.authorize({clientId: ID, scope: `launch/patient ${READS}`, iss: SERVER, redirectUri: HOME});
}

/** Off to agree, about the patient whom the EHR has open. */
export function authorizeFromEhr(launch) {
  return FHIR.oauth2.authorize({clientId: ID, scope: `launch ${READS}`, iss: SERVER, launch, redirectUri: HOME});
}

/** Where nobody is asked for a token, there is nobody to ask about the patient either: it is in the address. */
export function openWithout(patient) {
  const client = FHIR.client({serverUrl: SERVER, tokenResponse: {patient}});
  return client;
}

export async function isDevelopment() {
  const answer = await fetch(`${SERVER}/metadata?_elements=implementation,rest`);
  const statement = await answer.json();
  return /development mode/.test(statement.implementation?.description ?? '');
}

/** All pages of a search, one after another. */
export async function* pages(client, search) {
  for (let next = `${SERVER}/${search}`; next; ) {
    const bundle = await read(client, next);
    yield bundle.entry?.map(entry => entry.resource) ?? [];
    next = bundle.link?.find(link => link.relation === 'next')?.url;
  }
}

export async function read(client, url) {
  await client.refreshIfNeeded();
  let answer = await ask(client, url);
  if (answer.status === 401 && client.getState('tokenResponse.refresh_token')) {
    // The clocks of server and browser may differ.
    await client.refresh();
    answer = await ask(client, url);
  }
  if (!answer.ok) {
    throw new Error(answer.status === 401 || answer.status === 403
      ? 'This login has ended, or does not allow this.'
      : `The server answered ${answer.status}.`);
  }
  return withDigits(await answer.text());
}

function ask(client, url) {
  const token = client.getAuthorizationHeader();
  return fetch(url, {headers: {Accept: 'application/fhir+json', ...(token ? {Authorization: token} : {})}});
}

/** Values as they were reported: a browser's numbers would make 5.40 of a result 5.4. */
export function withDigits(json) {
  return JSON.parse(json.replace(/("value"\s*:\s*)(-?\d[\d.eE+-]*)/g, '$1"$2"'));
}
