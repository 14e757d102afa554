// SPDX-License-Identifier: Apache-2.0
#include "server/file/obtain.hpp"

#include <algorithm>

#include "mms/services.hpp"
#include "server/call.hpp"
#include "server/control/controls.hpp"
#include "server/file/files.hpp"
#include "server/peer_address.hpp"
#include "server/report/reports.hpp"

namespace busbar::server::file {

namespace {

/// Answers without data that say more follows, one after the other, before a client is given up.
constexpr unsigned max_empty_answers = 3;

enum class Which : std::uint8_t { source, destination };

mms::ServiceError error_of(FileError error, Which which) {
    mms::ServiceError result = service_error_of(error);
    result.service_specific = mms::ServiceSpecific{mms::ObtainFileError{static_cast<int>(which)}};
    return result;
}

/// What the client said, where it is of class file; else that there is no such file.
mms::ServiceError source_refused(const mms::ServiceError& error) {
    constexpr std::int32_t file_class = 11;
    const std::int32_t value = error.code().value;
    if (value / 256 != file_class) return error_of(FileError::non_existent, Which::source);
    mms::ServiceError result = mms::ServiceError::of(file_class, value % 256);
    result.service_specific = mms::ServiceSpecific{mms::ObtainFileError{static_cast<int>(Which::source)}};
    return result;
}

}  // namespace

void Obtaining::begin(Call& call, const std::string& source, std::string destination,
                      std::unique_ptr<NewFile> file) {
    auto& transfer = *transfers_.emplace_back(std::make_unique<Transfer>());
    transfer.number = ++last_number_;
    transfer.connection = call.connection();
    transfer.request = call.invoke_id();
    transfer.destination = std::move(destination);
    transfer.file = std::move(file);
    call.defer({});
    const ber::GraphicString name{source};
    mms::FileOpenRequest request;
    request.file = mms::FileName(std::span<const ber::GraphicString>(&name, 1));
    if (Connection* const connection = server_.find(call.connection())) {
        ask<mms::FileOpen>(*connection, transfer, request);
    }
}

/// Sends the next request. What does not fit the PDU is the fault of a name.
template <class Service>
void Obtaining::ask(Connection& connection, Transfer& transfer, const typename Service::Request& request) {
    transfer.asked = next_invoke_id_++;
    transfer.deadline = server_.now_.monotonic + options_.step_timeout;
    BackWriter& writer = connection.association.begin();
    mms::encode_request<Service>(writer, transfer.asked, request);
    if (writer.overflowed()) {
        return finish(connection, transfer, error_of(FileError::syntax, Which::source));
    }
    // Fails only where the association is over, of which an event tells.
    static_cast<void>(connection.association.send());
}

bool Obtaining::on_answer(Connection& connection, const mms::Envelope& envelope, ber::DecodeState& state) {
    if (!envelope.has_invoke_id) return false;
    const auto is_read = [&](const Transfer& transfer) {
        return std::find(transfer.reads.begin(), transfer.reads.end(), envelope.invoke_id) !=
               transfer.reads.end();
    };
    const auto found = std::find_if(transfers_.begin(), transfers_.end(), [&](const auto& transfer) {
        if (transfer->connection != connection.id) return false;
        if (is_read(*transfer)) return true;
        const bool waits = transfer->step == Step::opening || transfer->step == Step::closing;
        return waits && transfer->asked == envelope.invoke_id;
    });
    if (found == transfers_.end()) return false;
    Transfer& transfer = **found;
    answering_ = true;
    if (is_read(transfer)) {
        on_read(connection, transfer, envelope, state);
    } else if (transfer.step == Step::closing) {
        // Whatever it says: the file is here, or will never be.
        finish(connection, transfer, std::move(transfer.failure));
    } else if (envelope.kind != mms::PduKind::confirmed_response) {
        on_refused(connection, transfer, envelope, state);
    } else {
        on_opened(connection, transfer, envelope, state);
    }
    answering_ = false;
    return true;
}

void Obtaining::on_read(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                        ber::DecodeState& state) {
    const bool in_order = transfer.reads.front() == envelope.invoke_id;
    std::erase(transfer.reads, envelope.invoke_id);
    // What was asked for beyond the end, or before something went wrong.
    if (transfer.step != Step::reading) return;
    transfer.deadline = server_.now_.monotonic + options_.step_timeout;
    if (!in_order) {
        close(connection, transfer, error_of(FileError::other, Which::source));
    } else if (envelope.kind != mms::PduKind::confirmed_response) {
        on_refused(connection, transfer, envelope, state);
    } else {
        on_data(connection, transfer, envelope, state);
    }
}

void Obtaining::on_refused(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                           ber::DecodeState& state) {
    mms::ServiceError said;
    const bool readable =
        envelope.kind == mms::PduKind::confirmed_error && mms::decode_confirmed_error(envelope, said, state);
    if (transfer.step == Step::opening) {
        // A client without file services rejects: it has no such file.
        return finish(connection, transfer,
                      readable ? source_refused(said) : error_of(FileError::non_existent, Which::source));
    }
    close(connection, transfer, readable ? source_refused(said) : error_of(FileError::other, Which::source));
}

void Obtaining::on_opened(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                          ber::DecodeState& state) {
    mms::FileOpenResponse response;
    if (envelope.service_tag() != mms::FileOpen::tag ||
        !mms::decode_response<mms::FileOpen>(envelope, response, state)) {
        return finish(connection, transfer, error_of(FileError::other, Which::source));
    }
    transfer.frsm_id = response.frsm_id;
    if (response.attributes.size > options_.max_octets) {
        return close(connection, transfer, error_of(FileError::no_space, Which::destination));
    }
    transfer.size = response.attributes.size;
    ask_to_read(connection, transfer);
}

void Obtaining::ask_to_read(Connection& connection, Transfer& transfer) {
    transfer.step = Step::reading;
    mms::FileReadRequest request;
    request.frsm_id = transfer.frsm_id;
    const std::size_t most =
        std::min<std::size_t>(options_.max_reads, connection.association.negotiated().max_outstanding_called);
    // The last block is not overrun: not every client takes that well.
    const auto brings_more = [&] {
        return transfer.block != 0 &&
               transfer.octets + transfer.reads.size() * transfer.block < transfer.size;
    };
    while (transfer.reads.empty() || (transfer.reads.size() < most && brings_more())) {
        ask<mms::FileRead>(connection, transfer, request);
        transfer.reads.push_back(transfer.asked);
    }
}

void Obtaining::on_data(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                        ber::DecodeState& state) {
    mms::FileReadResponse response;
    if (envelope.service_tag() != mms::FileRead::tag ||
        !mms::decode_response<mms::FileRead>(envelope, response, state)) {
        return close(connection, transfer, error_of(FileError::other, Which::source));
    }
    const Bytes octets = response.data.octets;
    transfer.empty_answers = octets.empty() ? transfer.empty_answers + 1 : 0;
    if (response.more_follows && transfer.empty_answers >= max_empty_answers) {
        return close(connection, transfer, error_of(FileError::other, Which::source));
    }
    if (transfer.block == 0) transfer.block = octets.size();
    transfer.octets += octets.size();
    if (transfer.octets > options_.max_octets) {
        return close(connection, transfer, error_of(FileError::no_space, Which::destination));
    }
    const auto done = transfer.file->append(octets);
    if (!done) return close(connection, transfer, error_of(done.error(), Which::destination));
    if (response.more_follows) return ask_to_read(connection, transfer);
    commit(transfer);
}

/// No deadline: nobody can tell the disk to hurry, and giving up would not undo what it does.
void Obtaining::commit(Transfer& transfer) {
    transfer.step = Step::committing;
    transfer.deadline = never;
    options_.store->commit(std::move(transfer.file), [this, alive = std::weak_ptr<bool>(alive_),
                                                      number = transfer.number](FileResult<void> result) {
        if (!alive.expired()) committed(number, result);
    });
}

void Obtaining::committed(std::uint64_t number, FileResult<void> result) {
    const auto found = std::find_if(transfers_.begin(), transfers_.end(),
                                    [&](const auto& transfer) { return transfer->number == number; });
    if (found == transfers_.end()) return;
    Transfer& transfer = **found;
    Connection* const connection = server_.find(transfer.connection);
    if (connection == nullptr) {
        transfers_.erase(found);
        return;
    }
    close(*connection, transfer,
          result ? std::nullopt : std::optional(error_of(result.error(), Which::destination)));
    if (answering_) return;
    server_.settle(*connection);
    server_.reports_->answered();
    server_.controls_->answered();
}

void Obtaining::close(Connection& connection, Transfer& transfer, std::optional<mms::ServiceError> failure) {
    transfer.step = Step::closing;
    transfer.failure = std::move(failure);
    transfer.file.reset();
    mms::FileCloseRequest request;
    request.frsm_id = transfer.frsm_id;
    ask<mms::FileClose>(connection, transfer, request);
}

/// Answers the request; the transfer is gone then.
void Obtaining::finish(Connection& connection, Transfer& transfer, std::optional<mms::ServiceError> failure) {
    const auto own = std::find_if(transfers_.begin(), transfers_.end(),
                                  [&](const auto& other) { return other.get() == &transfer; });
    const std::unique_ptr<Transfer> over = std::move(*own);
    transfers_.erase(own);
    over->file.reset();
    std::erase_if(connection.pending,
                  [&](const PendingWrite& pending) { return pending.invoke_id == over->request; });
    Call call(server_, connection, over->request);
    if (failure) {
        call.fail(*failure);
    } else {
        call.respond<mms::ObtainFile>({});
    }
    if (call.tracking().tracks_others()) {
        const PeerAddress address = address_of(call.peer());
        call.tracking().other({tracking::Service::set_file, over->destination, call.error(), address.bytes()},
                              call.now());
    }
}

void Obtaining::association_ended(ConnectionId connection) {
    std::erase_if(transfers_, [&](const auto& transfer) {
        return transfer->connection == connection && transfer->step != Step::committing;
    });
    // What the disk has already is not taken back, and until it is done nobody else may write it.
    for (const auto& transfer : transfers_) {
        if (transfer->connection == connection) transfer->connection = {};
    }
}

TimePoint Obtaining::deadline() const {
    TimePoint first = never;
    for (const auto& transfer : transfers_) first = std::min(first, transfer->deadline);
    return first;
}

void Obtaining::on_time(const Now& now) {
    for (;;) {
        const auto late = std::find_if(transfers_.begin(), transfers_.end(), [&](const auto& transfer) {
            return transfer->deadline <= now.monotonic;
        });
        if (late == transfers_.end()) return;
        Transfer& transfer = **late;
        Connection* const connection = server_.find(transfer.connection);
        if (connection == nullptr) {
            transfers_.erase(late);
            continue;
        }
        // A client that does not answer is not asked to close either. Unless that was the question.
        auto failure = transfer.step == Step::closing
                           ? std::move(transfer.failure)
                           : std::optional(error_of(FileError::other, Which::source));
        finish(*connection, transfer, std::move(failure));
        server_.settle(*connection);
        server_.reports_->answered();
        server_.controls_->answered();
    }
}

std::size_t Obtaining::count(ConnectionId connection) const {
    return static_cast<std::size_t>(
        std::count_if(transfers_.begin(), transfers_.end(),
                      [&](const auto& transfer) { return transfer->connection == connection; }));
}

bool Obtaining::is_writing(const std::string& path) const {
    return std::any_of(transfers_.begin(), transfers_.end(), [&](const auto& transfer) {
        return transfer->destination == path &&
               (transfer->file != nullptr || transfer->step == Step::committing);
    });
}

}  // namespace busbar::server::file
