// SPDX-License-Identifier: Apache-2.0
#include "store/queue.hpp"

#include <array>
#include <cstring>
#include <utility>

namespace busbar::store {

std::size_t Group::length_at(Bytes rest) {
    std::uint32_t length = 0;
    std::memcpy(&length, rest.data(), sizeof length);
    return length;
}

bool Queue::push(Bytes record, bool important) {
    return push(record, important, false);
}

bool Queue::push(Bytes record, bool important, bool at_once) {
    const auto length = static_cast<std::uint32_t>(record.size());
    std::array<Octet, sizeof length> prefix{};
    std::memcpy(prefix.data(), &length, sizeof length);
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        const std::size_t most = important ? 2 * limits_.max_octets : limits_.max_octets;
        const std::size_t size = prefix.size() + record.size();
        if (abandoned_ || size > most || octets_.size() > most - size) return false;
        octets_.insert(octets_.end(), prefix.begin(), prefix.end());
        octets_.insert(octets_.end(), record.begin(), record.end());
        ++pushed_;
        ++records_;
        wake = at_once || records_ == 1 || records_ == limits_.group_records;
        at_once_ = at_once_ || at_once;
    }
    // A wake-up for each record would cost more than the record.
    if (wake) for_writer_.notify_one();
    return true;
}

bool Queue::take(Group& group) {
    group.octets.clear();
    group.records = 0;
    std::unique_lock lock(mutex_);
    for_writer_.wait(lock, [this] { return records_ != 0 || closed_; });
    if (records_ == 0) return false;
    for_writer_.wait_for(lock, limits_.window, [this] {
        return records_ >= limits_.group_records || hurry_ || at_once_ || closed_;
    });
    hurry_ = false;
    group.at_once = std::exchange(at_once_, false);
    octets_.swap(group.octets);
    group.records = records_;
    taken_ += records_;
    records_ = 0;
    return true;
}

void Queue::done() {
    const std::lock_guard lock(mutex_);
    done_ = taken_;
    for_flush_.notify_all();
}

void Queue::flush() {
    std::unique_lock lock(mutex_);
    const std::uint64_t all = pushed_;
    if (done_ >= all) return;
    hurry_ = true;
    for_writer_.notify_one();
    for_flush_.wait(lock, [&] { return done_ >= all || abandoned_; });
}

void Queue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for_writer_.notify_all();
}

void Queue::abandon() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    octets_.clear();
    records_ = 0;
    for_flush_.notify_all();
}

bool Queue::wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return !for_writer_.wait_for(lock, time, [this] { return closed_; });
}

}  // namespace busbar::store
