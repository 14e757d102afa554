// SPDX-License-Identifier: Apache-2.0
#include "file/transfer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace busbar::program {
namespace {

constexpr std::chrono::milliseconds drawing_pause{100};
/// Enough to tell one place in a file from others.
constexpr std::size_t tail_octets = 4096;

}  // namespace

// ---- progress

std::string size_text(std::uint64_t octets) {
    constexpr const char* units[] = {"B", "KiB", "MiB", "GiB"};
    auto number = static_cast<double>(octets);
    std::size_t unit = 0;
    for (; number >= 1024 && unit + 1 < std::size(units); ++unit) number /= 1024;
    return unit == 0 ? fmt::format("{} B", octets) : fmt::format("{:.1f} {}", number, units[unit]);
}

ProgressBar::ProgressBar(const Shared& shared, std::string name)
    : on_(!shared.json && ::isatty(STDERR_FILENO) == 1), name_(std::move(name)) {
    const char* const terminal = std::getenv("TERM");
    if (terminal == nullptr || std::string_view(terminal) == "dumb") on_ = false;
}

ProgressBar::~ProgressBar() {
    if (on_ && !first_) std::fputs("\r\x1B[K", stderr);
}

std::string ProgressBar::line(const std::string& name, std::uint64_t done, std::uint64_t size, double seconds,
                              std::uint64_t begun_at) {
    std::string text = name + "  ";
    if (size != 0) text += fmt::format("{:3} %  ", std::min<std::uint64_t>(100, done * 100 / size));
    text += size_text(done);
    if (size != 0) text += " of " + size_text(size);
    if (seconds >= 0.5 && done > begun_at) {
        text += "  " + size_text(static_cast<std::uint64_t>(static_cast<double>(done - begun_at) / seconds)) +
                "/s";
    }
    return text;
}

void ProgressBar::show(std::uint64_t done, std::uint64_t size) {
    if (!on_) return;
    const auto now = std::chrono::steady_clock::now();
    if (first_) {
        begun_ = now;
        begun_at_ = done;
    } else if (now - shown_ < drawing_pause) {
        return;
    }
    first_ = false;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - begun_).count();
    fmt::print(stderr, "\r\x1B[K{}", line(name_, done, size, seconds, begun_at_));
    std::fflush(stderr);
}

// ---- the local file

Failure PartFile::failure(const std::string& what) const {
    return fail(Fault::io, what + " " + path_, {Domain::system, errno});
}

Result<PartFile> PartFile::open(const std::string& path, bool resume) {
    const std::string part = path + ".part";
    std::FILE* const file = std::fopen(part.c_str(), resume ? "ab+" : "wb");
    if (file == nullptr) return fail(Fault::io, "cannot write " + part, {Domain::system, errno});
    std::fseek(file, 0, SEEK_END);
    const long size = std::ftell(file);
    return PartFile(path, file, size < 0 ? 0 : static_cast<std::uint64_t>(size));
}

PartFile::PartFile(PartFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, nullptr)), size_(other.size_) {}

PartFile::~PartFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    if (size_ == 0) ::unlink(part_name().c_str());
}

std::vector<std::uint8_t> PartFile::tail() const {
    if (size_ < 2 * tail_octets) return {};
    std::vector<std::uint8_t> first(tail_octets), last(tail_octets);
    const int file = ::fileno(file_);
    const auto read_at = [&](std::vector<std::uint8_t>& into, std::uint64_t position) {
        return ::pread(file, into.data(), into.size(), static_cast<off_t>(position)) ==
               static_cast<ssize_t>(into.size());
    };
    if (!read_at(first, 0) || !read_at(last, size_ - tail_octets) || first == last) return {};
    return last;
}

Result<void> PartFile::append(std::span<const std::uint8_t> octets) {
    if (std::fwrite(octets.data(), 1, octets.size(), file_) != octets.size()) return failure("cannot write");
    size_ += octets.size();
    return {};
}

Result<void> PartFile::restart() {
    if (std::fflush(file_) != 0 || ::ftruncate(::fileno(file_), 0) != 0) return failure("cannot write");
    std::rewind(file_);
    size_ = 0;
    return {};
}

Result<void> PartFile::commit() {
    const bool flushed = std::fflush(file_) == 0 && ::fsync(::fileno(file_)) == 0;
    if (!flushed) return failure("cannot write");
    if (std::fclose(std::exchange(file_, nullptr)) != 0) return failure("cannot write");
    if (std::rename(part_name().c_str(), path_.c_str()) != 0) return failure("cannot write");
    return {};
}

}  // namespace busbar::program
