#include "core/engine/program/arguments.h"

#include "core/base/error.h"

namespace moonstain {

namespace {

std::string value_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number_float()) return concat(value.get<double>());
  return concat(value.get<std::int64_t>());
}

std::vector<std::string> values_of(const std::string& name,
                                   const PlaceholderValues& placeholders) {
  if (name == "program") return {placeholders.program};
  if (name == "output") return {placeholders.output};
  if (name == "task") return {placeholders.task};
  if (name == "threads") return {placeholders.threads};
  if (name.starts_with("inputs.")) {
    const auto found = placeholders.inputs.find(name.substr(7));
    if (found == placeholders.inputs.end()) return {};
    return found->second;
  }
  const Json& value = placeholders.options.at(name.substr(8));
  if (!value.is_array()) return {value_text(value)};
  std::vector<std::string> values;
  for (const Json& one : value) values.push_back(value_text(one));
  return values;
}

}  // namespace

std::vector<TemplatePart> template_parts(std::string_view argument) {
  std::vector<TemplatePart> parts;
  std::string plain;
  for (std::size_t i = 0; i < argument.size(); ++i) {
    const char c = argument[i];
    if (c != '{' && c != '}') {
      plain += c;
      continue;
    }
    if (i + 1 < argument.size() && argument[i + 1] == c) {
      plain += c;
      ++i;
      continue;
    }
    const std::size_t end = argument.find('}', i);
    check(c == '{' && end != std::string_view::npos, "'", argument,
          "' has a single '", c, "'; a brace that is meant is written twice");
    if (!plain.empty()) parts.push_back({false, std::move(plain)});
    plain.clear();
    parts.push_back({true, std::string(argument.substr(i + 1, end - i - 1))});
    i = end;
  }
  if (!plain.empty() || parts.empty()) parts.push_back({false, plain});
  return parts;
}

std::vector<std::string> fill_arguments(const Json& arguments,
                                        const PlaceholderValues& placeholders) {
  std::vector<std::string> filled;
  for (const Json& argument : arguments) {
    const auto parts = template_parts(argument.get<std::string>());
    if (parts.size() == 1 && parts[0].placeholder) {
      for (std::string& value : values_of(parts[0].text, placeholders)) {
        filled.push_back(std::move(value));
      }
      continue;
    }
    std::string& whole = filled.emplace_back();
    for (const TemplatePart& part : parts) {
      if (!part.placeholder) {
        whole += part.text;
        continue;
      }
      for (const std::string& value : values_of(part.text, placeholders)) {
        whole += value;
      }
    }
  }
  return filled;
}

}  // namespace moonstain
