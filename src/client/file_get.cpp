// SPDX-License-Identifier: Apache-2.0
// GetFile: fileOpen, fileRead until nothing follows, fileClose. Reads are kept under way as long as more of
// the file is expected than they will bring, so that the way there and back counts once and not for each
// block; the last block is not overrun.
#include <algorithm>

#include "client/file.hpp"
#include "mms/services.hpp"

namespace busbar::client {
namespace {

/// Answers without data that say more follows, one after the other, before a server is given up.
constexpr unsigned max_empty_answers = 3;

bool is_about_the_name(const Error& error) {
    return error.code == Code::service_error(file_class, 7) ||
           error.code == Code::service_error(file_class, 3) || error.code == Code::service_error(7, 2);
}

struct Opened {
    std::int32_t frsm_id = 0;
    FileTransfer about;
};

Task<Result<Opened>> open_as(Remote& remote, const std::string& path, std::uint32_t position) {
    const ber::GraphicString name{path};
    mms::FileOpenRequest request;
    request.file = mms::FileName(std::span<const ber::GraphicString>(&name, 1));
    request.initial_position = position;
    const Result<mms::FileOpenResponse> response = co_await remote.session.call<mms::FileOpen>(request);
    if (!response) co_return fail(response.error());
    Opened opened;
    opened.frsm_id = response->frsm_id;
    opened.about.size = response->attributes.size;
    if (response->attributes.last_modified) {
        opened.about.modified = parse_generalized_time(response->attributes.last_modified->text);
    }
    co_return opened;
}

/// By the name as it is, then as servers might want it.
Task<Result<Opened>> open_file(Remote& remote, const std::string& path, std::uint32_t position) {
    Result<Opened> first = co_await open_as(remote, path, position);
    if (first || !is_about_the_name(first.error())) co_return first;
    const std::vector<std::string> spellings = other_spellings(path);
    for (const std::string& spelling : spellings) {
        Result<Opened> opened = co_await open_as(remote, spelling, position);
        if (opened) co_return opened;
        if (!is_about_the_name(opened.error())) break;
    }
    co_return first;
}

struct Reading {
    Session& session;
    const FileSink& sink;
    const GetFileOptions& options;
    std::int32_t frsm_id;
    std::uint64_t size;  // as announced
    std::uint64_t received = 0;
    std::uint64_t block = 0;  // octets of the first answer
    std::uint64_t asked = 0, answered = 0;
    unsigned empty_answers = 0;
    bool over = false;
    std::optional<Error> failure;

    [[nodiscard]] std::uint64_t begin() const { return options.position - options.before.size(); }
    [[nodiscard]] std::uint64_t position() const { return begin() + received; }
    [[nodiscard]] bool may_ask() const {
        const std::uint64_t under_way = asked - answered;
        if (over || under_way == 0) return !over;
        return block != 0 && position() < size && under_way * block < size - position();
    }
    void fail_with(Error error) {
        failure = std::move(error);
        over = true;
    }
    void fail_with(Fault fault, const char* text) { fail_with(fail(fault, text).value()); }
    /// Hands on what is new of the octets that came last.
    void give(Bytes octets) {
        const std::uint64_t done = received - octets.size();
        if (done < options.before.size()) {
            const Bytes there = Bytes(options.before).subspan(done);
            const std::size_t count = std::min(there.size(), octets.size());
            if (!std::equal(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(count),
                            there.begin())) {
                return fail_with(Fault::unsupported,
                                 "what is here is not how the file begins, or the server does not begin at a "
                                 "position; fetch the whole file");
            }
            octets = octets.subspan(count);
        }
        if (octets.empty()) return;
        Result<void> taken = sink(octets);
        if (!taken) fail_with(std::move(taken).error());
    }

    /// The answer to the `number`th read.
    void take(std::uint64_t number, const Result<mms::FileReadResponse>& response) {
        const bool in_order = number == answered++;
        if (over) return;  // what was asked for beyond the end
        if (!response) return fail_with(response.error());
        if (!in_order) return fail_with(Fault::violation, "the server answers reads out of their order");
        const Bytes octets = response->data.octets;
        if (block == 0) block = octets.size();
        empty_answers = octets.empty() ? empty_answers + 1 : 0;
        if (response->more_follows && empty_answers >= max_empty_answers) {
            return fail_with(Fault::violation, "the server sends no data and says that more follows");
        }
        received += octets.size();
        if (position() > options.max_octets) {
            return fail_with(Fault::limit, "the file is longer than is to be taken");
        }
        give(octets);
        if (failure) return;
        if (!response->more_follows) over = true;
        if (options.progress) options.progress(std::max<std::uint64_t>(position(), options.position), size);
    }
};

Task<void> read_one(Reading& reading) {
    mms::FileReadRequest request;
    request.frsm_id = reading.frsm_id;
    const std::uint64_t number = reading.asked++;
    const Result<mms::FileReadResponse> response = co_await reading.session.call<mms::FileRead>(request);
    reading.take(number, response);
}

/// One read after the other, beside other lanes.
Task<void> lane(Reading& reading) {
    while (reading.may_ask()) co_await read_one(reading);
}

Task<void> read_to_the_end(Reading& reading, std::size_t count) {
    // The first answer tells how much a read brings.
    if (reading.may_ask()) co_await read_one(reading);
    std::vector<Task<void>> lanes;
    for (std::size_t i = 0; i < count; ++i) lanes.push_back(lane(reading));
    co_await All(lanes);
}

/// Whether what came is what was announced.
std::optional<Error> check(const Reading& reading) {
    if (reading.failure) return reading.failure;
    if (reading.position() < reading.size) {
        return fail(Fault::violation, "the file ended after " + std::to_string(reading.position()) + " of " +
                                          std::to_string(reading.size) + " octets")
            .value();
    }
    if (reading.position() < reading.options.position) {
        return fail(Fault::unsupported, "what is here is more than the file has; fetch the whole file")
            .value();
    }
    if (reading.begin() != 0 && reading.received == reading.size) {
        return fail(Fault::unsupported, "the server does not begin at a position; fetch the whole file")
            .value();
    }
    return std::nullopt;
}

}  // namespace

Task<Result<FileTransfer>> get_file(Remote& remote, std::string path, FileSink sink, GetFileOptions options) {
    if (options.before.size() > options.position) {
        co_return fail(Fault::misuse, "more octets before the position than there are");
    }
    const auto begin = static_cast<std::uint32_t>(options.position - options.before.size());
    const Result<Opened> opened = co_await open_file(remote, path, begin);
    if (!opened) co_return fail(about_file(path, opened.error()));
    Reading reading{.session = remote.session,
                    .sink = sink,
                    .options = options,
                    .frsm_id = opened->frsm_id,
                    .size = opened->about.size};
    const std::size_t lanes =
        std::clamp<std::size_t>(options.max_outstanding, 1, remote.session.outstanding_limit());
    if (reading.size > options.max_octets) {
        reading.fail_with(Fault::limit, "the file is longer than is to be taken");
    }
    co_await read_to_the_end(reading, lanes);
    // Whether it closes or not: the file is here. The end of the association closes it, too.
    mms::FileCloseRequest close;
    close.frsm_id = opened->frsm_id;
    if (remote.session.is_open()) (void)co_await remote.session.call<mms::FileClose>(close);
    if (std::optional<Error> error = check(reading)) co_return fail(about_file(path, std::move(*error)));
    FileTransfer transfer = opened->about;
    transfer.octets = reading.position() - reading.options.position;
    co_return transfer;
}

Task<Result<std::vector<std::uint8_t>>> get_whole_file(Remote& remote, std::string path,
                                                       GetFileOptions options) {
    std::vector<std::uint8_t> content;
    FileSink sink = [&content](std::span<const std::uint8_t> octets) -> Result<void> {
        content.insert(content.end(), octets.begin(), octets.end());
        return {};
    };
    const Result<FileTransfer> transfer =
        co_await get_file(remote, std::move(path), std::move(sink), std::move(options));
    if (!transfer) co_return fail(transfer.error());
    co_return content;
}

}  // namespace busbar::client
