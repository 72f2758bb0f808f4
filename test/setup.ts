import fc from 'fast-check';

// Every run has the same cases, so that a failure can be reproduced. FAST_CHECK_SEED sets another seed.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20241001) });
