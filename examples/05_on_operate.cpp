// SPDX-License-Identifier: Apache-2.0
// An IED whose controls our own code carries out: it may say no, takes its time in another thread, and says
// what became of it. The server does the rest: selections, time-outs, LastApplError, CommandTermination.
//
//     05_on_operate FILE [ADDRESS:PORT]          05_on_operate demo.cid 127.0.0.1:10102
//
// With --try it then operates itself as a client would, and ends.
#include <busbar/client.hpp>
#include <busbar/scl.hpp>
#include <busbar/server.hpp>

#include <iostream>
#include <string_view>
#include <thread>

using namespace std::chrono_literals;

namespace {

constexpr const char* lamp = "CTRL/GGIO1.SPCSO2";

/// Something that takes a while, and may not work.
bool move_the_contactor(bool) {
    std::this_thread::sleep_for(200ms);
    return true;
}

int failed(const busbar::Error& error) {
    std::cerr << error.message() << '\n';
    return 1;
}

/// What a client does: see also the example of a whole sequence.
int try_it(const std::string& target, const std::string& reference) {
    auto client = busbar::Client::connect(target);
    if (!client) return failed(client.error());
    int result = 0;
    for (const bool on : {true, false}) {
        const auto outcome = client->operate(reference, on);
        if (!outcome) return failed(outcome.error());
        std::cout << (on ? "on: " : "off: ") << outcome->text() << '\n';
        if (!outcome->succeeded) result = 1;
    }
    (void)client->release();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: 05_on_operate FILE [ADDRESS:PORT] [--try]\n";
        return 2;
    }
    const auto scl = busbar::Scl::load(argv[1]);
    if (!scl) return failed(scl.error());
    busbar::ServerOptions options;
    options.listen = argc > 2 ? argv[2] : "127.0.0.1:10102";
    options.process.enabled = true;  // the built-in process does what we do not
    auto server = busbar::Server::create(scl->ied(), options);
    if (!server) return failed(server.error());
    const auto status = server->signal(lamp);
    if (!status) return failed(status.error());

    // Asked before the client has its answer, when the standard's own checks have passed.
    const auto checked = server->on_control_check(lamp, [](busbar::Operate& op) {
        if (op.origin().category == busbar::OrCat::maintenance)
            return op.fail(busbar::AddCause::blocked_by_process);
        op.succeed();
    });
    // Called in the server's thread, so it must not wait: it keeps the token, and another thread finishes it.
    const auto added = server->on_operate(lamp, [signal = *status](busbar::Operate& op) {
        std::cout << op.peer().address << " operates " << op.reference() << ": " << op.value().text()
                  << std::endl;
        std::thread([op, signal] {
            const bool on = op.value<bool>().value_or(false);
            if (!move_the_contactor(on)) return op.fail(busbar::AddCause::blocked_by_process);
            op.succeed([signal, on](busbar::Transaction& t) {
                t.set(signal, on).quality(busbar::good).time(std::chrono::system_clock::now());
            });
        }).detach();
    });
    if (!checked || !added) return failed(checked ? added.error() : checked.error());

    const std::string address = server->addresses().front();
    std::cout << "ready: IED " << server->ied_name() << " on " << address << std::endl;
    if (argc < 4 || std::string_view(argv[3]) != "--try") return server->run() ? 0 : 1;

    std::thread serving([&] { (void)server->run(); });
    const int result = try_it(address, server->ied_name() + lamp);
    server->stop();
    serving.join();
    return result;
}
