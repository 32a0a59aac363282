#include "core/engine/worker/template_message.h"

#include <string_view>
#include <tuple>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr std::string_view kWhere = "template";

template <typename Value>
Value get(const Json& message, std::string_view name) {
  const Json& value = member(message, name, kWhere);
  try {
    return value.get<Value>();
  } catch (const Json::exception&) {
    fail(kWhere, ": member '", name, "' is of another type");
  }
}

Json write(const ForkOrder& order) { return {{"fork", order.worker}}; }

ForkOrder read_fork(const Json& message) {
  return {get<unsigned>(message, "fork")};
}

Json write(const EndOrder& order) { return {{"end", order.worker}}; }

EndOrder read_end(const Json& message) {
  return {get<unsigned>(message, "end")};
}

using QueryItem = std::tuple<std::string, std::string, InputSizes>;

Json write(const NeedsOrder& order) {
  Json list = Json::array();
  for (const NeedsQuery& query : order.queries) {
    list.push_back({query.step, query.options.text(), query.sizes});
  }
  return {{"needs", std::move(list)}};
}

NeedsOrder read_needs_order(const Json& message) {
  NeedsOrder order;
  for (auto& [step, options, sizes] :
       get<std::vector<QueryItem>>(message, "needs")) {
    order.queries.push_back({std::move(step),
                             OptionsText::from_canonical(std::move(options)),
                             std::move(sizes)});
  }
  return order;
}

Json write(const Hello& hello) {
  return {{"hello", 1},
          {"libm", hello.libm},
          {"libtorch", hello.libtorch},
          {"capability", hello.capability}};
}

Hello read_hello(const Json& message) {
  return {get<std::string>(message, "libm"),
          get<std::string>(message, "libtorch"),
          get<std::string>(message, "capability")};
}

Json write(const Forked& forked) {
  return {{"forked", forked.worker}, {"process", forked.process}};
}

Forked read_forked(const Json& message) {
  return {get<unsigned>(message, "forked"),
          get<std::int64_t>(message, "process")};
}

Json write(const Ended& ended) {
  return {{"ended", ended.worker},
          {"signal", ended.signal},
          {"code", ended.code},
          {"left", ended.left}};
}

Ended read_ended(const Json& message) {
  return {get<unsigned>(message, "ended"), get<int>(message, "signal"),
          get<int>(message, "code"), get<std::string>(message, "left")};
}

using NeedsItem = std::tuple<std::uint64_t, double, unsigned, unsigned, double>;

Json write(const NeedsAnswer& answer) {
  if (answer.error) return {{"needs_error", *answer.error}};
  Json list = Json::array();
  for (const Needs& needs : answer.needs) {
    list.push_back({needs.memory_bytes, needs.seconds, needs.threads,
                    needs.gpus, needs.limit_s});
  }
  return {{"needs", std::move(list)}};
}

NeedsAnswer read_needs_answer(const Json& message) {
  if (message.contains("needs_error")) {
    return {{}, get<std::string>(message, "needs_error")};
  }
  NeedsAnswer answer;
  for (const auto& [memory_bytes, seconds, threads, gpus, limit_s] :
       get<std::vector<NeedsItem>>(message, "needs")) {
    answer.needs.push_back({memory_bytes, seconds, threads, gpus, limit_s});
  }
  return answer;
}

Json write(const TemplateFailure& failure) {
  return {{"error", failure.error}};
}

TemplateFailure read_failure(const Json& message) {
  return {get<std::string>(message, "error")};
}

}  // namespace

Json order_message(const TemplateOrder& order) {
  return std::visit([](const auto& what) { return write(what); }, order);
}

TemplateOrder read_order_message(const Json& message) {
  if (message.contains("fork")) return read_fork(message);
  if (message.contains("end")) return read_end(message);
  return read_needs_order(message);
}

Json report_message(const TemplateReport& report) {
  return std::visit([](const auto& what) { return write(what); }, report);
}

TemplateReport read_report_message(const Json& message) {
  if (message.contains("hello")) return read_hello(message);
  if (message.contains("forked")) return read_forked(message);
  if (message.contains("ended")) return read_ended(message);
  if (message.contains("error")) return read_failure(message);
  return read_needs_answer(message);
}

}  // namespace moonstain
