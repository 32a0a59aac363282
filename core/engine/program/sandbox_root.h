#pragma once

#include <cstdint>
#include <string>

#include "core/engine/program/world.h"

namespace moonstain {

/// Puts this process into a file system of its own, made of `world`:
///
///   - a root that is empty but for what the world shows, and read-only; what
///     is shown is without devices and set-user programs, and read-only unless
///     it is writable
///   - /proc with the processes of this namespace that this user may look
///     into, and `cpuinfo`, `meminfo` and a few facts of their kind; all else
///     in it is covered: settings of the kernel, its keys, its memory
///   - /dev with null, zero, full, random, urandom, terminals of its own, and
///     shared memory of a bounded size
///
/// To be called as first process of new mount, process and user namespaces, in
/// which it may mount.
///
/// Why /proc is covered and not mounted with `subset=pid`: without `cpuinfo`
/// PyTorch computes with its plainest instructions (DEFAULT in place of
/// AVX512), and R counts no processor.
///
/// @throws Error when the kernel refuses a part of it
void enter_sandbox_root(const ProgramWorld& world);

// Parts of it, for what is shown later (task_mounts.h):

/// An empty file system in memory, without devices and set-user programs.
void mount_memory(const std::string& to, const std::string& options);
/// The same as /dev/shm.
void mount_shared_memory(const std::string& to, std::uint64_t bytes);
/// A folder or a file to mount on, and the folders above it.
void make_mount_point(const std::string& path, bool is_folder);
/// What may be done in a mount and all below it (jail/mount_attributes.h).
void restrict_mount(const std::string& path, std::uint64_t attributes,
                    bool below = true);
/// The attributes of one that a world shows.
std::uint64_t attributes_of(const ProgramWorld::Mount& mount);

}  // namespace moonstain
