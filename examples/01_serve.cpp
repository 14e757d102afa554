// SPDX-License-Identifier: Apache-2.0
// Serves an IED of an SCL file: no code per device, no conversion.
//
//     01_serve FILE [IED] [ADDRESS:PORT]         01_serve demo.cid "" 127.0.0.1:10102
#include <busbar/scl.hpp>
#include <busbar/server.hpp>

#include <iostream>

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: 01_serve FILE [IED] [ADDRESS:PORT]\n";
        return 2;
    }
    const auto scl = busbar::Scl::load(argv[1]);
    if (!scl) {
        std::cerr << scl.error().message() << '\n';
        return 1;
    }
    busbar::ServerOptions options;
    options.listen = argc > 3 ? argv[3] : "127.0.0.1:10102";
    options.process.enabled = true;  // what is controlled moves, as far as the model tells what it is
    busbar::EventLoop loop;
    loop.stop_on_interrupt();
    auto server = busbar::Server::create(loop, scl->ied(argc > 2 ? argv[2] : ""), options);
    if (!server) {
        std::cerr << server.error().message() << '\n';
        return 1;
    }
    std::cout << "ready: IED " << server->ied_name() << " on " << server->addresses().front() << " ("
              << server->attribute_count() << " attributes)" << std::endl;
    return loop.run() ? 0 : 1;
}
