#pragma once

#include <string>

struct sqlite3;

namespace moonstain {

/// The name of an SQLite VFS that reaches files by FileCalls, as all else does;
/// for sqlite3_open_v2. Locks and shared memory are those of SQLite's own
/// "unix". After a new journal's or log's first flush, and after a removal that
/// asks for it, the folder is flushed too.
///
/// @throws Error when SQLite has no "unix"
const char* sqlite_files();

/// Why the last call on `db` failed: SQLite's words, and where a file was the
/// cause the file, the call and the system's reason, with advice where there is
/// some.
std::string sqlite_reason(sqlite3* db);

}  // namespace moonstain
