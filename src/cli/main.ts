#!/usr/bin/env node
import { runProgram } from './run-program.js';

// All is written by now. What still runs is a look-up of a name that was given up: getaddrinfo cannot be cancelled.
process.exit(await runProgram(process.argv));
