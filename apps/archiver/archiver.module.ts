import { Module } from '@nestjs/common';
import { ArchiverMetrics } from './archiver.metrics.js';
import { ArchiverService } from './archiver.service.js';
import { HistoryArchive } from './history-archive.js';

/**
 * The second consumer of the log: keeps every event and slate as Parquet under FRESHET_DATA/history. The composing root
 * provides RuntimeModule and, globally, EVENT_LOG, which it closes in `onApplicationShutdown`.
 */
@Module({ providers: [ArchiverMetrics, ArchiverService, HistoryArchive] })
export class ArchiverModule {}
