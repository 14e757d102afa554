// SPDX-License-Identifier: Apache-2.0
#include "client/file_offers.hpp"

#include <algorithm>

#include "client/file.hpp"
#include "mms/services.hpp"

namespace busbar::client {
namespace {

/// Octets around the data of an answer to fileRead.
constexpr std::size_t around_data = 24;
/// Files that a server may have open here at once.
constexpr std::size_t max_open = 8;

}  // namespace

FileOffers::Offer::Offer(FileOffers& offers, std::string name, FileSource source, FileProgress progress)
    : offers_(offers), name_(std::move(name)), source_(std::move(source)), progress_(std::move(progress)) {
    offers_.offers_.push_back(this);
}

FileOffers::Offer::~Offer() {
    std::erase(offers_.offers_, this);
    std::erase_if(offers_.handles_, [&](const Handle& handle) { return handle.offer == this; });
}

bool FileOffers::on_request(const mms::Envelope& request) {
    if (offers_.empty()) return false;
    switch (request.service_tag()) {
        case mms::FileOpen::tag: return open(request);
        case mms::FileRead::tag: return read(request);
        case mms::FileClose::tag: return close(request);
        default: return false;
    }
}

FileOffers::Offer* FileOffers::named(const std::string& name) const {
    for (Offer* offer : offers_) {
        if (plain_path(offer->name_) == plain_path(name)) return offer;
    }
    return nullptr;
}

FileOffers::Handle* FileOffers::find(std::int32_t id) {
    const auto found =
        std::find_if(handles_.begin(), handles_.end(), [&](const Handle& handle) { return handle.id == id; });
    return found == handles_.end() ? nullptr : &*found;
}

void FileOffers::refuse(const mms::Envelope& request, std::int32_t code) {
    constexpr std::int32_t file = 11;
    session_.respond_error(request.invoke_id, mms::ServiceError::of(file, code));
}

bool FileOffers::open(const mms::Envelope& envelope) {
    mms::FileOpenRequest request;
    ber::DecodeState state(envelope.service.whole);
    if (!mms::decode_request<mms::FileOpen>(envelope, request, state)) return false;
    constexpr std::int32_t busy = 2, position_invalid = 5, non_existent = 7;
    Offer* const offer = named(mms::path_of(request.file));
    if (offer == nullptr) {
        refuse(envelope, non_existent);
    } else if (request.initial_position > offer->source_.size) {
        refuse(envelope, position_invalid);
    } else if (handles_.size() >= max_open) {
        refuse(envelope, busy);
    } else {
        handles_.push_back({++last_id_, offer, request.initial_position});
        if (offer->exchange != nullptr) offer->exchange->extend();
        mms::FileOpenResponse response;
        response.frsm_id = last_id_;
        response.attributes.size = offer->source_.size;
        std::string modified;
        if (offer->source_.modified) {
            // "2024-01-02T03:04:05Z" without what separates.
            modified = to_text(*offer->source_.modified).substr(0, 19);
            std::erase_if(modified, [](char c) { return c < '0' || c > '9'; });
            modified += 'Z';
            response.attributes.last_modified = ber::GeneralizedTime{modified};
        }
        session_.respond<mms::FileOpen>(envelope.invoke_id, response);
    }
    return true;
}

bool FileOffers::read(const mms::Envelope& envelope) {
    mms::FileReadRequest request;
    ber::DecodeState state(envelope.service.whole);
    if (!mms::decode_request<mms::FileRead>(envelope, request, state)) return false;
    Handle* const handle = find(request.frsm_id);
    if (handle == nullptr) {
        refuse(envelope, 0);
        return true;
    }
    Offer& offer = *handle->offer;
    // One more than is sent tells whether there is more.
    const std::size_t block = session_.negotiated().max_pdu_octets - around_data;
    block_.resize(block + 1);
    const Result<std::size_t> count = offer.source_.read(handle->position, block_);
    if (!count) {
        offer.failure = count.error();
        refuse(envelope, 0);
        return true;
    }
    mms::FileReadResponse response;
    response.data.octets = Bytes(block_).first(std::min(*count, block));
    response.more_follows = *count > block;
    handle->position += response.data.octets.size();
    if (offer.exchange != nullptr) offer.exchange->extend();
    const std::uint64_t done = handle->position;
    session_.respond<mms::FileRead>(envelope.invoke_id, response);
    if (offer.progress_) offer.progress_(done, offer.source_.size);
    return true;
}

bool FileOffers::close(const mms::Envelope& envelope) {
    mms::FileCloseRequest request;
    ber::DecodeState state(envelope.service.whole);
    if (!mms::decode_request<mms::FileClose>(envelope, request, state)) return false;
    Handle* const handle = find(request.frsm_id);
    if (handle == nullptr) {
        refuse(envelope, 0);
        return true;
    }
    if (handle->offer->exchange != nullptr) handle->offer->exchange->extend();
    handles_.erase(handles_.begin() + (handle - handles_.data()));
    session_.respond<mms::FileClose>(envelope.invoke_id, {});
    return true;
}

}  // namespace busbar::client
