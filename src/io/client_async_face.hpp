// SPDX-License-Identifier: Apache-2.0
// What stands behind busbar::AsyncClient, for the files that its members are in.
#pragma once

#include <busbar/async_client.hpp>

#include "client/report_hub.hpp"
#include "io/client_async_driver.hpp"

namespace busbar {

struct AsyncClient::Impl {
    std::shared_ptr<io::AsyncClientDriver> driver;
    AssociationInfo info;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (driver) driver->close();
    }
    client::Remote& remote() { return driver->remote(); }
};

}  // namespace busbar
