// SPDX-License-Identifier: Apache-2.0
// The buffer of one buffered report control block (IEC 61850-7-2 17.2.2): entries in a ring bounded in octets
// and in number, where the oldest make room for the newest; and the place up to which the client has got
// them. Entries that were sent stay until their room is needed, so that a client can go back to one of them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "server/report/entry.hpp"

namespace busbar::server::report {

struct BufferLimits {
    std::size_t max_octets = 256 * 1024;  ///< sum of octets_of() over the entries
    std::size_t max_entries = 10'000;
};

/// One thread. Allocates its memory when the first entry comes and grows it up to the bound; then nothing
/// allocates. Numbers of entries must rise from push to push.
class EntryBuffer {
public:
    explicit EntryBuffer(const BufferLimits& limits = {});
    EntryBuffer(EntryBuffer&&) noexcept;
    EntryBuffer& operator=(EntryBuffer&&) noexcept;
    ~EntryBuffer();

    /// What an entry takes in the buffer, its header included.
    [[nodiscard]] static std::size_t octets_of(const Entry& entry);

    /// Copies the entry. Drops the oldest entries as needed; when one of them had not been sent, overflowed()
    /// holds from then on. False, with overflowed() set and nothing dropped, for an entry larger than the
    /// whole buffer.
    bool push(const Entry& entry);
    /// Takes away unsent entries of this kind, without overflow: a newer one says the same (8-1 allows it for
    /// integrity and general interrogation).
    void drop_unsent(EntryKind kind);
    /// PurgeBuf: all entries go, overflowed() too.
    void purge();

    /// The next entry to send; nothing when all are sent. Views the buffer until it is changed.
    [[nodiscard]] std::optional<Entry> next() const;
    /// next() has been sent.
    void sent();
    /// Sending starts at the oldest entry.
    void rewind();
    /// Sending starts after this entry; false, and nothing changes, when it is not in the buffer.
    bool resume_after(EntryNumber number);

    /// Number and time of the newest entry that is in the buffer; 0 when there is none. (EntryID and
    /// TimeOfEntry while disabled.)
    [[nodiscard]] EntryNumber newest() const;
    [[nodiscard]] EntryTime newest_time() const;
    /// Time of the entry with this number, where it is still there.
    [[nodiscard]] std::optional<EntryTime> time_of(EntryNumber number) const;
    /// An entry that had not been sent was dropped to make room, or was too large, since overflow was last
    /// told by set_overflowed(false).
    [[nodiscard]] bool overflowed() const;
    void set_overflowed(bool overflowed);
    [[nodiscard]] std::size_t size() const;           ///< entries
    [[nodiscard]] std::size_t unsent() const;         ///< entries
    [[nodiscard]] std::size_t octets_used() const;    ///< towards max_octets
    [[nodiscard]] std::size_t memory_octets() const;  ///< held by this object

private:
    struct State;
    std::unique_ptr<State> state_;  // null only after a move
};

}  // namespace busbar::server::report
