// SPDX-License-Identifier: Apache-2.0
// What keeps setting groups over a restart: an interface, so that the core knows no file.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace busbar::server::setting {

/// The values of one group: slots of the members one after the other, in this machine's form.
struct KeptGroup {
    std::uint8_t number = 0;
    Bytes values;
};

/// All that is kept of a setting group control block. Groups that were never changed are not kept: theirs are
/// the values of the model.
struct KeptSettings {
    /// What the values are: for each member a line "LN$SG$DO$DA bType\n".
    std::string_view layout;
    std::uint8_t active = 0;
    std::array<std::uint8_t, 8> activated{};  ///< LActTm
    std::span<const KeptGroup> groups;
};

/// What changes together.
struct SettingChange {
    std::uint8_t active = 0;
    std::array<std::uint8_t, 8> activated{};
    KeptGroup group;  ///< number 0: no group has other values than before
};

/// Called in the server's thread. Blocks are named by their reference, "LD/LLN0$SP$SGCB". Views are valid
/// during the call.
class SettingStore {
public:
    virtual ~SettingStore() = default;

    /// At start, once for each block: gives what is kept, if anything is.
    class Receiver {
    public:
        virtual ~Receiver() = default;
        virtual void kept(const KeptSettings& settings) = 0;
    };
    virtual void load(std::string_view block, Receiver& into) = 0;
    /// At start: all that is to be kept of the block, in place of what was.
    virtual void replace(std::string_view block, const KeptSettings& settings) = 0;
    /// A line for whoever starts the server: what could not be brought back.
    virtual void notice(std::string line) = 0;

    /// Takes a change, all of it or nothing, and must not wait for anything. True: Settings::kept() will be
    /// called with the ticket once it outlives a restart, but not from within this call. Tickets rise.
    virtual bool keep(std::string_view block, const SettingChange& change, std::uint64_t ticket) = 0;
    /// The same for what nobody waits for: values that the application sets.
    virtual bool keep_later(std::string_view block, const SettingChange& change) = 0;
};

}  // namespace busbar::server::setting
