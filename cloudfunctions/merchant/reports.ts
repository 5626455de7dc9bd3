import type { reportInputs, ReportOutput } from '../../contract/merchant-reports';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { createBatch, getBatch, listBatches, listFailures } from '../common/usecases/reports/batches';
import { createExport, getExport, listExports } from '../common/usecases/reports/exports';
import { getStatistics } from '../common/usecases/reports/statistics';

/** Exports, statistics, and work on many invoices at once. */
export const reportActions: Handlers<typeof reportInputs, ReportOutput, string> = {
  'exports.create': (asked, openid) => createExport(ports, openid, asked),
  'exports.get': ({ exportId }, openid) => getExport(ports, openid, exportId),
  'exports.list': (asked, openid) => listExports(ports, openid, asked),
  'statistics.get': (asked, openid) => getStatistics(ports, openid, asked),
  'batches.create': (asked, openid) => createBatch(ports, openid, asked),
  'batches.get': ({ batchId }, openid) => getBatch(ports, openid, batchId),
  'batches.list': (asked, openid) => listBatches(ports, openid, asked),
  'batches.failures': (asked, openid) => listFailures(ports, openid, asked),
};
