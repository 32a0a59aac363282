#include "core/engine/program/python_steps.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <set>
#include <vector>

#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

constexpr int kMostLevels = 8;

bool is_name_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// The text from its decorators on: what Python would read as literals.
class Reader {
 public:
  Reader(std::string_view text, std::string_view name)
      : text_(text), name_(name) {}

  Json steps() {
    Json all = Json::array();
    std::set<std::string> known;
    while (find_decorator()) {
      Json step = read_step();
      const std::string name = step.at("name").get<std::string>();
      expect(known.insert(name).second, "there is a step '", name, "' already");
      all.push_back(std::move(step));
    }
    check(!all.empty(), name_,
          ": it declares no step; expected a function below "
          "@moonstain.step(...), at the line's beginning");
    return all;
  }

 private:
  template <typename... Parts>
  void expect(bool good, const Parts&... parts) const {
    if (good) return;
    const auto line =
        1 + std::count(text_.begin(),
                       text_.begin() + static_cast<std::ptrdiff_t>(
                                           std::min(at_, text_.size())),
                       '\n');
    fail(name_, ": line ", line, ": ", parts...);
  }

  bool done() const { return at_ >= text_.size(); }
  char now() const { return done() ? '\0' : text_[at_]; }

  /// To behind the bracket of the next "@...step(". Comments and texts are
  /// passed over: an example in one declares nothing.
  bool find_decorator() {
    while (!done()) {
      if (now() == '#') {
        skip_comment();
      } else if (now() == '"' || now() == '\'') {
        skip_text();
      } else if (now() == '@' && (at_ == 0 || text_[at_ - 1] == '\n') &&
                 take_decorator()) {
        return true;
      } else {
        ++at_;
      }
    }
    return false;
  }

  bool take_decorator() {
    std::size_t end = at_ + 1;
    while (end < text_.size() &&
           (is_name_letter(text_[end]) || text_[end] == '.')) {
      ++end;
    }
    const std::string_view called = text_.substr(at_ + 1, end - at_ - 1);
    if (called != "step" && !called.ends_with(".step")) return false;
    at_ = end;
    expect(now() == '(', "expected @", called, "( with its members");
    ++at_;
    return true;
  }

  void skip_comment() {
    while (!done() && now() != '\n') ++at_;
  }

  /// Takes the mark with which a text begins, one quote or three, and ends.
  std::string opening() {
    std::string mark(3, now());
    if (text_.substr(at_, 3) != mark) mark.resize(1);
    at_ += mark.size();
    return mark;
  }

  /// Whether the text of this mark goes on: its line, or of a long one all.
  bool is_open(const std::string& mark) const {
    return !done() && (mark.size() == 3 || now() != '\n');
  }

  bool take_closing(const std::string& mark) {
    if (text_.substr(at_, mark.size()) != mark) return false;
    at_ += mark.size();
    return true;
  }

  /// To behind a text of any kind, whatever is in it.
  void skip_text() {
    const std::string mark = opening();
    while (is_open(mark) && !take_closing(mark)) {
      at_ = std::min(at_ + (now() == '\\' ? 2 : 1), text_.size());
    }
  }

  /// To the next of these letters that is in no brackets, text or comment.
  void skip_to(std::string_view ends) {
    for (int level = 0; !done();) {
      const char c = now();
      if (level == 0 && ends.find(c) != ends.npos) return;
      if (c == '#') {
        skip_comment();
      } else if (c == '"' || c == '\'') {
        skip_text();
      } else {
        if (c == '(' || c == '[' || c == '{') ++level;
        if (c == ')' || c == ']' || c == '}') --level;
        ++at_;
      }
    }
  }

  void skip_blank() {
    while (!done()) {
      if (now() == '#') {
        skip_comment();
      } else if (std::isspace(static_cast<unsigned char>(now()))) {
        ++at_;
      } else {
        return;
      }
    }
  }

  bool take(char c) {
    skip_blank();
    if (now() != c) return false;
    ++at_;
    return true;
  }
  void need(char c, std::string_view where) {
    expect(take(c), "expected '", c, "' ", where, ", found ", found());
  }
  /// `one` reads each of what stands between commas, to behind the bracket.
  /// @return  whether there is a comma behind the last
  template <typename One>
  bool each(char end, std::string_view where, const One& one) {
    bool comma = true;
    while (!take(end)) {
      expect(comma, "expected ',' or '", end, "' ", where, ", found ", found());
      one();
      comma = take(',');
    }
    return comma;
  }
  std::string found() const {
    if (done()) return "the end of the file";
    std::size_t end = at_;
    while (end < text_.size() && is_name_letter(text_[end])) ++end;
    return concat(
        "'", printable(text_.substr(at_, std::max<std::size_t>(end - at_, 1))),
        "'");
  }
  std::string word() {
    skip_blank();
    const std::size_t begin = at_;
    while (!done() && is_name_letter(now())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  /// @param raw  a backslash is one, as in r"..."
  std::string quoted(bool raw = false) {
    const std::string mark = opening();
    std::string out;
    while (true) {
      expect(is_open(mark), "a text has no end");
      if (take_closing(mark)) return out;
      if (now() == '\\' && raw) {
        out += now();
        ++at_;
        expect(!done(), "a text has no end");
        out += now();
      } else if (now() == '\\') {
        ++at_;
        constexpr std::string_view kWritten = "nt\\'\"\n";
        constexpr std::string_view kMeant = "\n\t\\'\"";
        const std::size_t which = kWritten.find(now());
        expect(!done() && which != std::string_view::npos, "a text has '\\",
               printable(text_.substr(at_, 1)),
               "'; \\n, \\t, \\\\, \\' and \\\" are "
               "read");
        if (which < kMeant.size()) out += kMeant[which];
      } else {
        out += now();
      }
      ++at_;
    }
  }

  /// Texts that stand beside each other are one.
  std::string text() {
    std::string all = quoted();
    skip_blank();
    while (now() == '"' || now() == '\'') {
      all += quoted();
      skip_blank();
    }
    return all;
  }

  Json number() {
    const std::size_t begin = at_;
    while (!done() && (is_name_letter(now()) || now() == '.' || now() == '-' ||
                       now() == '+')) {
      ++at_;
    }
    std::string written(text_.substr(begin, at_ - begin));
    std::erase(written, '_');
    const char* first = written.data() + (written.starts_with('+') ? 1 : 0);
    const char* last = written.data() + written.size();
    std::int64_t whole = 0;
    const auto as_whole = std::from_chars(first, last, whole);
    const bool is_whole = as_whole.ptr == last;
    if (as_whole.ec == std::errc() && is_whole) return whole;
    double value = 0;
    const auto as_number = std::from_chars(first, last, value);
    // None of more than 64 bits, which a float would round; no -inf, which is
    // a name in Python.
    expect(as_number.ec == std::errc() && as_number.ptr == last && !is_whole &&
               std::isfinite(value),
           "'", written, "' is no number that is read");
    return value;
  }

  Json value(int level) {
    expect(level <= kMostLevels, "brackets in more than ", kMostLevels,
           " levels");
    skip_blank();
    const char c = now();
    if (c == '"' || c == '\'') return text();
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '+' ||
        c == '.') {
      return number();
    }
    if (c == '[' || c == '(') return list(level, c == '[' ? ']' : ')');
    if (c == '{') return dict(level);
    const std::size_t begin = at_;
    const std::string name = word();
    if (name == "True") return true;
    if (name == "False") return false;
    if (name == "None") return nullptr;
    at_ = begin;
    expect(false, "found ", found(),
           "; a declaration is read and not run: expected a text, a number, "
           "True, False, None, a list or a dict, written out");
    return nullptr;
  }

  Json list(int level, char end) {
    ++at_;
    Json out = Json::array();
    const bool comma =
        each(end, "in a list", [&] { out.push_back(value(level + 1)); });
    // Round brackets around one value are no list.
    if (end == ')' && out.size() == 1 && !comma) return out[0];
    return out;
  }

  Json dict(int level) {
    ++at_;
    Json out = Json::object();
    each('}', "in a dict", [&] {
      skip_blank();
      expect(now() == '"' || now() == '\'', "a dict has the key ", found(),
             "; expected a text");
      const std::string key = text();
      need(':', concat("behind the key '", printable(key), "'"));
      expect(!out.contains(key), "a dict has the key '", printable(key),
             "' twice");
      out[key] = value(level + 1);
    });
    return out;
  }

  Json members() {
    static const std::vector<std::string> kKnown = {
        "applies", "learns",  "makes",  "needs",
        "numeric", "options", "scores", "version"};
    Json out = Json::object();
    each(')', "behind a member", [&] {
      const std::string name = word();
      expect(!name.empty() && take('='), "expected NAME=VALUE, found ",
             name.empty() ? found() : concat("'", name, "'"));
      expect(std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end(),
             "a step has no member '", name, "'", name_hint(name, kKnown));
      expect(!out.contains(name), "the member '", name, "' is there twice");
      out[name] = value(0);
    });
    for (const char* name : {"makes", "numeric"}) {
      expect(out.contains(name), "its declaration lacks the member '", name,
             "'");
    }
    return out;
  }

  /// "(a, b, *, c: int)" as names.
  std::vector<std::string> parameters(const std::string& function) {
    need('(', concat("behind def ", function));
    std::vector<std::string> names;
    each(')', concat("behind a parameter of ", function), [&] {
      if (take('*')) {
        skip_blank();
        expect(now() == ',', function,
               " takes any number of values; a step's "
               "parameters are its inputs and options, by name");
        return;
      }
      const std::string name = word();
      expect(!name.empty(), "expected a parameter of ", function, ", found ",
             found());
      if (take(':')) skip_to(",)=");
      expect(!take('='), "parameter '", name, "' of ", function,
             " has a default; a step's defaults stand in `options`");
      names.push_back(name);
    });
    return names;
  }

  /// The first paragraph of a function's text, on one line.
  std::string sentence(const std::string& function) {
    skip_to(":");
    ++at_;
    skip_blank();
    const bool raw = (now() == 'r' || now() == 'R') && at_ + 1 < text_.size() &&
                     (text_[at_ + 1] == '"' || text_[at_ + 1] == '\'');
    if (raw) ++at_;
    expect(now() == '"' || now() == '\'', function,
           " has no text that says what it does: expected \"\"\"...\"\"\" "
           "below def");
    const std::string all = quoted(raw);
    std::string out;
    for (const std::string_view line : lines_of(all)) {
      const std::string_view words = trimmed(line);
      if (words.empty() && out.empty()) continue;
      if (words.empty()) break;
      if (!out.empty()) out += ' ';
      out += words;
    }
    expect(!out.empty(), "the text of ", function, " is empty");
    return out;
  }

  /// What a step takes, as a program declares it.
  Json inputs(const Json& given, const char* role) const {
    Json out = Json::object();
    expect(given.is_object(), "`", role, "` is ", given.dump(),
           "; expected {\"NAME\": \"TYPE\"}");
    for (const auto& [name, what] : given.items()) {
      Json input = Json::object();
      Json type = what;
      if (what.is_object()) {
        input = what;
        type = input.value("type", Json());
        input.erase("type");
      }
      if (type.is_array() && type.size() == 1) {
        type = type[0];
        input["many"] = true;
      }
      expect(type.is_string(), "input '", printable(name), "' is ",
             printable(what.dump()),
             "; expected a type, [a type] for many, or a dict with \"type\"");
      input[role] = type;
      out[name] = input;
    }
    return out;
  }

  Json read_step() {
    Json said = members();
    const std::string below = word();
    expect(below == "def", "expected `def` below its decorator, found ",
           below.empty() ? found() : concat("'", below, "'"));
    const std::string name = word();
    expect(!name.empty(), "expected the name of a function");
    std::vector<std::string> names = parameters(name);
    Json out = {{"name", name},
                {"version", said.value("version", Json(1))},
                {"makes", said.at("makes")},
                {"numeric", said.at("numeric")},
                {"inputs", Json::object()},
                {"options", said.value("options", Json::object())}};
    expect(out["options"].is_object(), "`options` is ", out["options"].dump(),
           "; expected {\"NAME\": DEFAULT}");
    for (const char* role : {"applies", "learns"}) {
      const Json given = inputs(said.value(role, Json::object()), role);
      for (const auto& [input, declared] : given.items()) {
        expect(!out["inputs"].contains(input), "input '", printable(input),
               "' is applied and learned from; choose one");
        out["inputs"][input] = declared;
      }
    }
    for (const char* same : {"scores", "needs"}) {
      if (said.contains(same)) out[same] = said.at(same);
    }
    std::vector<std::string> declared;
    for (const char* part : {"inputs", "options"}) {
      for (const auto& [one, what] : out[part].items()) {
        declared.push_back(one);
      }
    }
    const std::string order = listed(names);
    std::sort(names.begin(), names.end());
    std::sort(declared.begin(), declared.end());
    expect(names == declared, name, " takes (", order,
           "), its declaration has the inputs and options (",
           printable(listed(declared)), ")");
    out["sentence"] = sentence(name);
    return out;
  }

  std::string_view text_;
  std::string_view name_;
  std::size_t at_ = 0;
};

}  // namespace

Json python_steps(std::string_view text, std::string_view name) {
  return Reader(text, name).steps();
}

}  // namespace moonstain
