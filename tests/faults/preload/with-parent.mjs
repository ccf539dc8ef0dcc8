// Whoever started a worker and is gone cannot end it any more.
import process from 'node:process';

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 1_000).unref();
