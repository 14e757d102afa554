// SPDX-License-Identifier: Apache-2.0
// Local ends of a transfer: a progress bar on a terminal, a file that appears only when it is whole.
#pragma once

#include <busbar/file.hpp>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "program.hpp"

namespace busbar::program {

/// A line on stderr that is drawn again and again, where that is a terminal and nobody wants JSON; else
/// nothing. Its destructor takes it away.
class ProgressBar {
public:
    ProgressBar(const Shared& shared, std::string name);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    void show(std::uint64_t done, std::uint64_t size);
    [[nodiscard]] FileProgress hook() {
        return [this](std::uint64_t done, std::uint64_t size) { show(done, size); };
    }
    /// "rec1.dat   42 %  1.5 MiB of 3.6 MiB  800 KiB/s".
    static std::string line(const std::string& name, std::uint64_t done, std::uint64_t size, double seconds,
                            std::uint64_t begun_at);

private:
    bool on_;
    std::string name_;
    std::chrono::steady_clock::time_point begun_, shown_;
    std::uint64_t begun_at_ = 0;
    bool first_ = true;
};

/// "1.5 MiB".
std::string size_text(std::uint64_t octets);

/// NAME.part while it is written, NAME when it is whole.
class PartFile {
public:
    /// With `resume`, what NAME.part has is kept. Fails with io.
    static Result<PartFile> open(const std::string& path, bool resume);
    PartFile(PartFile&& other) noexcept;
    PartFile& operator=(PartFile&&) = delete;
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    /// Leaves what was written as NAME.part, unless that is nothing.
    ~PartFile();

    /// Octets that it has.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] std::string part_name() const { return path_ + ".part"; }
    /// The last octets that it has, by which a server's file is known again; empty where they are too few or
    /// like its first ones.
    [[nodiscard]] std::vector<std::uint8_t> tail() const;
    Result<void> append(std::span<const std::uint8_t> octets);
    /// Drops what it has.
    Result<void> restart();
    /// NAME.part becomes NAME.
    Result<void> commit();

private:
    PartFile(std::string path, std::FILE* file, std::uint64_t size)
        : path_(std::move(path)), file_(file), size_(size) {}
    [[nodiscard]] Failure failure(const std::string& what) const;
    std::string path_;
    std::FILE* file_;
    std::uint64_t size_;
};

}  // namespace busbar::program
