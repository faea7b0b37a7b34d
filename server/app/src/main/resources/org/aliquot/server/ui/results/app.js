import {authorizeStandalone, isDevelopment, openWithout, pages, read, SERVER} from './connection.js';
import {History} from './model.js';
import {cultures, log, matcher, trends} from './views.js';

/** Enough to look at while the rest comes. */
const FIRST_PAGE = 50;
const PAGE = 500;
const ELEMENTS = 'status,code,effective,issued,value,dataAbsentReason,interpretation,note,referenceRange,hasMember,derivedFrom,component';

const history = new History();
const at = id => document.getElementById(id);
let view = 'trends';

function say(text) {
  at('state').textContent = text;
}

function show() {
  const isWanted = matcher(at('find').value, at('flagged').checked);
  const content = {trends: () => trends(history, isWanted), log: () => log(history, isWanted), cultures: () => cultures(history)};
  at(view).replaceChildren(...content[view]());
}

function choose(chosen) {
  view = chosen;
  for (const button of document.querySelectorAll('nav button')) {
    button.setAttribute('aria-pressed', String(button.dataset.view === view));
  }
  for (const section of document.querySelectorAll('#results section')) {
    section.hidden = section.id !== view;
  }
  show();
}

function introduce(patient) {
  const name = patient.name?.find(one => one.use === 'official') ?? patient.name?.[0];
  at('patient').textContent = name?.text ?? [name?.family, (name?.given ?? []).join(' ')].filter(part => part).join(', ');
  document.title = `${at('patient').textContent} – Results`;
  at('about').textContent = [
    patient.birthDate && `born ${patient.birthDate}`,
    patient.gender,
    patient.identifier?.[0]?.value && `number ${patient.identifier[0].value}`,
    patient.deceasedBoolean || patient.deceasedDateTime ? 'deceased' : '',
  ].filter(part => part).join(' · ');
}

async function run(client) {
  const id = client.patient.id;
  introduce(await read(client, `${SERVER}/Patient/${encodeURIComponent(id)}`));
  at('results').hidden = false;
  at('leave').hidden = !client.getState('tokenResponse.access_token');
  const search = `Observation?patient=${encodeURIComponent(id)}&category=laboratory&_sort=-date&_elements=${ELEMENTS}&_count=`;
  let isAll = true;
  // By offset a server need not find everything before it answers.
  for await (const page of pages(client, `${search}${FIRST_PAGE}&_offset=0`)) {
    history.add(page);
    isAll = page.length < FIRST_PAGE;
    break;
  }
  show();
  performance.mark('first-results');
  if (!isAll) {
    // The picture first, then the rest.
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    for await (const page of pages(client, search + PAGE)) {
      history.add(page);
      say(`${history.results.size} results so far …`);
    }
    show();
  }
  say(history.results.size === 0 ? 'No laboratory results.' : `${history.results.size} results.`);
  document.body.dataset.complete = String(history.results.size);
}

for (const button of document.querySelectorAll('nav button')) {
  button.addEventListener('click', () => choose(button.dataset.view));
}
let typing;
at('find').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(show, 120);
});
at('flagged').addEventListener('change', show);
at('begin').addEventListener('click', () => authorizeStandalone());
at('leave').addEventListener('click', () => {
  sessionStorage.clear();
  location.replace(location.pathname);
});

/** Who is here already, has just come back, or has yet to log in. */
async function begin() {
  const parameters = new URLSearchParams(location.search);
  if (parameters.get('error')) {
    say(`Not let in: ${parameters.get('error_description') ?? parameters.get('error')}`);
    at('begin').hidden = false;
    return;
  }
  const isBack = parameters.has('code') || sessionStorage.getItem('SMART_KEY');
  if (isBack) {
    await run(await FHIR.oauth2.ready());
    return;
  }
  if (await isDevelopment()) {
    at('development').hidden = false;
    if (parameters.get('patient')) {
      await run(openWithout(parameters.get('patient')));
    } else {
      say('Development mode: add ?patient=ID to the address.');
    }
    return;
  }
  say('A patient’s laboratory results: trends, all results, microbiology.');
  at('begin').hidden = false;
}

begin().catch(failure => {
  say(failure.message);
  sessionStorage.clear();
  at('begin').hidden = false;
});
