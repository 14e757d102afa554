// SPDX-License-Identifier: Apache-2.0
// What stands behind busbar::Client, for the files that its members are in.
#pragma once

#include <busbar/client.hpp>

#include "client/report_hub.hpp"
#include "io/client_driver.hpp"

namespace busbar {

struct Client::Impl {
    std::shared_ptr<io::ClientDriver> driver;  // subscriptions keep it
    AssociationInfo info;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (driver) driver->abort();
    }
    client::Remote& remote() { return driver->remote(); }
};

}  // namespace busbar
