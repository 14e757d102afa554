// SPDX-License-Identifier: Apache-2.0
// Names and times of files, and recordings out of files: everything that needs no server.
#include <algorithm>
#include <cctype>
#include <map>

#include "client/file.hpp"

namespace busbar {
namespace {

constexpr std::string_view separators = "/\\";

std::string_view last_component(std::string_view path) {
    while (!path.empty() && separators.find(path.back()) != std::string_view::npos) path.remove_suffix(1);
    const std::size_t at = path.find_last_of(separators);
    return at == std::string_view::npos ? path : path.substr(at + 1);
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// The folder of a path is called COMTRADE.
bool in_comtrade(std::string_view path) {
    const std::string_view name = last_component(path);
    path.remove_suffix(std::min(path.size(), name.size() + 1));
    return lower(last_component(path)) == "comtrade";
}

}  // namespace

std::string_view FileInfo::name() const {
    return last_component(path);
}
std::string_view FileRecording::name() const {
    return last_component(path);
}

FileSource FileSource::from_memory(std::vector<std::uint8_t> content) {
    FileSource source;
    source.size = static_cast<std::uint32_t>(std::min<std::size_t>(content.size(), 0xFFFFFFFF));
    source.read = [octets = std::move(content)](std::uint64_t position,
                                                std::span<std::uint8_t> into) -> Result<std::size_t> {
        const std::size_t at = static_cast<std::size_t>(std::min<std::uint64_t>(position, octets.size()));
        const std::size_t count = std::min(into.size(), octets.size() - at);
        std::copy_n(octets.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
        return count;
    };
    return source;
}

std::vector<FileRecording> recordings(std::span<const FileInfo> files) {
    struct Found {
        FileRecording recording;
        bool complete = false;  // has what makes it one
    };
    std::map<std::string, Found> by_name;
    for (const FileInfo& file : files) {
        const std::string_view name = file.name();
        const std::size_t dot = name.rfind('.');
        if (file.folder || dot == std::string_view::npos || dot == 0) continue;
        const std::string kind = lower(name.substr(dot + 1));
        const bool whole = kind == "cfg" || kind == "cff" || (kind == "zip" && in_comtrade(file.path));
        if (!whole && kind != "dat" && kind != "hdr" && kind != "inf") continue;
        const std::string base = file.path.substr(0, file.path.size() - (name.size() - dot));
        Found& found = by_name[base];
        found.recording.path = base;
        found.recording.files.push_back(file);
        found.recording.size += file.size;
        if (file.modified && (!found.recording.modified || *file.modified > *found.recording.modified)) {
            found.recording.modified = file.modified;
        }
        found.complete = found.complete || whole;
    }
    std::vector<FileRecording> all;
    for (auto& [base, found] : by_name) {
        if (!found.complete) continue;
        std::sort(found.recording.files.begin(), found.recording.files.end(),
                  [](const FileInfo& a, const FileInfo& b) { return a.path < b.path; });
        all.push_back(std::move(found.recording));
    }
    return all;
}

namespace client {

std::string plain_path(std::string_view path) {
    while (path.starts_with('/') || path.starts_with('\\')) path.remove_prefix(1);
    while (path.ends_with('/') || path.ends_with('\\')) path.remove_suffix(1);
    std::string result(path);
    std::replace(result.begin(), result.end(), '\\', '/');
    return result;
}

std::vector<std::string> other_spellings(const std::string& path) {
    std::vector<std::string> all;
    const auto add = [&](std::string spelling) {
        if (spelling != path && !spelling.empty() &&
            std::find(all.begin(), all.end(), spelling) == all.end()) {
            all.push_back(std::move(spelling));
        }
    };
    const std::size_t begin = std::min(path.find_first_not_of(separators), path.size());
    const std::string bare = path.substr(begin);
    const auto with = [&](char separator) {
        std::string spelling = bare;
        for (char& c : spelling) {
            if (separators.find(c) != std::string_view::npos) c = separator;
        }
        return spelling;
    };
    add(with('/'));
    add(with('\\'));
    add("/" + with('/'));
    add("\\" + with('\\'));
    return all;
}

std::optional<SystemTime> parse_generalized_time(std::string_view text) {
    constexpr std::size_t seconds_end = 14;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.size() < seconds_end || !std::all_of(text.begin(), text.begin() + seconds_end, is_digit)) {
        return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t count) {
        int value = 0;
        for (const char c : text.substr(at, count)) value = value * 10 + (c - '0');
        return value;
    };
    const std::chrono::year_month_day date(std::chrono::year(number(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(number(4, 2))),
                                           std::chrono::day(static_cast<unsigned>(number(6, 2))));
    const int hour = number(8, 2), minute = number(10, 2), second = number(12, 2);
    const bool possible = number(0, 4) >= 1678 && number(0, 4) < 2262;  // what nanoseconds in 64 bits reach
    if (!possible || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    SystemTime time = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                      std::chrono::seconds(second);
    if (text.size() > seconds_end && (text[seconds_end] == '.' || text[seconds_end] == ',')) {
        auto unit = std::chrono::nanoseconds(100'000'000);
        for (std::size_t i = seconds_end + 1; i < text.size() && is_digit(text[i]); ++i) {
            time += unit * (text[i] - '0');
            unit /= 10;
        }
    }
    return time;
}

Error about_file(const std::string& path, Error error) {
    if (error.path.empty()) error.path = escaped(path);
    if (error.fault != Fault::refused) return error;
    if (error.code == Code::service_error(file_class, 7)) {
        error.text = "there is no such file";
    } else if (error.code == Code::service_error(file_class, 6)) {
        error.text = "the server does not allow it";
    } else if (error.code == Code::service_error(file_class, 3)) {
        error.text = "no name of a file for this server";
    } else if (error.code == Code::service_error(file_class, 2)) {
        error.text = "the file is in use";
    }
    return error;
}

}  // namespace client
}  // namespace busbar
