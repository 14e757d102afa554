// SPDX-License-Identifier: Apache-2.0
// What a store keeps of setting groups: the active group of each control block, and the values of groups that
// are not as in the SCL file. Unlike the rest of a store, each change by a service is synchronised with the
// disk before it counts as kept: neither kill -9 nor a loss of power takes back what a client was told, and a
// change is there as a whole or not at all. What an application sets by itself is kept as the rest is.
#pragma once

#include "server/setting/store.hpp"
#include "store/queue.hpp"
#include "store/setting_tables.hpp"

namespace busbar::store {

/// Part of a Store. In the server's thread.
class Settings final : public server::setting::SettingStore {
public:
    Settings(SettingTables& tables, Queue& queue, std::vector<std::string>& notices)
        : tables_(tables), queue_(queue), notices_(notices) {}

    void load(std::string_view block, Receiver& into) override;
    void replace(std::string_view block, const server::setting::KeptSettings& settings) override;
    void notice(std::string line) override { notices_.push_back(std::move(line)); }
    bool keep(std::string_view block, const server::setting::SettingChange& change,
              std::uint64_t ticket) override;
    bool keep_later(std::string_view block, const server::setting::SettingChange& change) override;

    /// Drops what is kept of blocks that load() was not called for.
    SqlResult<void> drop_others();
    /// What went wrong in load() and replace(), which have nobody to tell.
    [[nodiscard]] const SqlResult<void>& started() const { return started_; }

private:
    SettingTables& tables_;
    Queue& queue_;
    std::vector<std::string>& notices_;
    std::vector<std::string> loaded_;
    SqlResult<void> started_;
    ByteVector record_;
    std::uint64_t ticket_ = 0;  // the last one
};

}  // namespace busbar::store
