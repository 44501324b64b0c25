import type { ImportReport, RejectedRow } from '#libs/event-history';
import type { Command } from 'commander';
import { statSync } from 'node:fs';
import { printResult, rows } from '../output.js';
import { progressOf } from '../progress.js';
import { siteName } from './option-values.js';
import { placeOfTables } from './place-of-tables.js';

interface ImportArguments {
  readonly site: string;
  readonly rejects?: string;
  readonly unit?: 'seconds' | 'milliseconds';
  readonly json?: true;
}

export function addImport(program: Command): void {
  program
    .command('import')
    .description("adds a file's events to a site's history; the same file twice changes nothing")
    .argument(
      '<file>',
      'CSV, JSONL or Parquet, gzipped or not; columns session, item, timestamp[, type, value, …]',
    )
    .requiredOption('--site <site>', 'site whose history grows; a new one comes into being', siteName)
    .option('--rejects <file>', 'where refused rows go (JSON lines)')
    .option('--unit <unit>', 'of the timestamps, seconds or milliseconds, where their size does not say it')
    .option('--json', 'the result as one JSON object on the last line of stdout')
    .action(runImport);
}

async function runImport(file: string, { site, rejects, unit, json }: ImportArguments): Promise<void> {
  const { describeRejected, importFile } = await import('#libs/event-history');
  const { dataFolder } = await placeOfTables();
  const progress = progressOf('importing', 'bytes');
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  try {
    const report = await importFile(file, {
      site,
      dataFolder,
      ...(rejects !== undefined && { rejectsFile: rejects }),
      ...(unit !== undefined && { unit }),
      onProgress: ({ bytesRead }) => progress.update(bytesRead, bytes),
    });
    progress.stop();
    printResult(report, json === true, describe(report, describeRejected));
  } finally {
    progress.stop();
  }
}

function describe(report: ImportReport, describeRejected: (row: RejectedRow) => string): string[] {
  const lines = rows({
    'rows read': report.read,
    imported: report.imported,
    'already there': report.duplicates,
    refused: report.rejected,
    sessions: report.sessions,
    items: report.items,
    'timestamps read as': report.unit,
    seconds: report.seconds.toFixed(1),
  });
  if (report.ignoredColumns.length > 0) lines.push(`columns not used: ${report.ignoredColumns.join(', ')}`);
  if (report.rejectsFile !== null) {
    lines.push('', ...report.rejects.map(describeRejected), `all refused rows are in ${report.rejectsFile}`);
  }
  return lines;
}
