#include "core/eval/report/methods.h"

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {
namespace {

// A value as a reader writes it: texts without quotes, the rest as JSON.
std::string value_words(const Json& value) {
  return value.is_string()
             ? value.get<std::string>()
             : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string member_words(const Json& object, const char* name) {
  return object.contains(name) ? value_words(object.at(name)) : "";
}

std::string list_words(const Json& object, const char* name) {
  if (!object.contains(name) || !object.at(name).is_array()) {
    return member_words(object, name);
  }
  std::string words;
  for (const Json& one : object.at(name)) {
    words += concat(words.empty() ? "" : ", ", value_words(one));
  }
  return words;
}

const Json& list_of(const Json& methods, const char* name) {
  static const Json none = Json::array();
  return methods.contains(name) && methods.at(name).is_array()
             ? methods.at(name)
             : none;
}

// How a column's cells are written: a value in one line, code of any length
// that may break anywhere (a digest, a step's options), or a sentence.
enum class Cells { value, code, sentence };

struct Column {
  std::string_view heading;
  Cells cells = Cells::value;
};

std::string cell(const std::string& words, Cells cells) {
  switch (cells) {
    case Cells::value:
      return element("td", {{"class", "value"}},
                     text_element("code", {}, words));
    case Cells::code:
      return element("td", {{"class", "long"}},
                     text_element("code", {}, words));
    case Cells::sentence:
      break;
  }
  return text_element("td", {}, words);
}

// The first cell of a row is its name, whatever its column says.
std::string panel(std::string_view heading, const std::vector<Column>& columns,
                  const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) {
    return "";
  }
  std::string head;
  for (const Column& column : columns) head += word_head(column.heading);
  std::string body;
  for (const auto& row : rows) {
    std::string cells;
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells += i == 0 ? row_head(row[i]) : cell(row[i], columns.at(i).cells);
    }
    body += element("tr", {}, cells);
  }
  return text_element("h3", {}, heading) + table(heading, "", head, body);
}

std::string options_words(const Json& options) {
  std::string words;
  if (options.is_object()) {
    for (const auto& [name, value] : options.items()) {
      words +=
          concat(words.empty() ? "" : "; ", name, " = ", value_words(value));
    }
  }
  return words;
}

// Nodes that do the same to different sections are one row.
std::vector<std::vector<std::string>> step_rows(const Json& nodes) {
  struct Row {
    std::size_t count = 0;
    std::string where;
  };
  std::vector<std::pair<std::vector<std::string>, Row>> rows;
  std::map<std::string, std::size_t> place;
  for (const Json& node : nodes) {
    const std::string step = member_words(node, "step");
    if (step.empty()) {
      continue;
    }
    std::vector<std::string> cells{
        step, member_words(node, "version"),
        options_words(node.contains("options") ? node.at("options") : Json())};
    std::string key;
    for (const std::string& cell : cells) {
      key += cell;
      key += '\n';
    }
    const auto [found, fresh] = place.emplace(std::move(key), rows.size());
    if (fresh) {
      rows.emplace_back(std::move(cells), Row{0, member_words(node, "where")});
    }
    ++rows[found->second].second.count;
  }
  std::vector<std::vector<std::string>> out;
  for (auto& [cells, row] : rows) {
    cells.insert(cells.begin() + 2, concat(row.count));
    cells.push_back(row.where);
    out.push_back(cells);
  }
  return out;
}

}  // namespace

std::string methods_html(const Findings& findings, const Context& context) {
  const Json& methods = context.methods;
  std::vector<std::vector<std::string>> switches;
  for (const Json& one : list_of(methods, "switches")) {
    switches.push_back(
        {member_words(one, "name"), member_words(one, "kind"),
         member_words(one, "value"), member_words(one, "published"),
         member_words(one, "audited"), member_words(one, "why")});
  }
  if (switches.empty()) {
    for (const auto& [name, one] : findings.protocol.switches) {
      switches.push_back({name, std::string(word_of(one.kind)),
                          value_words(one.value), value_words(one.published),
                          "", ""});
    }
  }
  std::vector<std::vector<std::string>> params;
  for (const Json& one : list_of(methods, "params")) {
    const bool set = one.contains("set_by_user") &&
                     one.at("set_by_user").is_boolean() &&
                     one.at("set_by_user").get<bool>();
    params.push_back(
        {member_words(one, "name"), member_words(one, "value"),
         one.value("paper", Json()).is_null() ? "-"
                                              : member_words(one, "paper"),
         set ? "set for this run" : "default", member_words(one, "sentence")});
  }
  std::vector<std::vector<std::string>> sources;
  for (const Json& one : list_of(methods, "sources")) {
    sources.push_back({member_words(one, "name"), member_words(one, "sha256"),
                       member_words(one, "size_bytes"),
                       list_words(one, "learned_from")});
  }
  std::vector<std::vector<std::string>> programs;
  for (const Json& one : list_of(methods, kProgramsMember)) {
    std::string files;
    for (const Json& file : list_of(one, "program")) {
      files += concat(files.empty() ? "" : "; ", member_words(file, "name"),
                      " sha256 ", member_words(file, "sha256"));
    }
    const bool confined = one.contains("confined") &&
                          one.at("confined").is_boolean() &&
                          one.at("confined").get<bool>();
    programs.push_back(
        {member_words(one, "name"), files, member_words(one, "interpreter"),
         confined ? "confined" : "NOT confined", member_words(one, "where")});
  }
  std::vector<std::vector<std::string>> versions;
  for (const auto& [name, value] : context.versions) {
    versions.push_back({name, value});
  }
  std::vector<std::vector<std::string>> timings;
  for (const auto& [name, value] : context.timings) {
    timings.push_back({name, value});
  }
  std::vector<std::vector<std::string>> costs;
  for (const CostRow& row : context.costs) {
    costs.push_back({row.what, row.tasks, row.wall, row.cpu, row.peak});
  }
  std::string cost_notes;
  if (!costs.empty()) {
    for (const std::string& note : context.cost_notes) {
      cost_notes += text_element("p", {}, note);
    }
  }
  constexpr Cells kCode = Cells::code;
  constexpr Cells kSentence = Cells::sentence;
  return panel("Versions", {{"what"}, {"which", kCode}}, versions) +
         panel("Switches",
               {{"switch"},
                {"kind"},
                {"here"},
                {"published"},
                {"audited"},
                {"why", kSentence}},
               switches) +
         panel("Params",
               {{"param"},
                {"value", kCode},
                {"paper", kCode},
                {"from"},
                {"what it is", kSentence}},
               params) +
         panel("Steps, with every option",
               {{"step"},
                {"version"},
                {"times"},
                {"options", kCode},
                {"recipe line", kSentence}},
               step_rows(list_of(methods, "nodes"))) +
         panel("Programs of others",
               {{"step"},
                {"program", kCode},
                {"interpreter", kCode},
                {"on this machine"},
                {"recipe line", kSentence}},
               programs) +
         panel("Data and other sources",
               {{"file"},
                {"sha256", kCode},
                {"bytes"},
                {"learned from", kSentence}},
               sources) +
         panel("What it took", {{"step"}, {"time"}}, timings) +
         panel("What each predictor took, over all folds",
               {{"predictor"}, {"tasks"}, {"wall"}, {"CPU"}, {"peak memory"}},
               costs) +
         cost_notes;
}

std::string repeat_html(const Context& context) {
  std::string lines;
  for (const std::string& line : context.repeat) {
    lines += line;
    lines += '\n';
  }
  return lines.empty() ? "" : text_element("pre", {}, lines);
}

}  // namespace moonstain::report
