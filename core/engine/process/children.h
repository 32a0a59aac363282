#pragma once

#include <sys/types.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace moonstain {

/// Makes orphans below this process its own children (a subreaper): also those
/// that have left their session or whose parents have ended.
void adopt_orphans();

/// Children of this process that outlive what it is at, by their numbers: with
/// all below them they are no leftovers of it. Whoever starts one enters it
/// here, and takes it out when it has been waited for.
std::set<pid_t>& lasting_children();

/// Kills the children of this process but the lasting ones and those that
/// `keep` names, then their children, who become its own, until none is left;
/// and waits for them.
/// @param keep  may be empty: none is kept
/// @return      what they were: "sleep 60 (process 4711)"
std::vector<std::string> end_children(const std::function<bool(pid_t)>& keep);

/// How a process ended, for people: "was ended by signal 9 (SIGKILL: Killed)",
/// or "left with code 3" where `signal` is 0.
std::string end_words(int signal, int code);

}  // namespace moonstain
