#include "core/engine/program/warm_message.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"
#include "core/base/json.h"

namespace moonstain {

namespace {

// Both ends are programs of one build on one machine: a length, then text.
void send_text(int socket, const std::string& text) {
  const auto length = static_cast<std::uint32_t>(text.size());
  std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
  bytes += text;
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t count =
        ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    check(count > 0, "a warm program: ", std::strerror(errno));
    sent += static_cast<std::size_t>(count);
  }
}

// @return whether all of it came
bool receive_bytes(int socket, char* bytes, std::size_t length) {
  while (length > 0) {
    const ssize_t count = ::recv(socket, bytes, length, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    length -= static_cast<std::size_t>(count);
  }
  return true;
}

std::optional<Json> receive_json(int socket) {
  std::uint32_t length = 0;
  if (!receive_bytes(socket, reinterpret_cast<char*>(&length), sizeof length)) {
    return std::nullopt;
  }
  std::string text(length, '\0');
  if (!receive_bytes(socket, text.data(), length)) return std::nullopt;
  return parse_json(text, "warm program");
}

}  // namespace

void send_order(int socket, const WarmOrder& order) {
  ProgramWorld world;
  world.mounts = order.mounts;
  world.shared_bytes = order.shared_bytes;
  send_text(socket, world.json().dump());
}

std::optional<WarmOrder> receive_order(int socket) {
  const auto json = receive_json(socket);
  if (!json) return std::nullopt;
  ProgramWorld world = ProgramWorld::parse(*json);
  return WarmOrder{std::move(world.mounts), world.shared_bytes};
}

void send_answer(int socket, const WarmAnswer& answer) {
  send_text(socket, Json{{"refusal", answer.refusal},
                         {"code", answer.code},
                         {"signal", answer.signal},
                         {"cpu_s", answer.cpu_s},
                         {"spent", answer.spent}}
                        .dump());
}

std::optional<WarmAnswer> receive_answer(int socket) {
  const auto json = receive_json(socket);
  if (!json) return std::nullopt;
  WarmAnswer answer;
  json->at("refusal").get_to(answer.refusal);
  json->at("code").get_to(answer.code);
  json->at("signal").get_to(answer.signal);
  json->at("cpu_s").get_to(answer.cpu_s);
  json->at("spent").get_to(answer.spent);
  return answer;
}

}  // namespace moonstain
