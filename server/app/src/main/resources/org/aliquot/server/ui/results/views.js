// The three views and the dialog of one test. What comes from the server is put in as text, never as markup.

import {sparkline, trend} from './chart.js';

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') {
      made.addEventListener('click', value);
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}

function table(caption, headings, rows) {
  return element('table', {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...headings.map(heading => element('th', {scope: 'col'}, heading)))),
    element('tbody', {}, ...rows));
}

function valueCell(one) {
  const cell = element('td', {class: one.isCritical ? 'value critical' : one.flag ? 'value out' : 'value'}, one.text);
  if (one.unit) {
    cell.append(' ', element('span', {class: 'unit'}, one.unit));
  }
  if (one.flag) {
    cell.append(' ', element('span', {class: 'flag', title: one.flagText}, one.flag));
  }
  if (one.status !== 'final') {
    cell.append(' ', element('span', {class: 'status'}, one.status));
  }
  return cell;
}

function time(one) {
  return element('td', {class: 'time'}, one.time.getTime() === 0 ? '' : one.time.toLocaleString([], {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  }));
}

/** Whether a result, or one like it, is looked for. */
export function matcher(text, isFlaggedOnly) {
  const words = text.toLowerCase().split(/\s+/).filter(word => word);
  return (one, panel) => (!isFlaggedOnly || one.flag !== '' || one.isCritical)
    && words.every(word => `${one.name} ${one.title} ${panel} ${one.text} ${one.unit}`.toLowerCase().includes(word));
}

export function trends(history, isWanted) {
  return history.panels().map(([panel, tests]) => {
    const rows = tests
      .filter(test => isWanted({...test.results[0], name: test.name, title: test.title}, panel))
      .map(test => element('tr', {},
        element('th', {scope: 'row'}, element('button', {class: 'test', title: test.title, onclick: () => detail(test)}, test.name)),
        valueCell(test.results[0]),
        element('td', {class: 'range'}, test.results[0].range.text),
        element('td', {}, sparkline(test.results)),
        element('td', {class: 'count'}, String(test.results.length)),
        time(test.results[0])));
    return rows.length === 0 ? '' : table(panel, ['Test', 'Latest', 'Reference', 'Trend', 'Results', 'Taken'], rows);
  });
}

const ROWS_AT_ONCE = 200;

/** Rows are made as far as they are scrolled to. */
export function log(history, isWanted) {
  const all = history.all().filter(one => isWanted(one, one.panel));
  const made = table(`${all.length} results, newest first`, ['Taken', 'Test', 'Result', 'Reference', 'Panel'], []);
  const body = made.querySelector('tbody');
  let shown = 0;
  const more = () => {
    body.append(...all.slice(shown, shown + ROWS_AT_ONCE).map(one => element('tr', {},
      time(one),
      element('th', {scope: 'row', title: one.title}, one.name),
      valueCell(one),
      element('td', {class: 'range'}, one.range.text),
      element('td', {class: 'panel'}, one.panel))));
    shown += ROWS_AT_ONCE;
  };
  more();
  const end = element('p', {class: 'end'});
  new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting) && shown < all.length) {
      more();
    }
  }, {rootMargin: '1500px'}).observe(end);
  return [made, end];
}

export function cultures(history) {
  const found = history.cultures();
  if (found.length === 0) {
    return [element('p', {}, 'No organisms were reported.')];
  }
  return found.map(culture => element('article', {},
    element('h2', {}, culture.text),
    element('p', {}, [
      culture.culture, culture.time.toLocaleDateString(),
      ...culture.counts.map(count => `${count.text} ${count.unit}`.trim()),
    ].filter(part => part).join(' · ')),
    culture.drugs.length === 0 ? '' : table('Susceptibilities', ['Antimicrobial', 'MIC or zone', 'Interpretation'],
      culture.drugs.map(drug => element('tr', {},
        element('th', {scope: 'row', title: drug.title}, drug.name),
        element('td', {class: 'value'}, `${drug.text} ${drug.unit}`.trim()),
        element('td', {}, element('span', {class: `sir ${drug.susceptibility}`}, drug.susceptibility), ' ', drug.flagText))))));
}

function detail(test) {
  const dialog = document.getElementById('detail');
  dialog.replaceChildren(
    element('form', {method: 'dialog'}, element('button', {class: 'second'}, 'Close')),
    element('h2', {id: 'detail-name'}, test.title),
    trend(test),
    table('Results', ['Taken', 'Result', 'Reference', 'Note'], test.results.map(one => element('tr', {},
      time(one), valueCell(one), element('td', {class: 'range'}, one.range.text),
      element('td', {}, one.notes.join(' '))))));
  dialog.showModal();
}
