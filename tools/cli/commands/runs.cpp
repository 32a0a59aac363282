#include "tools/cli/commands/runs.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/engine/record/run_record.h"
#include "tools/cli/commands/report.h"
#include "tools/cli/named_run.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/terminal.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

struct Row {
  RunRecord record;
  std::string headline;
  std::string error;  ///< why the record cannot be read
};

std::vector<Row> rows_of(const fs::path& workspace) {
  std::vector<Row> rows;
  for (const std::string& name : run_names(workspace)) {
    Row row;
    row.record.run = name;
    try {
      row.record = read_run(workspace, name);
      row.headline = headline_of_run(workspace, name);
    } catch (const Error& e) {
      row.error = e.what();  // of an engine that was killed before it was whole
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Json row_json(const Row& row) {
  const RunRecord& record = row.record;
  if (!row.error.empty()) return {{"run", record.run}, {"error", row.error}};
  Json json = {{"run", record.run},         {"recipe", record.recipe},
               {"variant", record.variant}, {"state", state_words(record)},
               {"began", record.began},     {"seconds", record.seconds},
               {"command", record.command}, {"headline", row.headline}};
  if (!record.origin.empty()) json["origin"] = record.origin;
  return json;
}

// "2026-11-21 07:59" of "2026-11-21T07:59:11Z".
std::string minute_of(const std::string& time) {
  std::string minute = printable_in_line(time.substr(0, 16));
  std::replace(minute.begin(), minute.end(), 'T', ' ');
  return minute;
}

// "default" says that nothing was set.
std::string what_ran(const RunRecord& record) {
  return printable_in_line(record.variant == "default"
                               ? record.recipe
                               : concat(record.recipe, " ", record.variant));
}

}  // namespace

int runs_command(const fs::path& workspace, bool json) {
  const std::vector<Row> rows = rows_of(workspace);
  if (json) {
    Json list = Json::array();
    for (const Row& row : rows) list.push_back(row_json(row));
    print_json(pretty_json({{"runs", list}}));
    return kDone;
  }
  check_some_run(workspace);
  std::size_t widest = 0;
  for (const Row& row : rows) {
    widest = std::max(widest, width_of(what_ran(row.record)));
  }
  // A line a run where that fits, else what came out of it below.
  const std::size_t columns = text_width(stdout, kWidestText);
  const std::size_t fixed = 4 + 2 + 16 + 2 + 11 + 2 + 10 + 2;
  const bool wide = fixed + widest + 2 + 30 <= columns;
  for (const Row& row : rows) {
    const RunRecord& record = row.record;
    if (!row.error.empty()) {
      print(concat(record.run, "  cannot be read: ", row.error, "\n"));
      continue;
    }
    std::string line = concat(record.run, "  ", minute_of(record.began), "  ",
                              padded(state_words(record), 11), "  ");
    const std::string took =
        record.seconds > 0 ? duration_words(record.seconds) : "";
    if (!wide) {
      line.erase(line.find_last_not_of(' ') + 1);
      print(concat(line, "\n      ", what_ran(record), took.empty() ? "" : ", ",
                   took, "\n"));
      if (!row.headline.empty()) print(concat("      ", row.headline, "\n"));
      continue;
    }
    line += concat(padded(took, 10), "  ", padded(what_ran(record), widest),
                   "  ", row.headline);
    line.erase(line.find_last_not_of(' ') + 1);
    print(line + "\n");
  }
  return kDone;
}

}  // namespace moonstain
