#include "core/engine/store/ledger_file.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cstring>

#include "core/base/error.h"
#include "core/base/uri.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/sqlite_files.h"

namespace moonstain {

namespace {

// `results` is narrow because it is what a plan looks up; the details of each
// task and each object stand apart. What each form has more than the one
// before it.
constexpr const char* kForm1 = R"(
  CREATE TABLE IF NOT EXISTS results (
    key BLOB PRIMARY KEY, object BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS objects (
    digest BLOB PRIMARY KEY, size_bytes INTEGER NOT NULL,
    present INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tasks (
    key BLOB NOT NULL, run TEXT NOT NULL, step TEXT NOT NULL,
    version INTEGER NOT NULL, numeric_class TEXT NOT NULL,
    host TEXT NOT NULL, program TEXT NOT NULL, seconds REAL NOT NULL,
    cpu_s REAL NOT NULL, peak_bytes INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS steps (
    step TEXT PRIMARY KEY, runs INTEGER NOT NULL, mean_s REAL NOT NULL)
    WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sources (
    path BLOB PRIMARY KEY, size_bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL, sha256 BLOB NOT NULL) WITHOUT ROWID;
)";
constexpr const char* kForm2 = R"(
  CREATE TABLE IF NOT EXISTS files (
    object BLOB PRIMARY KEY, listing TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS records (
    run TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
  ALTER TABLE tasks ADD COLUMN node INTEGER NOT NULL DEFAULT -1;
  ALTER TABLE tasks ADD COLUMN section TEXT NOT NULL DEFAULT '';
)";
constexpr const char* kForm3 = R"(
  ALTER TABLE objects ADD COLUMN unpacked_bytes INTEGER NOT NULL DEFAULT 0;
)";
constexpr const char* kForm4 = R"(
  CREATE TABLE IF NOT EXISTS result_folders (path BLOB PRIMARY KEY)
    WITHOUT ROWID;
)";

// Of SQLite's "unix"; it keeps 8 bytes for the names of a log and a journal.
constexpr std::size_t kLongestPath = 504;

bool is_empty_or_missing(const fs::path& path) {
  std::error_code none;
  return !path_exists(path) || fs::file_size(path, none) == 0;
}

}  // namespace

LedgerFile::~LedgerFile() { close(); }

void LedgerFile::close() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  statements_.clear();
  sqlite3_close(db_);
  db_ = nullptr;
}

bool LedgerFile::open(const char* file, int flags) {
  std::error_code none;
  const fs::path whole = fs::weakly_canonical(path_, none);
  const std::size_t length = whole.native().size();
  check(length <= kLongestPath, "ledger ", path_.native(), ": its path has ",
        length, " bytes, SQLite opens at most ", kLongestPath,
        "; name a --workspace with a shorter path");
  const int opened =
      sqlite3_open_v2(file, &db_, flags | SQLITE_OPEN_NOMUTEX, sqlite_files());
  if (opened == SQLITE_OK) sqlite3_busy_timeout(db_, 10000);
  return opened == SQLITE_OK;
}

bool LedgerFile::open_to_read() {
  const bool opened = open(path_.c_str(), SQLITE_OPEN_READWRITE);
  if (!opened && db_ == nullptr) return false;
  const int code =
      opened ? sqlite3_exec(db_, "SELECT 1 FROM sqlite_master LIMIT 1", nullptr,
                            nullptr, nullptr) &
                   0xff
             : SQLITE_CANTOPEN;
  if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY) return true;
  const std::string path = fs::absolute(path_);
  const fs::path folder = fs::path(path).parent_path();
  if (::access(folder.c_str(), W_OK) == 0 ||
      ::access(path.c_str(), R_OK) != 0) {
    return opened;
  }
  check(is_empty_or_missing(path + "-wal") &&
            is_empty_or_missing(path + "-journal"),
        "ledger ", path,
        ": an engine was killed at work, and what it had begun is put right "
        "only where the folder can be written: any command of its owner does "
        "it");
  close();
  return open(concat("file:", uri_path(path), "?immutable=1").c_str(),
              SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

void LedgerFile::make_tables(int form) {
  int made = 0;
  for (const char* tables : {kForm1, kForm2, kForm3, kForm4}) {
    if (++made > form) run(tables, "be made");
  }
}

void LedgerFile::run(const char* sql, std::string_view doing) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail_sql(doing);
  }
}

sqlite3_stmt* LedgerFile::statement(const std::string& sql) {
  sqlite3_stmt*& kept = statements_[sql];
  if (kept == nullptr &&
      sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &kept,
                         nullptr) != SQLITE_OK) {
    fail_sql("be read");
  }
  return kept;
}

bool LedgerFile::damaged() const {
  const int code = db_ != nullptr ? sqlite3_errcode(db_) & 0xff : SQLITE_OK;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

void LedgerFile::fail_sql(std::string_view doing) const {
  // A table or a column that is lacking, a value that is too large, of another
  // type or there twice is not as it was written either.
  const int code = db_ != nullptr ? sqlite3_errcode(db_) & 0xff : SQLITE_OK;
  const bool other = code == SQLITE_ERROR || code == SQLITE_TOOBIG ||
                     code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH;
  const std::string words = concat(
      "ledger ", path_.native(), ": cannot ", doing, ": ", sqlite_reason(db_),
      damaged() ? "; the next `moonstain run` or `moonstain verify` makes it "
                  "again"
                : "");
  if (damaged() || other) throw DamagedLedger(words);
  throw Error(words);
}

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(const Digest& digest) {
  sqlite3_bind_blob(statement_, ++bound_, digest.bytes.data(),
                    static_cast<int>(digest.bytes.size()), SQLITE_TRANSIENT);
  return *this;
}

Query& Query::bind(const std::string& text) {
  sqlite3_bind_text(statement_, ++bound_, text.data(),
                    static_cast<int>(text.size()), SQLITE_TRANSIENT);
  return *this;
}

Query& Query::bind_bytes(const std::string& bytes) {
  sqlite3_bind_blob(statement_, ++bound_, bytes.data(),
                    static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
  return *this;
}

Query& Query::bind(double value) {
  sqlite3_bind_double(statement_, ++bound_, value);
  return *this;
}

Query& Query::bind_integer(std::int64_t value) {
  sqlite3_bind_int64(statement_, ++bound_, value);
  return *this;
}

bool Query::next() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) file_.fail_sql("be read or written");
  return false;
}

void Query::done() {
  while (next()) {
  }
}

std::int64_t Query::integer(int column) {
  return sqlite3_column_int64(statement_, column);
}

double Query::number(int column) {
  return sqlite3_column_double(statement_, column);
}

std::string Query::text(int column) {
  const auto* bytes = sqlite3_column_blob(statement_, column);
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Digest Query::digest(int column) {
  Digest digest;
  if (sqlite3_column_bytes(statement_, column) !=
      static_cast<int>(digest.bytes.size())) {
    throw DamagedLedger(
        "ledger: a digest is not 32 bytes long; the file is damaged");
  }
  std::memcpy(digest.bytes.data(), sqlite3_column_blob(statement_, column),
              digest.bytes.size());
  return digest;
}

Transaction::Transaction(LedgerFile& file) : file_(file) {
  file_.run("BEGIN IMMEDIATE", "be written");
}

Transaction::~Transaction() {
  if (open_) sqlite3_exec(file_.db(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  file_.run("COMMIT", "be written");
  open_ = false;
}

}  // namespace moonstain
