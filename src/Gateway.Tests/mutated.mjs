// What mutate.sh found: one table of the rooms, and each change that no test noticed by file and line. Ends with a failure where a room noticed
// less than 90 %, or never came to its end.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const [folder, ...rooms] = process.argv.slice(2);
const rows = [], unseen = [];
let failed = false;
for (const room of rooms) {
  const report = `${folder}/${room}/reports/mutation-report.json`;
  const counts = { Killed: 0, Timeout: 0, Survived: 0, NoCoverage: 0 };
  for (const [name, file] of existsSync(report) ? Object.entries(JSON.parse(readFileSync(report, 'utf8')).files) : []) {
    const lines = file.source.split('\n');
    for (const { status, location: { start, end }, mutatorName, replacement } of file.mutants) {
      if (status in counts) counts[status]++;
      if (status !== 'Survived' && status !== 'NoCoverage') continue;
      const text = start.line === end.line ? lines[start.line - 1].slice(start.column - 1, end.column - 1) : lines[start.line - 1].slice(start.column - 1) + ' …';
      unseen.push({ room, name: basename(name), line: start.line, words: `${mutatorName}: ${text} -> ${(replacement ?? '').split('\n')[0]}` });
    }
  }

  const noticed = counts.Killed + counts.Timeout, all = noticed + counts.Survived + counts.NoCoverage;
  const percent = all ? 100 * noticed / all : 0;
  if (percent < 90) failed = true;
  rows.push([room, all, counts.Killed, counts.Timeout, counts.Survived, counts.NoCoverage, all ? percent.toFixed(1) : 'did not come to its end']);
}

unseen.sort((a, b) => a.room.localeCompare(b.room) || a.name.localeCompare(b.name) || a.line - b.line);
writeFileSync(`${folder}/unnoticed.txt`, unseen.map(one => `${one.room} ${one.name}:${one.line} ${one.words}\n`).join(''));
console.log(['Room', 'Mutants', 'Killed', 'Timeouts', 'Survived', 'Without a test', 'Per cent'].join(' | ').replace(/.*/, '| $& |'));
console.log('|---'.repeat(7) + '|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
console.log(`Each change that no test noticed: ${folder}/unnoticed.txt`);
process.exit(failed ? 1 : 0);
