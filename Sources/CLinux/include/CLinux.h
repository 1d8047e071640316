// Linux calls for Swift, in numbers and bytes.
//
// No system header is included here and no structure of C is shown: which clang module owns `struct stat` depends on what
// was compiled before, and Swift that reaches its members builds with a warm module cache and fails with a cold one.
// `make lint` looks after it (.ci/c-owners.sh).
#ifndef CLINUX_H
#define CLINUX_H

#include "CLinuxClocks.h"
#include "CLinuxFiles.h"
#include "CLinuxProcesses.h"
#include "CLinuxSockets.h"
#include "CLinuxThreads.h"

#endif
