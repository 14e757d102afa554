// SPDX-License-Identifier: Apache-2.0
// The verbs of `file`, and what they share.
#pragma once

#include "live/objects.hpp"
#include "program.hpp"

namespace busbar::program {

void add_file_get(Program& program, CLI::App* file);
/// put, rm, mv.
void add_file_changes(Program& program, CLI::App* file);

/// "2024-01-02 03:04:05", or as many spaces where there is none.
std::string time_column(const std::optional<SystemTime>& time);
/// Members of an object that is open.
void write_file(Json& json, const FileInfo& file);
/// Files of nearly that name, in the same folder.
std::vector<std::string> file_hints(Link& link, const std::string& path, const Error& error);

}  // namespace busbar::program
