// SPDX-License-Identifier: Apache-2.0
// Connects to any IEC 61850 server, shows what it has, reads and writes.
//
//     03_read TARGET [REFERENCE [VALUE]]         03_read 127.0.0.1:10102 "DEMOLD0/MMXU1.TotW.mag.f"
#include <busbar/client.hpp>

#include <iostream>

namespace {

int failed(const busbar::Error& error) {
    std::cerr << "error: " << error.message() << '\n';
    return 1;
}

/// Logical devices and nodes, and how many attributes each node has.
int browse(busbar::Client& client) {
    const auto model = client.tree();
    if (!model) return failed(model.error());
    for (const auto device : model->root().children()) {
        std::cout << busbar::escaped(device.name()) << '\n';
        for (const auto node : device.children()) {
            std::cout << "  " << busbar::escaped(node.name()) << ": " << model->rooted_at(node).leaf_count()
                      << " attributes\n";
        }
    }
    for (const std::string& problem : model->problems()) std::cout << "  (" << busbar::escaped(problem) << ")\n";
    std::cout << model->leaf_count() << " attributes\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: 03_read TARGET [REFERENCE [VALUE]]\n";
        return 2;
    }
    auto client = busbar::Client::connect(argv[1]);
    if (!client) return failed(client.error());

    if (const auto identity = client->identify()) {
        std::cout << busbar::escaped(identity->vendor) << ' ' << busbar::escaped(identity->model) << ' '
                  << busbar::escaped(identity->revision) << '\n';
    }
    if (argc == 2) {
        const int result = browse(*client);
        (void)client->release();
        return result;
    }

    const std::string reference = argv[2];
    if (argc > 3) {
        // Text is converted to the attribute's type, which the client asks the server for.
        if (const auto written = client->write(reference, argv[3]); !written) return failed(written.error());
    }
    const auto resolved = client->resolve(reference);
    if (!resolved) return failed(resolved.error());
    const auto value = client->read(*resolved);
    if (!value) return failed(value.error());
    std::cout << resolved->text() << " = " << value->text() << '\n';
    if (const auto released = client->release(); !released) return failed(released.error());
    return 0;
}
