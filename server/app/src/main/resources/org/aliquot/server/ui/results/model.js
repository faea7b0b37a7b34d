// From Observations to what is shown: results by test, panels, cultures.

const OUT_OF_RANGE = new Set(['H', 'HH', 'HU', 'L', 'LL', 'LU', 'A', 'AA', 'POS', 'DET', 'R', '<', '>']);
const CRITICAL = new Set(['HH', 'LL', 'AA', 'HU', 'LU']);
const SUSCEPTIBILITY = new Set(['S', 'I', 'R', 'SDD', 'NS']);
const NOT_VALID = new Set(['entered-in-error', 'cancelled']);

/** All results of a patient, as they come in. */
export class History {
  constructor() {
    this.results = new Map();
    this.panelOf = new Map();
    this.children = new Map();
  }

  add(observations) {
    for (const observation of observations) {
      if (observation.resourceType !== 'Observation') {
        continue;
      }
      this.results.set(`Observation/${observation.id}`, result(observation));
      for (const member of observation.hasMember ?? []) {
        this.panelOf.set(member.reference, name(observation.code));
      }
      for (const source of observation.derivedFrom ?? []) {
        if (!this.children.has(source.reference)) {
          this.children.set(source.reference, []);
        }
        this.children.get(source.reference).push(`Observation/${observation.id}`);
      }
    }
  }

  /** Tests with their results, newest first; grouped by the panel of the newest. */
  panels() {
    const tests = new Map();
    for (const [reference, one] of this.results) {
      if (!one.text || one.susceptibility || this.isOfCulture(reference)) {
        continue;
      }
      const key = `${one.key}|${one.unit}`;
      if (!tests.has(key)) {
        tests.set(key, {key, name: one.name, title: one.title, unit: one.unit, results: []});
      }
      tests.get(key).results.push({...one, reference});
    }
    const panels = new Map();
    for (const test of tests.values()) {
      test.results.sort((a, b) => b.time - a.time);
      const panel = this.panelOf.get(test.results[0].reference) ?? 'Single tests';
      if (!panels.has(panel)) {
        panels.set(panel, []);
      }
      panels.get(panel).push(test);
    }
    return [...panels].sort((a, b) => newest(b[1]) - newest(a[1]));
  }

  isOfCulture(reference) {
    return this.children.has(reference) || (this.results.get(reference).sources ?? []).some(source => this.results.has(source));
  }

  /** Everything, newest first. */
  all() {
    return [...this.results]
      .filter(([, one]) => one.text)
      .map(([reference, one]) => ({...one, panel: this.panelOf.get(reference) ?? ''}))
      .sort((a, b) => b.time - a.time);
  }

  /** Organisms with what was derived from them, newest first. */
  cultures() {
    return [...this.children]
      .filter(([reference]) => this.results.get(reference)?.isCoded)
      .map(([reference, children]) => ({
        ...this.results.get(reference),
        culture: this.panelOf.get(reference) ?? '',
        counts: children.map(child => this.results.get(child)).filter(child => !child.susceptibility && child.text),
        drugs: children.map(child => this.results.get(child)).filter(child => child.susceptibility)
          .sort((a, b) => a.name.localeCompare(b.name)),
      }))
      .sort((a, b) => b.time - a.time);
  }
}

function newest(tests) {
  return Math.max(...tests.map(test => test.results[0].time.getTime()));
}

function result(observation) {
  const flags = (observation.interpretation ?? []).flatMap(concept => concept.coding ?? []).map(coding => coding.code);
  const quantity = observation.valueQuantity;
  const isValid = !NOT_VALID.has(observation.status);
  return {
    key: key(observation.code),
    name: observation.code.text ?? name(observation.code),
    title: name(observation.code),
    status: observation.status,
    time: new Date(observation.effectiveDateTime ?? observation.effectivePeriod?.start ?? observation.issued ?? 0),
    // What cannot be placed on an axis, "<0.1" too, has no number there but the bound.
    number: quantity?.value === undefined || !isValid ? NaN : Number(quantity.value),
    comparator: quantity?.comparator ?? '',
    text: value(observation),
    unit: quantity?.unit ?? quantity?.code ?? '',
    isCoded: observation.valueCodeableConcept !== undefined,
    range: range(observation.referenceRange),
    flag: flags.find(flag => OUT_OF_RANGE.has(flag) && !SUSCEPTIBILITY.has(flag)) ?? '',
    flagText: flagText(observation.interpretation),
    isCritical: flags.some(flag => CRITICAL.has(flag)),
    susceptibility: flags.find(flag => SUSCEPTIBILITY.has(flag)) ?? '',
    sources: (observation.derivedFrom ?? []).map(source => source.reference),
    notes: (observation.note ?? []).map(note => note.text),
  };
}

function flagText(interpretation) {
  const concept = interpretation?.[0];
  return concept ? concept.text ?? concept.coding?.[0]?.display ?? concept.coding?.[0]?.code ?? '' : '';
}

/** As it was reported, with its "<". Nothing where there is nothing: panels. */
function value(observation) {
  const quantity = observation.valueQuantity;
  if (quantity) {
    return quantity.value === undefined ? '' : `${quantity.comparator ?? ''}${quantity.value}`;
  }
  const coded = observation.valueCodeableConcept;
  if (coded) {
    return name(coded);
  }
  const ratio = observation.valueRatio;
  if (ratio) {
    return `${ratio.numerator?.comparator ?? ''}${ratio.numerator?.value ?? '?'}:${ratio.denominator?.value ?? '?'}`;
  }
  const span = observation.valueRange;
  if (span) {
    return `${span.low?.value ?? ''}–${span.high?.value ?? ''} ${span.low?.unit ?? span.high?.unit ?? ''}`;
  }
  const simple = observation.valueString ?? observation.valueInteger ?? observation.valueBoolean
    ?? observation.valueDateTime ?? observation.valueTime;
  if (simple !== undefined) {
    return String(simple);
  }
  const parts = (observation.component ?? []).map(part => `${name(part.code)} ${value(part)} ${part.valueQuantity?.unit ?? ''}`.trim());
  if (parts.length > 0) {
    return parts.join('; ');
  }
  const absent = observation.dataAbsentReason;
  return absent ? `no result (${name(absent)})` : '';
}

function range(ranges) {
  const first = ranges?.find(one => one.low || one.high) ?? ranges?.[0];
  if (!first) {
    return {text: '', low: NaN, high: NaN};
  }
  const low = first.low?.value;
  const high = first.high?.value;
  const text = first.text ?? (low !== undefined && high !== undefined ? `${low} – ${high}`
    : low !== undefined ? `≥ ${low}` : high !== undefined ? `≤ ${high}` : '');
  return {text, low: low === undefined ? NaN : Number(low), high: high === undefined ? NaN : Number(high)};
}

function key(code) {
  const coding = code.coding?.find(one => one.system === 'http://loinc.org') ?? code.coding?.[0];
  return coding ? `${coding.system ?? ''}|${coding.code}` : code.text ?? '';
}

function name(concept) {
  return concept.coding?.find(one => one.display)?.display ?? concept.text ?? concept.coding?.[0]?.code ?? '';
}
