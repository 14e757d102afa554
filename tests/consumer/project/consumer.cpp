// SPDX-License-Identifier: Apache-2.0
// A user's program: serves an IED that it has as text, and reads from it.
#include <busbar/client.hpp>
#include <busbar/server.hpp>
#include <cstdio>
#include <thread>

namespace {

constexpr const char* icd = R"(<?xml version="1.0"?>
<SCL xmlns="http://www.iec.ch/61850/2003/SCL" version="2007" revision="B" release="4">
  <Header id="consumer"/>
  <IED name="X"><AccessPoint name="P"><Server><Authentication/><LDevice inst="LD0">
    <LN0 lnClass="LLN0" inst="" lnType="LLN0_T"/><LN lnClass="MMXU" inst="1" lnType="MMXU_T"/>
  </LDevice></Server></AccessPoint></IED>
  <DataTypeTemplates>
    <LNodeType id="LLN0_T" lnClass="LLN0"/>
    <LNodeType id="MMXU_T" lnClass="MMXU"><DO name="TotW" type="MV_T"/></LNodeType>
    <DOType id="MV_T" cdc="MV"><DA name="mag" fc="MX" bType="Struct" type="AV_T" dchg="true"/>
      <DA name="q" fc="MX" bType="Quality" qchg="true"/><DA name="t" fc="MX" bType="Timestamp"/></DOType>
    <DAType id="AV_T"><BDA name="f" bType="FLOAT32"/></DAType>
  </DataTypeTemplates>
</SCL>)";

int failed(const char* what, const busbar::Error& error) {
    std::fprintf(stderr, "%s: %s\n", what, error.message().c_str());
    return 1;
}

}  // namespace

int main() {
    const auto scl = busbar::Scl::parse(icd);
    if (!scl) return failed("scl", scl.error());
    auto server = busbar::Server::create(scl->ied("X"), {.listen = "127.0.0.1:0"});
    if (!server) return failed("server", server.error());
    const auto power = server->signal("LD0/MMXU1.TotW.mag.f[MX]");
    if (!power) return failed("signal", power.error());
    if (auto set = server->apply([&](busbar::Transaction& t) { t.set(*power, 12.5F); }); !set) {
        return failed("apply", set.error());
    }
    std::thread serving([&] { (void)server->run(); });

    float value = 0;
    auto client = busbar::Client::connect(server->addresses().front());
    if (client) {
        const auto read = client->read<float>("XLD0/MMXU1.TotW.mag.f");
        if (read) {
            value = *read;
        } else {
            failed("read", read.error());
        }
        (void)client->release();
    } else {
        failed("connect", client.error());
    }
    server->stop();
    serving.join();
    std::printf("%g\n", static_cast<double>(value));
    return value == 12.5F ? 0 : 1;
}
