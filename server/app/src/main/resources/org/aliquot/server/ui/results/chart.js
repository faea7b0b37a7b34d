// Trends as SVG: the reference range as a band, results as points, those out of range with another form and colour.

const SVG = 'http://www.w3.org/2000/svg';

function draw(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

function plotted(results) {
  return results.filter(one => !Number.isNaN(one.number)).sort((a, b) => a.time - b.time);
}

function scales(points, width, height, margin) {
  const times = points.map(one => one.time.getTime());
  const values = points.flatMap(one => [one.number, one.range.low, one.range.high]).filter(value => !Number.isNaN(value));
  const first = Math.min(...times);
  const last = Math.max(...times);
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const room = (highest - lowest || Math.abs(highest) || 1) * 0.08;
  return {
    first, last, lowest: lowest - room, highest: highest + room,
    x: time => last === first ? width / 2 : margin.left + (time - first) / (last - first) * (width - margin.left - margin.right),
    y: value => height - margin.bottom
      - (value - lowest + room) / (highest - lowest + 2 * room) * (height - margin.top - margin.bottom),
  };
}

function band(svg, points, scale, from, to) {
  const range = points[points.length - 1].range;
  if (Number.isNaN(range.low) && Number.isNaN(range.high)) {
    return;
  }
  const top = scale.y(Number.isNaN(range.high) ? scale.highest : range.high);
  const bottom = scale.y(Number.isNaN(range.low) ? scale.lowest : range.low);
  svg.append(draw('rect', {class: 'band', x: from, width: to - from, y: top, height: Math.max(1, bottom - top)}));
}

function line(svg, points, scale) {
  svg.append(draw('polyline', {
    class: 'line',
    points: points.map(one => `${scale.x(one.time.getTime()).toFixed(1)},${scale.y(one.number).toFixed(1)}`).join(' '),
  }));
}

/** A few centimetres of a trend, for a list. */
export function sparkline(results) {
  const points = plotted(results).slice(-40);
  if (points.length < 2) {
    return document.createTextNode('');
  }
  const width = 140;
  const height = 30;
  const margin = {left: 4, right: 4, top: 3, bottom: 3};
  const scale = scales(points, width, height, margin);
  const svg = draw('svg', {class: 'spark', viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true'});
  band(svg, points, scale, 0, width);
  line(svg, points, scale);
  for (const one of points.filter((point, i) => point.flag || i === points.length - 1)) {
    svg.append(draw('circle', {
      class: one.flag ? 'point out' : 'point', r: 2.5, cx: scale.x(one.time.getTime()), cy: scale.y(one.number),
    }));
  }
  return svg;
}

/** A trend to read values from; each point says what it is. The table beside it says the same in words. */
export function trend(test) {
  const points = plotted(test.results);
  if (points.length === 0) {
    return document.createTextNode('');
  }
  const width = 760;
  const height = 260;
  const margin = {left: 56, right: 16, top: 12, bottom: 28};
  const scale = scales(points, width, height, margin);
  const svg = draw('svg', {
    class: 'trend', viewBox: `0 0 ${width} ${height}`, role: 'img',
    'aria-label': `${test.title}: ${points.length} results, the last ${test.results[0].text} ${test.unit}`,
  });
  band(svg, points, scale, margin.left, width - margin.right);
  for (const value of ticks(scale.lowest, scale.highest)) {
    svg.append(draw('line', {class: 'grid', x1: margin.left, x2: width - margin.right, y1: scale.y(value), y2: scale.y(value)}));
    svg.append(draw('text', {class: 'axis', x: margin.left - 6, y: scale.y(value) + 4, 'text-anchor': 'end'}, shortest(value)));
  }
  const dates = points.length > 1 ? [points[0], points[points.length - 1]] : [points[0]];
  dates.forEach((one, i) => svg.append(draw('text', {
    class: 'axis', x: scale.x(one.time.getTime()), y: height - 8, 'text-anchor': dates.length === 1 ? 'middle' : i ? 'end' : 'start',
  }, one.time.toLocaleDateString())));
  line(svg, points, scale);
  for (const one of points) {
    const x = scale.x(one.time.getTime());
    const y = scale.y(one.number);
    const mark = one.flag
      ? draw('rect', {class: 'point out', x: x - 4, y: y - 4, width: 8, height: 8, transform: `rotate(45 ${x} ${y})`})
      : draw('circle', {class: one.comparator ? 'point bound' : 'point', r: 4, cx: x, cy: y});
    mark.append(draw('title', {}, `${one.time.toLocaleString()}: ${one.text} ${one.unit} ${one.flagText}`));
    svg.append(mark);
  }
  return svg;
}

function shortest(value) {
  return Number(value.toPrecision(6)).toString();
}

function ticks(low, high) {
  const step = 10 ** Math.floor(Math.log10((high - low) / 2));
  const wide = [1, 2, 5].map(factor => factor * step).find(one => (high - low) / one <= 6) ?? 10 * step;
  const values = [];
  for (let value = Math.ceil(low / wide) * wide; value <= high; value += wide) {
    values.push(value);
  }
  return values;
}
