#include "core/engine/step/options_form.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "core/base/error.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

namespace {

// A step has one canonical text for given values: every option once, sorted by
// name, each value written in one way. So instead of parsing a text one can
// walk along it from the front and compare each stretch with what would have to
// stand there: the member's head as it is, then the value, written again from
// what was read and compared. Whatever deviates makes the text "not sure",
// never "wrong".
//
// Two ways of one answer, then: the quick one says yes for nearly all nodes of
// a plan and never for a text that is not canonical; where it is not sure, as
// of escapes and letters beyond ASCII, the text is parsed, completed and
// written anew, which is the definition. `append` is the quick way of writing
// and leaves to `complete_options` what it does not write itself.

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
constexpr std::size_t kMostPlainBytes = 4096;

bool in_range(const OptionDecl& option, double value) {
  return !(option.least && !(value >= *option.least)) &&
         !(option.most && !(value <= *option.most));
}

// Written in JSON as it stands.
bool is_plain(std::string_view text) {
  return text.size() <= kMostPlainBytes &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return c < ' ' || c > '~' || c == '"' || c == '\\';
         });
}

bool is_choice(const OptionDecl& option, std::string_view text) {
  return std::count(option.choices.begin(), option.choices.end(), text) == 1;
}

// Canonical JSON of a number; whole ones, which most are, without a detour.
void append_number(std::string& out, double value) {
  if (std::abs(value) < 1e15 && value == std::trunc(value) &&
      !(value == 0 && std::signbit(value))) {
    out += concat(static_cast<std::int64_t>(value), ".0");
  } else {
    out += canonical_json(Json(value));
  }
}

/// Takes values from the front of a text; `good` where all of them were sure
/// to be canonical and of the option's type and range.
struct Front {
  std::string_view left;
  bool good = true;

  bool take(std::string_view text) {
    if (!left.starts_with(text)) return good = false;
    left.remove_prefix(text.size());
    return true;
  }

  std::string_view word() {
    std::size_t size = 0;
    while (size < left.size() && left[size] != ',' && left[size] != '}' &&
           left[size] != ']') {
      ++size;
    }
    const std::string_view word = left.substr(0, size);
    left.remove_prefix(size);
    return word;
  }

  void integer(const OptionDecl& option) {
    const std::string_view text = word();
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value);
    good &= error == std::errc() && concat(value) == text &&
            in_range(option, static_cast<double>(value));
  }

  void number(const OptionDecl& option) {
    const std::string_view text = word();
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || !std::isfinite(value) ||
        !in_range(option, value)) {
      good = false;
      return;
    }
    std::string canonical;
    append_number(canonical, value);
    good &= canonical == text;
  }

  std::string_view text() {
    if (!take("\"")) return {};
    const std::size_t end = left.find('"');
    const std::string_view text = left.substr(0, end);
    good &= end != std::string_view::npos && is_plain(text);
    left.remove_prefix(std::min(left.size(), text.size() + 1));
    return text;
  }

  void flag() {
    if (left.starts_with("true")) {
      take("true");
    } else {
      take("false");
    }
  }

  template <typename Element>
  void list(const Element& element) {
    take("[");
    if (left.starts_with("]")) {
      take("]");
      return;
    }
    while (good) {
      element();
      if (left.starts_with("]")) break;
      take(",");
    }
    take("]");
  }

  void value(const OptionDecl& option) {
    switch (option.type) {
      case OptionType::integer:
        return integer(option);
      case OptionType::number:
        return number(option);
      case OptionType::text:
        text();
        return;
      case OptionType::flag:
        return flag();
      case OptionType::choice:
        good &= is_choice(option, text());
        return;
      case OptionType::texts:
        return list([&] { text(); });
      case OptionType::numbers:
        return list([&] { number(option); });
    }
    good = false;
  }
};

}  // namespace

OptionsForm::OptionsForm(const StepDecl& step) : step_(step) {
  for (const OptionDecl& option : step.options) {
    members_.push_back({&option, canonical_json(Json(option.name)) + ":",
                        option.default_value.is_null()
                            ? std::string()
                            : canonical_json(option.default_value)});
  }
  std::sort(members_.begin(), members_.end(),
            [](const Member& a, const Member& b) {
              return a.option->name < b.option->name;
            });
}

bool OptionsForm::surely_holds(std::string_view text) const {
  Front front{text};
  front.take("{");
  bool first = true;
  for (const Member& member : members_) {
    if (!first) front.take(",");
    first = false;
    front.take(member.head);
    if (!front.good) return false;
    front.value(*member.option);
  }
  front.take("}");
  return front.good && front.left.empty();
}

bool OptionsForm::holds(std::string_view text) const {
  if (surely_holds(text)) return true;
  // Escapes, letters beyond ASCII, long texts; and what is wrong.
  try {
    const Json options = parse_json(text, "options");
    return options.is_object() &&
           canonical_json(complete_options(step_, options)) == text;
  } catch (const Error&) {
    return false;
  }
}

bool OptionsForm::append(std::string& out, const OptionDecl& option,
                         double value) {
  if (!in_range(option, value)) return false;
  if (option.type == OptionType::integer) {
    if (std::trunc(value) != value || std::abs(value) > kExactIntegers) {
      return false;
    }
    out += concat(static_cast<std::int64_t>(value));
    return true;
  }
  if (option.type != OptionType::number || !std::isfinite(value)) return false;
  append_number(out, value);
  return true;
}

bool OptionsForm::append(std::string& out, const OptionDecl& option,
                         bool value) {
  if (option.type != OptionType::flag) return false;
  out += value ? "true" : "false";
  return true;
}

bool OptionsForm::append(std::string& out, const OptionDecl& option,
                         std::string_view value) {
  const bool fits =
      option.type == OptionType::text ||
      (option.type == OptionType::choice && is_choice(option, value));
  if (!fits || !is_plain(value)) return false;
  out += '"';
  out += value;
  out += '"';
  return true;
}

}  // namespace moonstain
