// SPDX-License-Identifier: Apache-2.0
// The same client in a program on Boost.Asio: several servers side by side in one thread, several reads at once.
//
//     04_read_coroutine REFERENCE TARGET...      04_read_coroutine "DEMOLD0/LLN0.Mod.stVal[ST]" 127.0.0.1:10102
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <busbar/async_client.hpp>

#include <iostream>

namespace {

boost::asio::awaitable<void> show(std::string target, std::string reference, int& failures) {
    auto client = co_await busbar::AsyncClient::connect(target);
    if (!client) {
        std::cerr << target << ": " << client.error().message() << '\n';
        ++failures;
        co_return;
    }
    const auto value = co_await client->read(reference);
    if (value) {
        std::cout << target << ' ' << reference << " = " << value->text() << '\n';
    } else {
        std::cerr << target << ": " << value.error().message() << '\n';
        ++failures;
    }
    (void)co_await client->release();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::cerr << "usage: 04_read_coroutine REFERENCE TARGET...\n";
        return 2;
    }
    boost::asio::io_context context(1);
    int failures = 0;
    for (int i = 2; i < argc; ++i) {
        boost::asio::co_spawn(context, show(argv[i], argv[1], failures), boost::asio::detached);
    }
    context.run();
    return failures == 0 ? 0 : 1;
}
