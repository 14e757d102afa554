#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seeds of the fuzz targets, made from what the tests know to be good: scripts/fuzz_seeds.py

Adds to tests/fuzz/corpus/TARGET one file for each golden PDU (tests/golden/mms), for the messages of an association,
and for the SCL files of tests/scl. Files are named by their content, so that running it again changes nothing."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "fuzz" / "corpus"

# The messages of one association, from the connection request to the release, as docs/protocol-notes.md explains them.
CR = "11E00000000100C0010DC2020001C1020001"
CC = "11D00001000100C0010DC2020001C1020001"
CONNECT = (
    "0DB2050613010016010214020002330200013402000 1C19C318199A003800101A28191810400000001820400000001A423300F0201010604"
    "520100013004060251013010020103060528CA2202013004060251016 15E305C020101A0576055A107060528CA220203A20706052901876701"
    "A30302010CA606060429018767A70302010CBE2F282D020103A028A826800300FDE881010582010583010AA416800101810305F100820C03EE"
    "1C00000408000079EF18"
)
ACCEPT = (
    "0E86050613010016010214020002340200 01C1743172A003800101A26B830400000001A512300780010081025101300780010081025101614F"
    "304D020101A0486146A107060528CA220203A203020100A305A103020100BE2F282D020103A028A926800300FDE881010582010583010AA416"
    "800101810305F100820C03EE1C00000002000040ED18"
)
FINISH = "0910C10E610C300A020101A0056203800100"
DISCONNECT = "0A10C10E610C300A020101A0056303800100"
ABORT = "19151101 0BC110A00E610C300A020101A0056403800100"
REFUSE = (
    "0C49110101140200021601 02323D02303A830400000001A512300780010081025101300780010081025101611E301C020101A0176115A107"
    "060528CA220203A203020101A305A10302010D"
)
DATA_HEADER = "01000100"


def octets(text):
    return bytes.fromhex(text.replace(" ", ""))


def golden_pdus():
    """(name, octets) of each case of tests/golden/mms."""
    for path in sorted((ROOT / "tests" / "golden" / "mms").glob("*.txt")):
        for case in re.split(r"^== ", path.read_text(), flags=re.M)[1:]:
            head = case.split("\n--", 1)[0].split("\n", 1)
            lines = [line.split("#")[0] for line in head[1].splitlines()] if len(head) > 1 else []
            try:
                yield path.stem, octets("".join(lines))
            except ValueError:
                continue


def add(target, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(content).hexdigest()[:16]).write_bytes(content)


def packet(tsdu):
    return b"\x03\x00" + (len(tsdu) + 7).to_bytes(2, "big") + b"\x02\xf0\x80" + tsdu


def user_data(pdu):
    """MMS in presentation context 3, behind GT and DT."""

    def wrapped(tag, content):
        size = len(content)
        length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
        return bytes([tag]) + length + content

    value = b"\x02\x01\x03" + wrapped(0xA0, pdu)
    return octets(DATA_HEADER) + wrapped(0x61, wrapped(0x30, value))


def inner(tlv):
    """Content of a TLV with a one-octet tag."""
    size = tlv[1]
    return tlv[2:] if size < 128 else tlv[2 + (size & 0x7F) :]


def main():
    transport = [octets(CR), octets(CC)]
    session = [octets(t) for t in (CONNECT, ACCEPT, FINISH, DISCONNECT, ABORT, REFUSE)]
    head = b"\x03\x00" + (len(octets(CR)) + 4).to_bytes(2, "big") + octets(CR)
    answer = b"\x03\x00" + (len(octets(CC)) + 4).to_bytes(2, "big") + octets(CC)
    pdus = list(golden_pdus())

    for tpdu in transport:
        add("cotp", bytes([len(tpdu)]) + tpdu)
    add("cotp", bytes([18]) + octets(CR) + b"\x05\x02\xf0\x00ab" + b"\x05\x02\xf0\x80cd")
    add("tpkt", head + packet(session[0]))
    for spdu in session:
        add("session", bytes([min(len(spdu), 255)]) + spdu)
        presentation = spdu[spdu.index(b"\xc1") + 2 :] if b"\xc1" in spdu else spdu[19:]
        add("presentation", presentation)
        for tag in (0x60, 0x62, 0x63, 0x64):
            at = presentation.rfind(bytes([tag]))
            if at > 0:
                add("acse", presentation[at:])
    add("acse", octets("6115A107060528CA220203A203020101A305A10302010D"))
    add("acse", octets("611FA107060528CA220203A203020100A305A103020100880207808903520301"))

    requests = [pdu for _, pdu in pdus if pdu[:1] == b"\xa0"]
    for first in (b"\x00", b"\x07"):
        flow = head + packet(session[0]) + b"".join(packet(user_data(p)) for p in requests[:40])
        add("server_connection", first + flow + packet(session[2]))
        add("association_server", first + flow + packet(session[2]))
        responses = [pdu for _, pdu in pdus if pdu[:1] == b"\xa1"]
        flow = answer + packet(session[1]) + b"".join(packet(user_data(p)) for p in responses[:20])
        add("association_client", first + flow + packet(session[3]))
        for choice in range(10):
            add("client_stream", bytes([60 if first == b"\x07" else 255, choice]) + flow)
    for _, pdu in pdus:
        add("mms_pdu", pdu)
        if pdu[:1] == b"\xa3":
            add("control", pdu)
        if pdu[:1] == b"\xa0":
            add("server_requests", pdu)
        for at in range(len(pdu) - 2):
            if pdu[at] in (0x83, 0x85, 0x87, 0xA2) and at + 2 + pdu[at + 1] == len(pdu):
                add("mms_data", pdu[at:])
                add("mms_type_description", pdu[at:])
        at = pdu.find(b"\xa5")
        if at > 0:
            add("mms_alternate_access", b"\x30" + pdu[at + 1 :])
    for number, (_, pdu) in enumerate(pdus):
        if pdu[:1] in (b"\xa0", b"\xa1") and pdu[2:4] == b"\x02\x01":
            add("mms_service", bytes([number % 80]) + inner(pdu[5:]))
    for choice in range(10):
        for _, pdu in pdus[choice::10]:
            if pdu[:1] == b"\xa1" and len(pdu) < 250:
                body = inner(pdu)[3:]
                add("client", bytes([choice]) + bytes([min(len(body), 255), 0]) + body)
    for path in (ROOT / "tests" / "scl").iterdir():
        if path.suffix in (".cid", ".icd"):
            add("scl", path.read_bytes())


if __name__ == "__main__":
    main()
