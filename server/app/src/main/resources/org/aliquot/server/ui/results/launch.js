import {SERVER, authorizeFromEhr} from './connection.js';

const parameters = new URLSearchParams(location.search);
const iss = (parameters.get('iss') ?? '').replace(/\/$/, '');
const launch = parameters.get('launch');

function say(text) {
  document.getElementById('state').textContent = text;
}

if (iss !== SERVER || !launch) {
  say('This app is opened by an EHR for the server it comes from.');
} else {
  authorizeFromEhr(launch).catch(() => say('The server cannot be reached.'));
}
