#include "core/base/json.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "core/base/error.h"
#include "core/base/file_kind.h"
#include "core/base/utf8.h"

template class nlohmann::basic_json<>;

namespace moonstain {

namespace {

std::string kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "a list";
    case Json::value_t::string:
      return "a text";
    case Json::value_t::boolean:
      return "true or false";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return "an integer";
    case Json::value_t::number_float:
      return "a number";
    default:
      return "binary";
  }
}

/// Builds the value and refuses a member that is named twice, which the
/// library alone would let pass with the last one winning.
constexpr std::size_t kMostLevels = 100;  // writing a value goes by recursion

class StrictBuilder : public nlohmann::detail::json_sax_dom_parser<Json> {
 public:
  using Base = nlohmann::detail::json_sax_dom_parser<Json>;
  explicit StrictBuilder(Json& out) : Base(out, false) {}

  bool start_object(std::size_t elements) {
    names_.emplace_back();
    return deeper() && Base::start_object(elements);
  }
  bool start_array(std::size_t elements) {
    return deeper() && Base::start_array(elements);
  }
  bool end_array() {
    --level_;
    return Base::end_array();
  }
  bool key(std::string& name) {
    if (!names_.back().insert(name).second) {
      message_ = concat("member '", name, "' is named twice");
      return false;
    }
    return Base::key(name);
  }
  bool end_object() {
    names_.pop_back();
    --level_;
    return Base::end_object();
  }
  template <typename Exception>
  bool parse_error(std::size_t at, const std::string&, const Exception& e) {
    at_ = at;
    message_ = e.what();
    return false;
  }

  const std::string& message() const { return message_; }
  std::size_t at() const { return at_; }

 private:
  bool deeper() {
    if (++level_ <= kMostLevels) return true;
    message_ = concat("nested in more than ", kMostLevels, " levels");
    return false;
  }

  std::vector<std::set<std::string>> names_;
  std::size_t level_ = 0;
  std::string message_;
  std::size_t at_ = 0;
};

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          static constexpr char kDigits[] = "0123456789abcdef";
          out += "\\u00";
          out += kDigits[c >> 4];
          out += kDigits[c & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

// The shortest digits that read back, laid out as ECMAScript does
// (RFC 8785, 3.2.2.3), with ".0" where they would look like an integer's.
void append_double(std::string& out, double value) {
  check(std::isfinite(value),
        "canonical JSON: NaN and infinities have no form");
  if (value == 0) {
    out += std::signbit(value) ? "-0.0" : "0.0";
    return;
  }
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                 std::chars_format::scientific)
                       .ptr;
  std::string_view text(buffer, end - buffer);
  if (text.front() == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  const std::size_t e = text.find('e');
  std::string digits(1, text[0]);
  if (e > 1) digits += text.substr(2, e - 2);
  int exponent = 0;
  const char* begin = text.data() + e + 1;
  if (*begin == '+') ++begin;
  std::from_chars(begin, text.data() + text.size(), exponent);
  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  if (count <= point && point <= 21) {
    out += digits + std::string(point - count, '0') + ".0";
  } else if (0 < point && point <= 21) {
    out += digits.substr(0, point) + "." + digits.substr(point);
  } else if (-6 < point && point <= 0) {
    out += "0." + std::string(-point, '0') + digits;
  } else {
    out += digits.substr(0, 1);
    if (count > 1) out += "." + digits.substr(1);
    out += concat("e", exponent < 0 ? "-" : "+", std::abs(exponent));
  }
}

void append_canonical(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      out += "null";
      return;
    case Json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return;
    case Json::value_t::number_integer:
      out += concat(value.get<std::int64_t>());
      return;
    case Json::value_t::number_unsigned:
      out += concat(value.get<std::uint64_t>());
      return;
    case Json::value_t::number_float:
      append_double(out, value.get<double>());
      return;
    case Json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      check(is_utf8(text), "canonical JSON: a text is not UTF-8");
      append_text(out, text);
      return;
    }
    case Json::value_t::array: {
      out += '[';
      bool first = true;
      for (const Json& element : value) {
        if (!first) out += ',';
        first = false;
        append_canonical(out, element);
      }
      out += ']';
      return;
    }
    case Json::value_t::object: {
      out += '{';
      bool first = true;
      for (const auto& [name, element] : value.items()) {
        if (!first) out += ',';
        first = false;
        check(is_utf8(name), "canonical JSON: a member's name is not UTF-8");
        append_text(out, name);
        out += ':';
        append_canonical(out, element);
      }
      out += '}';
      return;
    }
    default:
      fail("canonical JSON: binary values have no form");
  }
}

void append_pretty(std::string& out, const Json& value, std::size_t depth) {
  const auto line = [&](std::size_t indent) {
    out += '\n';
    out.append(2 * indent, ' ');
  };
  if (value.is_array() && !value.empty()) {
    const bool flat = std::none_of(value.begin(), value.end(),
                                   [](auto& e) { return e.is_structured(); });
    out += '[';
    bool first = true;
    for (const Json& element : value) {
      if (!first) out += flat ? ", " : ",";
      first = false;
      if (!flat) line(depth + 1);
      append_pretty(out, element, depth + 1);
    }
    if (!flat) line(depth);
    out += ']';
  } else if (value.is_object() && !value.empty()) {
    out += '{';
    bool first = true;
    for (const auto& [name, element] : value.items()) {
      if (!first) out += ',';
      first = false;
      line(depth + 1);
      append_text(out, name);
      out += ": ";
      append_pretty(out, element, depth + 1);
    }
    line(depth);
    out += '}';
  } else {
    append_canonical(out, value);
  }
}

}  // namespace

Json parse_json(std::string_view text, std::string_view where) {
  Json value;
  StrictBuilder builder(value);
  if (!Json::sax_parse(text, &builder)) {
    check(text.find_first_not_of(" \t\r\n") != std::string_view::npos, where,
          ": is empty, expected JSON");
    if (const auto kind = file_kind(text.substr(0, kFileKindBytes))) {
      fail(where, ": is ", kind->name, ", expected JSON; ", kind->remedy);
    }
    const std::size_t at = std::min(builder.at(), text.size());
    std::string reason = builder.message();
    // The library's texts begin "[json.exception...] parse error at line 1,
    // column 2: "; what comes after says it all.
    if (const auto mark = reason.find("column "); mark != std::string::npos) {
      const auto colon = reason.find(": ", mark);
      if (colon != std::string::npos) reason = reason.substr(colon + 2);
    }
    if (at == 0) fail(where, ": ", reason);
    const auto before = text.substr(0, at - 1);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line_start = before.rfind('\n');
    const std::size_t column =
        line_start == std::string_view::npos ? at : at - line_start - 1;
    fail(where, ": line ", lines + 1, ", column ", column, ": ", reason);
  }
  return value;
}

std::string canonical_json(const Json& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

std::string json_words(const Json& value) {
  return value.is_string() ? value.get<std::string>() : canonical_json(value);
}

std::string pretty_json(const Json& value) {
  std::string out;
  append_pretty(out, value, 0);
  out += '\n';
  return out;
}

const Json& member(const Json& object, std::string_view name,
                   std::string_view where) {
  check(object.is_object(), where, ": expected an object with member '", name,
        "', found ", kind_of(object));
  const auto found = object.find(name);
  check(found != object.end(), where, ": member '", name, "' is missing");
  return *found;
}

std::string text_member(const Json& object, std::string_view name,
                        std::string_view where) {
  const Json& value = member(object, name, where);
  check(value.is_string(), where, ": member '", name,
        "' must be a text, found ", kind_of(value));
  return value.get<std::string>();
}

double number_member(const Json& object, std::string_view name,
                     std::string_view where) {
  const Json& value = member(object, name, where);
  check(value.is_number(), where, ": member '", name,
        "' must be a number, found ", kind_of(value));
  return value.get<double>();
}

std::int64_t integer_member(const Json& object, std::string_view name,
                            std::string_view where) {
  const Json& value = member(object, name, where);
  check(value.is_number_integer(), where, ": member '", name,
        "' must be an integer, found ", kind_of(value));
  return value.get<std::int64_t>();
}

const Json& list_member(const Json& object, std::string_view name,
                        std::string_view where) {
  const Json& value = member(object, name, where);
  check(value.is_array(), where, ": member '", name, "' must be a list");
  return value;
}

}  // namespace moonstain
