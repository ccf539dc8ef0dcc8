// A machine whose clock is wrong by FAULTS_SKEW_MS.
import process from 'node:process';

const skewMs = Number(process.env['FAULTS_SKEW_MS'] ?? 0);
const now = Date.now;
Date.now = () => now() + skewMs;
