import fc from 'fast-check';

// The same cases at every run, so that a run that fails can be run again; another seed is one variable away.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20241001) });
