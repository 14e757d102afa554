// SPDX-License-Identifier: Apache-2.0
// What a run measured, for people and for scripts.
#pragma once

#include <string>

#include "bench/result.hpp"

namespace busbar::bench {

/// What was asked for, for the report.
struct RunSetup {
    std::string target, mode;
    std::size_t connections = 1, idle = 0;
    std::size_t depth = 0;           ///< 0 where nothing is pipelined
    std::size_t request_octets = 0;  ///< on the stream, from TPKT on; 0 where requests differ
};

/// To stdout: one JSON document, or lines.
void report_json(const RunSetup& setup, const RunResult& result);
void report_text(const RunSetup& setup, const RunResult& result);

}  // namespace busbar::bench
