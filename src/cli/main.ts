#!/usr/bin/env node
import { runProgram } from './run-program.js';

// No process.exit: Node joins the thread of a look-up that was given up either way, as getaddrinfo cannot be cancelled.
process.exitCode = await runProgram(process.argv);
