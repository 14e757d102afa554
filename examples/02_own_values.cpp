// SPDX-License-Identifier: Apache-2.0
// An IED with values of our own: handles resolved once, transactions from another thread, a say in what
// clients write.
//
//     02_own_values FILE [ADDRESS:PORT] [SECONDS]
#include <busbar/scl.hpp>
#include <busbar/server.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>

using namespace std::chrono_literals;

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: 02_own_values FILE [ADDRESS:PORT] [SECONDS]\n";
        return 2;
    }
    const auto scl = busbar::Scl::load(argv[1]);
    if (!scl) {
        std::cerr << scl.error().message() << '\n';
        return 1;
    }
    busbar::ServerOptions options;
    options.listen = argc > 2 ? argv[2] : "127.0.0.1:10102";
    auto server = busbar::Server::create(scl->ied(), options);
    if (!server) {
        std::cerr << server.error().message() << '\n';
        return 1;
    }

    // Found by name once; setting a value afterwards looks nothing up.
    const auto power = server->signal("MEAS/MMXU1.TotW[MX]");
    if (!power) {
        std::cerr << power.error().message() << '\n';
        return 1;
    }
    // A client may set the dead band, but not above 10 %.
    const auto added = server->on_write("MEAS/MMXU1.TotW.db[CF]", [](const busbar::WriteRequest& request) {
        std::cout << request.peer.address << " sets " << request.reference << " to " << request.value.text()
                  << '\n';
        const bool fits = request.value.as<unsigned>().value_or(0) <= 10000;
        return fits ? busbar::WriteVerdict() : busbar::DataAccessError::object_value_invalid;
    });
    if (!added) std::cerr << added.error().message() << '\n';

    // Ten times a second, in the server's thread. Other threads use post() in the same way.
    float watts = 1000;
    int rounds = argc > 3 ? 10 * std::atoi(argv[3]) : 36000;
    server->every(100ms, [&](busbar::Transaction& t) {
        t.set(*power, watts).quality(busbar::good).time(std::chrono::system_clock::now());
        watts += 1;
        if (--rounds == 0) server->stop();
    });
    std::cout << "ready: IED " << server->ied_name() << " on " << server->addresses().front() << std::endl;
    return server->run() ? 0 : 1;
}
