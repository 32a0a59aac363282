#include "core/engine/worker/channel.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(channel_test)

BOOST_AUTO_TEST_CASE(values_arrive_as_they_were) {
  const ChannelPair ends = make_channel_pair();
  Channel here(ends.engine), there(ends.worker);
  const Json message = {{"integer", 1},
                        {"number", 1.0},
                        {"bytes", "\xff/path"},
                        {"list", {1, "a", nullptr, true}}};
  BOOST_TEST(here.send(message));
  BOOST_TEST(here.send({{"second", 0.1}}));
  const auto back = there.receive();
  BOOST_REQUIRE(back.has_value());
  BOOST_TEST((*back == message));
  BOOST_TEST(back->at("number").is_number_float());
  BOOST_TEST(back->at("integer").is_number_integer());
  BOOST_TEST(there.next()->at("second").get<double>() == 0.1);
  there.read_some();
  BOOST_TEST(!there.next().has_value());
  BOOST_TEST(!there.gone());
}

// Larger than any socket holds at once.
BOOST_AUTO_TEST_CASE(a_long_message_comes_in_parts) {
  const ChannelPair ends = make_channel_pair();
  Channel here(ends.engine), there(ends.worker);
  const std::string text(5'000'000, 'x');
  std::thread sender([&] { here.send({{"text", text}}); });
  const auto back = there.receive();
  sender.join();
  BOOST_TEST((back->at("text") == text));
}

BOOST_AUTO_TEST_CASE(one_read_gives_all_messages_that_are_whole) {
  const ChannelPair ends = make_channel_pair();
  Channel here(ends.engine), there(ends.worker);
  here.read_some();
  BOOST_TEST(!here.next().has_value());
  for (int i = 0; i < 100; ++i) there.send({{"progress", i}});
  BOOST_TEST(::write(there.socket(), "\x7f", 1) == 1);  // of a length
  here.read_some();
  for (int i = 0; i < 100; ++i) {
    const auto message = here.next();
    BOOST_REQUIRE(message.has_value());
    BOOST_TEST(message->at("progress").get<int>() == i);
  }
  BOOST_TEST(!here.next().has_value());
  BOOST_TEST(!here.gone());
  there.close();
  here.read_some();
  BOOST_TEST(here.gone());
}

// A good message before it is not lost.
BOOST_AUTO_TEST_CASE(bytes_that_are_no_message_are_refused_in_their_turn) {
  const ChannelPair ends = make_channel_pair();
  Channel here(ends.engine), there(ends.worker);
  there.send({{"progress", 1}});
  BOOST_TEST(::write(there.socket(), "\x01\0\0\0\xc1", 5) == 5);
  here.read_some();
  BOOST_TEST(here.next().has_value());
  BOOST_TEST(error_of([&] { here.next(); }) ==
             "a worker process sent bytes that are no message");
}

BOOST_AUTO_TEST_CASE(an_open_file_goes_along) {
  TempFolder folder;
  write_file(folder.path / "file", "abc");
  const ChannelPair ends = make_channel_pair();
  Channel here(ends.engine), there(ends.worker);
  const int file = ::open((folder.path / "file").c_str(), O_RDONLY);
  here.send({{"fork", 1}}, file);
  ::close(file);
  int got = -1;
  BOOST_REQUIRE(there.receive(&got).has_value());
  char bytes[3];
  BOOST_TEST(::read(got, bytes, 3) == 3);
  ::close(got);
}

// The library reads a list in a list by recursion: a million overran the stack.
BOOST_AUTO_TEST_CASE(a_message_of_very_many_levels_is_refused) {
  const ChannelPair ends = make_channel_pair();
  Channel here(ends.engine);
  const std::string lists(1'000'000, '\x91');  // each a list of one
  std::string bytes(4, '\0');
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[i] = static_cast<char>(lists.size() >> (8 * i) & 0xff);
  }
  bytes += lists;
  std::thread sender([&] {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const auto count =
          ::write(ends.worker, bytes.data() + sent, bytes.size() - sent);
      if (count <= 0) break;
      sent += static_cast<std::size_t>(count);
    }
    ::close(ends.worker);
  });
  const std::string error = error_of([&] { here.receive(); });
  sender.join();
  BOOST_TEST(error == "a worker process sent bytes that are no message");
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_gone_is_no_error) {
  const ChannelPair ends = make_channel_pair();
  Channel here(ends.engine), there(ends.worker);
  there.send({{"last", 1}});
  there.close();
  BOOST_TEST(here.receive().has_value());
  BOOST_TEST(!here.receive().has_value());
  BOOST_TEST(here.gone());
  BOOST_TEST(!here.send({{"more", 1}}));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_message_are_refused) {
  const auto error_after = [](std::string_view bytes) {
    const ChannelPair ends = make_channel_pair();
    Channel here(ends.engine), there(ends.worker);
    BOOST_TEST(::write(ends.worker, bytes.data(), bytes.size()) ==
               static_cast<ssize_t>(bytes.size()));
    return error_of([&] { here.receive(); });
  };
  using namespace std::string_view_literals;
  BOOST_TEST(error_after("\1\0\0\0\xc1"sv) ==
             "a worker process sent bytes that are no message");
  BOOST_TEST(error_after("\xff\xff\xff\xff"sv) ==
             "a worker process announced a message of 4294967295 bytes; at "
             "most 1073741824 are read");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
