#include "core/engine/ledger.h"

#include <sqlite3.h>

#include <concepts>
#include <cstring>
#include <functional>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/file_system.h"
#include "core/engine/digest_table.h"
#include "core/engine/sqlite_files.h"

namespace moonstain {

namespace {

constexpr int kSchema = 2;
// A form above it is no later version of Moonstain but a damaged header.
constexpr int kLastPlausibleSchema = 999;

// `results` is narrow because it is what a plan looks up; the details of each
// task and each object stand apart. A ledger of form 1 gets what it lacks.
constexpr const char* kTables = R"(
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
  CREATE TABLE IF NOT EXISTS files (
    object BLOB PRIMARY KEY, listing TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS records (
    run TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
  ALTER TABLE tasks ADD COLUMN node INTEGER NOT NULL DEFAULT -1;
  ALTER TABLE tasks ADD COLUMN section TEXT NOT NULL DEFAULT '';
)";

constexpr const char* kTableNames[] = {"results", "objects", "tasks",  "steps",
                                       "sources", "files",   "records"};

}  // namespace

struct Ledger::Connection {
  fs::path path;
  sqlite3* db = nullptr;
  std::map<std::string, sqlite3_stmt*> statements;

  bool open(const char* file, int flags) {
    const int opened =
        sqlite3_open_v2(file, &db, flags | SQLITE_OPEN_NOMUTEX, sqlite_files());
    if (opened == SQLITE_OK) sqlite3_busy_timeout(db, 10000);
    return opened == SQLITE_OK;
  }

  // Whether the last call failed because of what is in the file.
  bool damaged() const {
    const int code = db != nullptr ? sqlite3_errcode(db) & 0xff : SQLITE_OK;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  }

  [[noreturn]] void fail_sql(std::string_view doing) const {
    fail("ledger ", path.native(), ": cannot ", doing, ": ", sqlite_reason(db),
         damaged()
             ? "; the next `moonstain run` or `moonstain verify` makes it "
               "again"
             : "");
  }

  void run(const char* sql, std::string_view doing) {
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      fail_sql(doing);
    }
  }

  ~Connection() {
    for (const auto& [sql, statement] : statements) {
      sqlite3_finalize(statement);
    }
    sqlite3_close(db);
  }
};

namespace {

/// A prepared statement in use; ready for the next use when it goes.
class Query {
 public:
  template <typename Connection>
  Query(Connection& connection, const std::string& sql)
      : fail_([&connection] { connection.fail_sql("be read or written"); }) {
    sqlite3_stmt*& kept = connection.statements[sql];
    if (kept == nullptr && sqlite3_prepare_v3(connection.db, sql.c_str(), -1,
                                              SQLITE_PREPARE_PERSISTENT, &kept,
                                              nullptr) != SQLITE_OK) {
      connection.fail_sql("be read");
    }
    statement_ = kept;
  }
  ~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& bind(const Digest& digest) {
    sqlite3_bind_blob(statement_, ++bound_, digest.bytes.data(),
                      static_cast<int>(digest.bytes.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Query& bind(const std::string& text) {
    sqlite3_bind_text(statement_, ++bound_, text.data(),
                      static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Query& bind_bytes(const std::string& bytes) {
    sqlite3_bind_blob(statement_, ++bound_, bytes.data(),
                      static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Query& bind(double value) {
    sqlite3_bind_double(statement_, ++bound_, value);
    return *this;
  }
  // Bits of 64-bit values that do not fit are kept: an inode may use them all.
  template <std::integral Integer>
  Query& bind(Integer value) {
    sqlite3_bind_int64(statement_, ++bound_, static_cast<sqlite3_int64>(value));
    return *this;
  }

  bool next() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) fail_();
    return false;
  }
  void done() {
    while (next()) {
    }
  }

  std::int64_t integer(int column) {
    return sqlite3_column_int64(statement_, column);
  }
  double number(int column) {
    return sqlite3_column_double(statement_, column);
  }
  std::string text(int column) {
    const auto* bytes = sqlite3_column_blob(statement_, column);
    return {static_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  Digest digest(int column) {
    Digest digest;
    check(sqlite3_column_bytes(statement_, column) ==
              static_cast<int>(digest.bytes.size()),
          "ledger: a digest is not 32 bytes long; the file is damaged");
    std::memcpy(digest.bytes.data(), sqlite3_column_blob(statement_, column),
                digest.bytes.size());
    return digest;
  }

 private:
  std::function<void()> fail_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

/// All or nothing; rolled back unless committed.
template <typename Connection>
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {
    connection_.run("BEGIN IMMEDIATE", "be written");
  }
  ~Transaction() {
    if (open_) {
      sqlite3_exec(connection_.db, "ROLLBACK", nullptr, nullptr, nullptr);
    }
  }
  void commit() {
    connection_.run("COMMIT", "be written");
    open_ = false;
  }

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace

Ledger::Ledger(const fs::path& path, Mode mode)
    : connection_(std::make_unique<Connection>()) {
  connection_->path = path;
  const bool write = mode == Mode::write;
  const bool memory = !write && !path_exists(path);
  // A reader may have to undo what a killed engine left half-written; where it
  // must not write, SQLite opens for reading by itself.
  const int flags =
      SQLITE_OPEN_READWRITE | (write || memory ? SQLITE_OPEN_CREATE : 0);
  if (!connection_->open(memory ? ":memory:" : path.c_str(), flags)) {
    connection_->fail_sql("be opened");
  }
  if (!write) {
    sqlite3_db_config(connection_->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                      nullptr);
  }
  const bool shared = !memory && on_network(path.parent_path());
  if (write) {
    connection_->run(
        shared ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL",
        "be opened");
    connection_->run("PRAGMA synchronous = FULL", "be opened");
  } else {
    connection_->run("PRAGMA query_only = 1", "be opened");
  }
  std::int64_t schema = 0;
  {
    Query query(*connection_, "PRAGMA user_version");
    if (query.next()) schema = query.integer(0);
  }
  check(schema >= 0 && schema <= kLastPlausibleSchema, "ledger ", path.native(),
        ": its header is damaged; the next `moonstain run` or `moonstain "
        "verify` makes it again");
  check(schema <= kSchema, "ledger ", path.native(),
        ": was written by another version of Moonstain (form ", schema,
        ", this one knows ", kSchema, "); use another --workspace");
  if (schema < kSchema && write) {
    Transaction transaction(*connection_);
    connection_->run(kTables, "be made");
    connection_->run("PRAGMA user_version = 2", "be made");
    transaction.commit();
  } else if (schema == 0) {
    // Nothing is known yet, or another process is just making it.
    connection_ = std::make_unique<Connection>();
    connection_->path = path;
    connection_->open(":memory:", SQLITE_OPEN_READWRITE);
    connection_->run(kTables, "be made");
  }
}

Ledger::~Ledger() = default;

std::optional<KnownResult> Ledger::find(const Digest& key) {
  Query query(*connection_,
              "SELECT object, size_bytes, present FROM results JOIN objects "
              "ON digest = object WHERE key = ?");
  query.bind(key);
  if (!query.next()) return std::nullopt;
  return KnownResult{query.digest(0),
                     static_cast<std::uint64_t>(query.integer(1)),
                     query.integer(2) != 0};
}

std::unordered_map<Digest, KnownResult> Ledger::all() {
  std::unordered_map<Digest, KnownResult> objects;
  {
    Query query(*connection_,
                "SELECT digest, size_bytes, present FROM objects");
    while (query.next()) {
      const Digest digest = query.digest(0);
      objects[digest] = {digest, static_cast<std::uint64_t>(query.integer(1)),
                         query.integer(2) != 0};
    }
  }
  std::unordered_map<Digest, KnownResult> known;
  known.reserve(objects.size());
  Query query(*connection_, "SELECT key, object FROM results");
  while (query.next()) {
    const auto object = objects.find(query.digest(1));
    if (object != objects.end()) known[query.digest(0)] = object->second;
  }
  return known;
}

namespace {

/// All results of a ledger in memory, some 90 bytes each.
struct Scan {
  DigestTable keys;
  DigestTable objects;
  std::vector<std::uint32_t> object_of;   ///< by key
  std::vector<std::uint64_t> size_bytes;  ///< by object
  std::vector<bool> present;

  std::optional<KnownResult> find(const Digest& key) const {
    const std::uint32_t number = keys.find(key);
    if (number == DigestTable::kNone) return std::nullopt;
    const std::uint32_t object = object_of[number];
    if (object == DigestTable::kNone) return std::nullopt;
    return KnownResult{objects[object], size_bytes[object], present[object]};
  }
};

}  // namespace

std::function<std::optional<KnownResult>(const Digest&)> Ledger::lookup(
    std::uint64_t nodes) {
  const std::uint64_t rows = results();
  if (nodes <= rows / 10) {
    return [this](const Digest& key) { return find(key); };
  }
  auto scan = std::make_shared<Scan>();
  scan->objects.reserve(rows);
  scan->size_bytes.reserve(rows);
  scan->keys.reserve(rows);
  scan->object_of.reserve(rows);
  // Both are stored in the order of their digests.
  {
    Query query(*connection_,
                "SELECT digest, size_bytes, present FROM objects "
                "ORDER BY digest");
    while (query.next()) {
      scan->objects.add(query.digest(0));
      scan->size_bytes.push_back(static_cast<std::uint64_t>(query.integer(1)));
      scan->present.push_back(query.integer(2) != 0);
    }
    scan->objects.finish();
  }
  Query query(*connection_, "SELECT key, object FROM results ORDER BY key");
  while (query.next()) {
    scan->keys.add(query.digest(0));
    scan->object_of.push_back(scan->objects.find(query.digest(1)));
  }
  scan->keys.finish();
  return [scan](const Digest& key) { return scan->find(key); };
}

std::uint64_t Ledger::results() {
  Query query(*connection_, "SELECT count(*) FROM results");
  query.next();
  return static_cast<std::uint64_t>(query.integer(0));
}

void Ledger::record(const std::vector<TaskRow>& rows,
                    const RecordPosition& position) {
  if (rows.empty() && position.run.empty()) return;
  Transaction transaction(*connection_);
  for (const TaskRow& row : rows) {
    Query(*connection_, "INSERT OR REPLACE INTO objects VALUES (?, ?, ?)")
        .bind(row.object)
        .bind(row.size_bytes)
        .bind(row.present ? 1 : 0)
        .done();
    if (row.present && !row.files.empty()) {
      Query(*connection_, "INSERT OR REPLACE INTO files VALUES (?, ?)")
          .bind(row.object)
          .bind(row.files)
          .done();
    }
    Query(*connection_, "INSERT OR REPLACE INTO results VALUES (?, ?)")
        .bind(row.key)
        .bind(row.object)
        .done();
    Query(*connection_,
          "INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.key)
        .bind(row.run)
        .bind(row.step)
        .bind(row.version)
        .bind(row.numeric_class)
        .bind(row.host)
        .bind(row.program)
        .bind(row.seconds)
        .bind(row.cpu_s)
        .bind(row.peak_bytes)
        .bind(row.node)
        .bind(row.section)
        .done();
    // A plain mean of the first five, then one that forgets.
    Query(*connection_,
          "INSERT INTO steps VALUES (?1, 1, ?2) ON CONFLICT (step) DO UPDATE "
          "SET runs = runs + 1, "
          "mean_s = mean_s + (?2 - mean_s) / min(runs + 1, 5)")
        .bind(row.step)
        .bind(row.seconds)
        .done();
  }
  if (!position.run.empty()) {
    Query(*connection_, "INSERT OR REPLACE INTO records VALUES (?, ?)")
        .bind(position.run)
        .bind(position.bytes)
        .done();
  }
  transaction.commit();
}

std::map<std::string, std::uint64_t> Ledger::record_positions() {
  std::map<std::string, std::uint64_t> positions;
  Query query(*connection_, "SELECT run, bytes FROM records");
  while (query.next()) {
    positions[query.text(0)] = static_cast<std::uint64_t>(query.integer(1));
  }
  return positions;
}

std::string Ledger::files(const Digest& object) {
  Query query(*connection_, "SELECT listing FROM files WHERE object = ?");
  return query.bind(object).next() ? query.text(0) : "";
}

std::string maker_words(const Maker& maker) {
  const std::string task =
      maker.node < 0 ? "" : concat("task ", maker.node, " of ");
  return concat("made by ", maker.step, maker.section.empty() ? "" : " ",
                maker.section, ", ", task, "run ", maker.run);
}

std::map<Digest, Maker> Ledger::makers(const std::vector<Digest>& objects) {
  std::map<Digest, Maker> makers;
  if (objects.empty()) return makers;
  const std::unordered_set<Digest> asked(objects.begin(), objects.end());
  // One pass over both tables: neither is sorted by object.
  std::unordered_map<Digest, Digest> object_of_key;
  {
    Query query(*connection_, "SELECT key, object FROM results");
    while (query.next()) {
      const Digest object = query.digest(1);
      if (asked.contains(object)) object_of_key[query.digest(0)] = object;
    }
  }
  Query query(*connection_,
              "SELECT key, run, step, section, node FROM tasks ORDER BY rowid");
  while (query.next()) {
    const auto found = object_of_key.find(query.digest(0));
    if (found == object_of_key.end()) continue;
    makers[found->second] = {query.text(1), query.text(2), query.text(3),
                             query.integer(4)};
  }
  return makers;
}

bool Ledger::has_object(const Digest& object) {
  Query query(*connection_,
              "SELECT 1 FROM objects WHERE digest = ? AND present = 1");
  return query.bind(object).next();
}

std::map<Digest, std::uint64_t> Ledger::present_objects() {
  std::map<Digest, std::uint64_t> objects;
  Query query(*connection_,
              "SELECT digest, size_bytes FROM objects WHERE present = 1");
  while (query.next()) {
    objects[query.digest(0)] = static_cast<std::uint64_t>(query.integer(1));
  }
  return objects;
}

void Ledger::mark_absent(const std::vector<Digest>& objects) {
  if (objects.empty()) return;
  Transaction transaction(*connection_);
  for (const Digest& object : objects) {
    Query(*connection_, "UPDATE objects SET present = 0 WHERE digest = ?")
        .bind(object)
        .done();
    Query(*connection_, "DELETE FROM files WHERE object = ?")
        .bind(object)
        .done();
  }
  transaction.commit();
}

std::map<std::string, double> Ledger::step_seconds() {
  std::map<std::string, double> seconds;
  Query query(*connection_, "SELECT step, mean_s FROM steps");
  while (query.next()) seconds[query.text(0)] = query.number(1);
  return seconds;
}

std::optional<Digest> Ledger::source_digest(const fs::path& path,
                                            const FileStamp& stamp) {
  Query query(*connection_,
              "SELECT size_bytes, mtime_ns, ctime_ns, inode, sha256 "
              "FROM sources WHERE path = ?");
  query.bind_bytes(path.native());
  if (!query.next()) return std::nullopt;
  const FileStamp known{static_cast<std::uint64_t>(query.integer(0)),
                        query.integer(1), query.integer(2),
                        static_cast<std::uint64_t>(query.integer(3))};
  if (known != stamp) return std::nullopt;
  return query.digest(4);
}

void Ledger::record_sources(const std::vector<SourceRow>& rows) {
  if (rows.empty()) return;
  Transaction transaction(*connection_);
  for (const SourceRow& row : rows) {
    Query(*connection_,
          "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?)")
        .bind_bytes(row.path.native())
        .bind(row.stamp.size_bytes)
        .bind(row.stamp.mtime_ns)
        .bind(row.stamp.ctime_ns)
        .bind(row.stamp.inode)
        .bind(row.sha256)
        .done();
  }
  transaction.commit();
}

std::string ledger_damage(const fs::path& path, bool whole) {
  if (!path_exists(path)) return "";
  Ledger::Connection connection;
  connection.path = path;
  // One word: the first that SQLite, or a look at the digests, has to say.
  std::string word;
  const auto first_word = [](void* to, int, char** values, char**) {
    auto& text = *static_cast<std::string*>(to);
    if (text.empty() && values[0] != nullptr) text = values[0];
    return 0;
  };
  const auto says = [&](const char* sql) {
    word.clear();
    const int code =
        sqlite3_exec(connection.db, sql, first_word, &word, nullptr);
    // A table that is gone is damage too: the form says that it is there.
    const bool lacks = (code & 0xff) == SQLITE_ERROR;
    if (connection.damaged() || lacks) word = sqlite3_errmsg(connection.db);
    return connection.damaged() || lacks;
  };
  if (!connection.open(path.c_str(), SQLITE_OPEN_READWRITE)) {
    return connection.damaged() ? sqlite3_errmsg(connection.db) : "";
  }
  if (says("PRAGMA user_version")) return word;
  if (word.size() > 3 || word.starts_with('-'))
    return "a header of form " + word;
  // A header lost altogether says 0, as that of a ledger just being made.
  const bool current = word == std::to_string(kSchema);
  if (!current && fs::file_size(path) % 512 != 0) return "a part of a file";
  if (current) {
    for (const char* table : kTableNames) {
      if (says(concat("SELECT 1 FROM ", table, " LIMIT 1").c_str())) {
        return word;
      }
    }
  }
  if (current && !whole) return "";
  if (says("PRAGMA integrity_check(1)") || word != "ok") return word;
  if (!current) return "";
  if (says("SELECT 'a digest that is not 32 bytes long' FROM results WHERE "
           "length(key) <> 32 OR length(object) <> 32 LIMIT 1") ||
      !word.empty() ||
      says("SELECT 'a digest that is not 32 bytes long' FROM objects WHERE "
           "length(digest) <> 32 LIMIT 1")) {
    return word;
  }
  return word;
}

}  // namespace moonstain
