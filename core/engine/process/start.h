#pragma once

namespace moonstain {

/// What a program of Moonstain does before anything else.
///
/// - Standard input, output and error that are closed get /dev/null in their
///   place, else the next file that is opened would have their number and be
///   written into. It is opened so that a write to a closed standard output
///   fails, and one to a closed standard error goes nowhere.
/// - A file that reaches the limit on files' sizes (`ulimit -f`) is an error of
///   the write and no signal (SIGXFSZ is ignored).
/// - As many files may be open as the system grants, at most 65,536: what
///   `ulimit -n` says first is often 1,024, and an engine has some files for
///   each worker.
void begin_process();

}  // namespace moonstain
