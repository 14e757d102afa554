// SPDX-License-Identifier: Apache-2.0
#include "bench/process_cpu.hpp"

#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace busbar::bench {

std::optional<std::uint64_t> cpu_of_process(long pid) {
    // /proc/PID/schedstat is that of the first thread only.
    std::error_code error;
    std::filesystem::directory_iterator tasks("/proc/" + std::to_string(pid) + "/task", error);
    if (error) return std::nullopt;
    std::uint64_t sum = 0;
    bool any = false;
    for (; tasks != std::filesystem::directory_iterator(); tasks.increment(error)) {
        std::ifstream file(tasks->path() / "schedstat");
        std::uint64_t spent = 0;
        if (file >> spent) {
            sum += spent;
            any = true;
        }
        if (error) break;
    }
    if (!any) return std::nullopt;
    return sum;
}

double own_cpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace busbar::bench
