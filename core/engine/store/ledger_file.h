#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/digest.h"
#include "core/base/path.h"

struct sqlite3;
struct sqlite3_stmt;

namespace moonstain {

/// The form of the ledger's tables, its file's `user_version`.
inline constexpr int kLedgerForm = 4;
/// A form above it is no later version of Moonstain but a damaged header.
inline constexpr int kLastPlausibleForm = 999;

inline constexpr const char* kLedgerTableNames[] = {
    "results", "objects", "tasks",   "steps",
    "sources", "files",   "records", "result_folders"};

/// The ledger's SQLite file, open, with its prepared statements.
class LedgerFile {
 public:
  explicit LedgerFile(fs::path path) : path_(std::move(path)) {}
  ~LedgerFile();
  LedgerFile(const LedgerFile&) = delete;
  LedgerFile& operator=(const LedgerFile&) = delete;

  /// @param file   the ledger's path, or ":memory:"
  /// @throws Error on a path that is longer than SQLite opens
  bool open(const char* file, int flags);
  /// The ledger's path, for a reader. One may have to undo what a killed engine
  /// left half-written, and has files beside the ledger for that. In a folder
  /// that it cannot write, where nobody has left such files, it takes the
  /// ledger for one that does not change.
  bool open_to_read();
  /// Makes the tables and columns that a file of this form lacks; 0: all.
  void make_tables(int form);
  /// @param doing  for the error: "be opened"
  void run(const char* sql, std::string_view doing);

  sqlite3* db() const { return db_; }
  /// A prepared statement, the same for the same text.
  sqlite3_stmt* statement(const std::string& sql);
  /// Whether the last call failed because of what is in the file.
  bool damaged() const;
  [[noreturn]] void fail_sql(std::string_view doing) const;

 private:
  void close();

  fs::path path_;
  sqlite3* db_ = nullptr;
  std::map<std::string, sqlite3_stmt*> statements_;
};

/// A prepared statement in use; ready for the next use when it goes. Values are
/// bound in order.
class Query {
 public:
  Query(LedgerFile& file, const std::string& sql)
      : file_(file), statement_(file.statement(sql)) {}
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& bind(const Digest& digest);
  Query& bind(const std::string& text);
  Query& bind_bytes(const std::string& bytes);
  Query& bind(double value);
  /// Bits of 64-bit values that do not fit are kept: an inode may use them all.
  template <std::integral Integer>
  Query& bind(Integer value) {
    return bind_integer(static_cast<std::int64_t>(value));
  }

  /// @return whether there is another row
  bool next();
  void done();

  std::int64_t integer(int column);
  double number(int column);
  std::string text(int column);
  Digest digest(int column);

 private:
  Query& bind_integer(std::int64_t value);

  LedgerFile& file_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

/// All or nothing; rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(LedgerFile& file);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  LedgerFile& file_;
  bool open_ = true;
};

}  // namespace moonstain
