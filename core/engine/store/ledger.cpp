#include "core/engine/store/ledger.h"

#include <sqlite3.h>

#include <functional>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_system.h"
#include "core/engine/store/ledger_file.h"

namespace moonstain {

namespace {

/// The form that first has `unpacked_bytes` of objects.
constexpr std::int64_t kUnpackedSince = 3;

// From column `first` on: size_bytes, present, unpacked_bytes.
KnownResult known_of(Query& query, const Digest& object, int first) {
  return {object, static_cast<std::uint64_t>(query.integer(first)),
          query.integer(first + 1) != 0,
          static_cast<std::uint64_t>(query.integer(first + 2))};
}

}  // namespace

Ledger::Ledger(const fs::path& path, Mode mode)
    : file_(std::make_unique<LedgerFile>(path)) {
  const bool write = mode == Mode::write;
  const bool memory = !write && !path_exists(path);
  constexpr int kMade = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const bool opened = memory  ? file_->open(":memory:", kMade)
                      : write ? file_->open(path.c_str(), kMade)
                              : file_->open_to_read();
  if (!opened) file_->fail_sql("be opened");
  if (!write) {
    sqlite3_db_config(file_->db(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                      nullptr);
  }
  const bool shared = !memory && on_network(path.parent_path());
  if (write) {
    file_->run(
        shared ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL",
        "be opened");
    file_->run("PRAGMA synchronous = FULL", "be opened");
  } else {
    file_->run("PRAGMA query_only = 1", "be opened");
  }
  std::int64_t form = 0;
  {
    Query query(*file_, "PRAGMA user_version");
    if (query.next()) form = query.integer(0);
  }
  if (form < 0 || form > kLastPlausibleForm) {
    throw DamagedLedger(concat(
        "ledger ", path.native(),
        ": its header is damaged; the next `moonstain run` or `moonstain "
        "verify` makes it again"));
  }
  check(form <= kLedgerForm, "ledger ", path.native(),
        ": was written by another version of Moonstain (form ", form,
        ", this one knows ", kLedgerForm, "); use another --workspace");
  if (form < kLedgerForm && write) {
    Transaction transaction(*file_);
    file_->make_tables(static_cast<int>(form));
    file_->run(concat("PRAGMA user_version = ", kLedgerForm).c_str(),
               "be made");
    transaction.commit();
  } else if (form == 0) {
    // Nothing is known yet, or another process is just making it.
    file_ = std::make_unique<LedgerFile>(path);
    file_->open(":memory:", SQLITE_OPEN_READWRITE);
    file_->make_tables(0);
  } else if (form < kUnpackedSince) {
    objects_ =
        "(SELECT digest, size_bytes, present, 0 AS unpacked_bytes "
        "FROM objects)";
  }
}

Ledger::~Ledger() = default;

std::optional<KnownResult> Ledger::find(const Digest& key) {
  Query query(*file_,
              concat("SELECT object, size_bytes, present, unpacked_bytes "
                     "FROM results JOIN ",
                     objects_, " ON digest = object WHERE key = ?"));
  query.bind(key);
  if (!query.next()) return std::nullopt;
  return known_of(query, query.digest(0), 1);
}

std::unordered_map<Digest, KnownResult> Ledger::all() {
  std::unordered_map<Digest, KnownResult> objects;
  {
    Query query(*file_,
                concat("SELECT digest, size_bytes, present, unpacked_bytes "
                       "FROM ",
                       objects_));
    while (query.next()) {
      const Digest digest = query.digest(0);
      objects[digest] = known_of(query, digest, 1);
    }
  }
  std::unordered_map<Digest, KnownResult> known;
  known.reserve(objects.size());
  Query query(*file_, "SELECT key, object FROM results");
  while (query.next()) {
    const auto object = objects.find(query.digest(1));
    if (object != objects.end()) known[query.digest(0)] = object->second;
  }
  return known;
}

std::function<std::optional<KnownResult>(const Digest&)> Ledger::lookup(
    std::uint64_t nodes) {
  const std::uint64_t rows = results();
  if (nodes <= rows / 10) {
    return [this](const Digest& key) { return find(key); };
  }
  auto known = std::make_shared<KnownResults>();
  known->reserve(rows);
  // Both are stored in the order of their digests.
  const auto in_order = [](const auto& finish) {
    try {
      finish();
    } catch (const Error& e) {
      throw DamagedLedger(e.what());
    }
  };
  {
    Query query(*file_,
                concat("SELECT digest, size_bytes, present, unpacked_bytes "
                       "FROM ",
                       objects_, " ORDER BY digest"));
    while (query.next()) {
      known->add_object(known_of(query, query.digest(0), 1));
    }
    in_order([&] { known->finish_objects(); });
  }
  Query query(*file_, "SELECT key, object FROM results ORDER BY key");
  while (query.next()) known->add(query.digest(0), query.digest(1));
  in_order([&] { known->finish(); });
  return [known](const Digest& key) { return known->find(key); };
}

std::uint64_t Ledger::results() {
  Query query(*file_, "SELECT count(*) FROM results");
  query.next();
  return static_cast<std::uint64_t>(query.integer(0));
}

void Ledger::record(const std::vector<TaskRow>& rows,
                    const RecordPosition& position) {
  if (rows.empty() && position.run.empty()) return;
  Transaction transaction(*file_);
  for (const TaskRow& row : rows) {
    Query(*file_, "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)")
        .bind(row.object)
        .bind(row.size_bytes)
        .bind(row.present ? 1 : 0)
        .bind(row.unpacked_bytes)
        .done();
    if (row.present && !row.files.empty()) {
      Query(*file_, "INSERT OR REPLACE INTO files VALUES (?, ?)")
          .bind(row.object)
          .bind(row.files)
          .done();
    }
    Query(*file_, "INSERT OR REPLACE INTO results VALUES (?, ?)")
        .bind(row.key)
        .bind(row.object)
        .done();
    Query(*file_,
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
    Query(*file_,
          "INSERT INTO steps VALUES (?1, 1, ?2) ON CONFLICT (step) DO UPDATE "
          "SET runs = runs + 1, "
          "mean_s = mean_s + (?2 - mean_s) / min(runs + 1, 5)")
        .bind(row.step)
        .bind(row.seconds)
        .done();
  }
  if (!position.run.empty()) {
    Query(*file_, "INSERT OR REPLACE INTO records VALUES (?, ?)")
        .bind(position.run)
        .bind(position.bytes)
        .done();
  }
  transaction.commit();
}

std::map<std::string, std::uint64_t> Ledger::record_positions() {
  std::map<std::string, std::uint64_t> positions;
  Query query(*file_, "SELECT run, bytes FROM records");
  while (query.next()) {
    positions[query.text(0)] = static_cast<std::uint64_t>(query.integer(1));
  }
  return positions;
}

std::string Ledger::files(const Digest& object) {
  Query query(*file_, "SELECT listing FROM files WHERE object = ?");
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
    Query query(*file_, "SELECT key, object FROM results");
    while (query.next()) {
      const Digest object = query.digest(1);
      if (asked.contains(object)) object_of_key[query.digest(0)] = object;
    }
  }
  Query query(*file_,
              "SELECT key, run, step, section, node FROM tasks ORDER BY rowid");
  while (query.next()) {
    const auto found = object_of_key.find(query.digest(0));
    if (found == object_of_key.end()) continue;
    makers[found->second] = {query.text(1), query.text(2), query.text(3),
                             query.integer(4)};
  }
  return makers;
}

std::unordered_map<Digest, TaskCost> Ledger::costs(
    const std::vector<Digest>& keys, const std::string& up_to) {
  std::unordered_map<Digest, TaskCost> costs;
  if (keys.empty()) return costs;
  const std::unordered_set<Digest> asked(keys.begin(), keys.end());
  // Names are numbers with as many digits as they need, four at least.
  const auto is_later = [&](const std::string& run) {
    return std::pair(run.size(), run) > std::pair(up_to.size(), up_to);
  };
  Query query(*file_,
              "SELECT key, run, seconds, cpu_s, peak_bytes FROM tasks "
              "ORDER BY rowid");
  while (query.next()) {
    const Digest key = query.digest(0);
    if (!asked.contains(key)) continue;
    TaskCost cost{query.text(1), query.number(2), query.number(3),
                  static_cast<std::uint64_t>(query.integer(4))};
    const auto known = costs.find(key);
    if (known == costs.end()) {
      costs.emplace(key, std::move(cost));
    } else if (!is_later(cost.run) || is_later(known->second.run)) {
      known->second = std::move(cost);
    }
  }
  return costs;
}

bool Ledger::has_object(const Digest& object) {
  Query query(*file_, "SELECT 1 FROM objects WHERE digest = ? AND present = 1");
  return query.bind(object).next();
}

std::map<Digest, std::uint64_t> Ledger::present_objects() {
  std::map<Digest, std::uint64_t> objects;
  Query query(*file_,
              "SELECT digest, size_bytes FROM objects WHERE present = 1");
  while (query.next()) {
    objects[query.digest(0)] = static_cast<std::uint64_t>(query.integer(1));
  }
  return objects;
}

void Ledger::mark_absent(const std::vector<Digest>& objects) {
  if (objects.empty()) return;
  Transaction transaction(*file_);
  for (const Digest& object : objects) {
    Query(*file_, "UPDATE objects SET present = 0 WHERE digest = ?")
        .bind(object)
        .done();
    Query(*file_, "DELETE FROM files WHERE object = ?").bind(object).done();
  }
  transaction.commit();
}

std::map<std::string, double> Ledger::step_seconds() {
  std::map<std::string, double> seconds;
  Query query(*file_, "SELECT step, mean_s FROM steps");
  while (query.next()) seconds[query.text(0)] = query.number(1);
  return seconds;
}

std::optional<Digest> Ledger::source_digest(const fs::path& path,
                                            const FileStamp& stamp) {
  Query query(*file_,
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
  Transaction transaction(*file_);
  for (const SourceRow& row : rows) {
    Query(*file_, "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?)")
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

std::vector<fs::path> Ledger::result_folders() {
  std::vector<fs::path> folders;
  Query query(*file_, "SELECT path FROM result_folders");
  while (query.next()) folders.emplace_back(query.text(0));
  return folders;
}

void Ledger::remember_results(const fs::path& folder) {
  {
    Query known(*file_, "SELECT 1 FROM result_folders WHERE path = ?");
    if (known.bind_bytes(folder.native()).next()) return;
  }
  Transaction transaction(*file_);
  Query(*file_, "INSERT INTO result_folders VALUES (?)")
      .bind_bytes(folder.native())
      .done();
  transaction.commit();
}

void Ledger::forget_results(const fs::path& folder) {
  Transaction transaction(*file_);
  Query(*file_, "DELETE FROM result_folders WHERE path = ?")
      .bind_bytes(folder.native())
      .done();
  transaction.commit();
}

}  // namespace moonstain
