#include "tools/cli/manual.h"

#include "core/base/error.h"
#include "tools/cli/definitions.h"

namespace moonstain {

namespace {

// Text that roff shows as it is: a backslash and a dash are its own, and a dot
// or a quote in front of a line begins a request.
std::string plain(const std::string& text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) out += "\\&";
    at_start = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string words(const Choice& choice) {
  std::string text;
  for (const std::string& name : choice.names) {
    text += concat(text.empty() ? "" : ", ", "\\fB", plain(name), "\\fR");
  }
  std::string values;
  for (const std::string& value : choice.values) {
    values += concat(values.empty() ? "" : "|", plain(value));
  }
  if (choice.names.empty()) {
    return concat("\\fI", plain(choice.place), "\\fR");
  }
  if (!choice.takes_value) return text;
  return concat(text, " ", values.empty() ? "\\fIVALUE\\fR" : values);
}

std::string described(const Choice& choice) {
  return concat(".TP\n", words(choice), "\n", plain(choice.sentence), "\n");
}

}  // namespace

std::string manual_page(const CLI::App& app, const std::string& version) {
  std::string page =
      concat(".TH MOONSTAIN 1 \"\" \"moonstain ", plain(version),
             "\" \"Moonstain\"\n.SH NAME\nmoonstain \\- ",
             plain(app.get_description()),
             "\n.SH SYNOPSIS\n.B moonstain\n.I COMMAND\n[\\fIOPTION\\fR]...\n"
             ".SH OPTIONS OF ALL COMMANDS\n");
  const std::vector<Choice> common = choices_of(app);
  for (const Choice& choice : common) page += described(choice);
  page += ".SH COMMANDS\n";
  for (const Command& command : commands_of(app)) {
    page += concat(".SS ", plain(command.name), "\n", plain(command.sentence),
                   "\n");
    for (const Choice& choice : command.choices) {
      bool shared = false;
      for (const Choice& one : common) shared |= one.names == choice.names;
      if (!shared || choice.names.empty()) page += described(choice);
    }
  }
  return page + concat(".SH EXIT STATUS\n", plain(app.get_footer()), "\n");
}

}  // namespace moonstain
