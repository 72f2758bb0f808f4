import { todayInParis } from '../french/day.ts';
import { type Decisions, DecisionsBusy } from './records.ts';

/**
 * Deletes expired records at start and at each midnight in Paris; logs only how many. Returns a function that stops it.
 */
export function purgeDaily(decisions: Pick<Decisions, 'purge'>, log: PurgeLog, interval = 60_000): () => void {
  let purgedOn = '';
  let isUnderWay = false;
  const purge = async () => {
    const today = todayInParis();
    if (isUnderWay || purgedOn === today) return;
    isUnderWay = true;
    try {
      const purged = await decisions.purge();
      if (purged > 0) log.info({ purged }, 'expired decisions erased');
      purgedOn = today;
    } catch (error) {
      // The database is busy: retried at the next interval. Any other error is logged once a day.
      if (!(error instanceof DecisionsBusy)) {
        log.error({ err: error }, 'purge failed');
        purgedOn = today;
      }
    } finally {
      isUnderWay = false;
    }
  };
  purge();
  const timer = setInterval(purge, interval);
  return () => clearInterval(timer);
}

export interface PurgeLog {
  info(about: { readonly purged: number }, message: string): void;
  error(about: { readonly err: unknown }, message: string): void;
}
