// Part of ledger.h: what SQLite, and a look at the digests, say of the file.
#include <sqlite3.h>

#include <string>

#include "core/base/error.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/ledger_file.h"

namespace moonstain {

std::string ledger_damage(const fs::path& path, bool whole) {
  if (!path_exists(path)) return "";
  LedgerFile file(path);
  // One word: the first that SQLite, or a look at the digests, has to say.
  std::string word;
  const auto first_word = [](void* to, int, char** values, char**) {
    auto& text = *static_cast<std::string*>(to);
    if (text.empty() && values[0] != nullptr) text = values[0];
    return 0;
  };
  const auto says = [&](const char* sql) {
    word.clear();
    const int code = sqlite3_exec(file.db(), sql, first_word, &word, nullptr);
    // A table that is gone is damage too: the form says that it is there.
    const bool lacks = (code & 0xff) == SQLITE_ERROR;
    if (file.damaged() || lacks) word = sqlite3_errmsg(file.db());
    return file.damaged() || lacks;
  };
  if (!file.open_to_read()) {
    return file.damaged() ? sqlite3_errmsg(file.db()) : "";
  }
  if (says("PRAGMA user_version")) return word;
  if (word.size() > 3 || word.starts_with('-'))
    return "a header of form " + word;
  // A header lost altogether says 0, as that of a ledger just being made.
  const bool current = word == std::to_string(kLedgerForm);
  if (!current && fs::file_size(path) % 512 != 0) return "a part of a file";
  if (current) {
    for (const char* table : kLedgerTableNames) {
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
