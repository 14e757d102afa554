#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An SCL file of any size, for measurements: scripts/bench_scl.py NODES OBJECTS [REPORTS] >FILE

One logical device BENCHLD0 with NODES logical nodes GGIO1.. of OBJECTS measured values AnIn1.. each (three attributes: a
float, quality, time), and a data set LLN0.floats of the first 100 floats. 200 nodes of 23 objects are 13,800 attributes.

With REPORTS (99 at most) a data set LLN0.reported, whose first member is the whole of AnIn1, for its time, and whose
others are 49 more floats; and unbuffered control blocks urcbA, urcbB, urcbC with REPORTS instances each, on data change."""

import sys


def report_controls(members, instances):
    print('<DataSet name="reported">')
    for position, (node, number) in enumerate(members):
        attribute = 'daName="mag.f" ' if position else ""
        print(f'<FCDA ldInst="LD0" lnClass="GGIO" lnInst="{node}" doName="AnIn{number}" {attribute}fc="MX"/>')
    print("</DataSet>")
    for name in ("urcbA", "urcbB", "urcbC"):
        print(f'<ReportControl name="{name}" datSet="reported" confRev="1" buffered="false" bufTime="0">')
        print('<TrgOps dchg="true"/><OptFields seqNum="true" reasonCode="true"/>')
        print(f'<RptEnabled max="{instances}"/></ReportControl>')


def main():
    nodes, objects = int(sys.argv[1]), int(sys.argv[2])
    reports = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    members = [(node, number) for node in range(1, nodes + 1) for number in range(1, objects + 1)][:100]
    print('<?xml version="1.0" encoding="UTF-8"?>')
    print('<SCL xmlns="http://www.iec.ch/61850/2003/SCL" version="2007" revision="B" release="4">')
    print('<Header id="bench"/><IED name="BENCH"><AccessPoint name="P"><Server><Authentication/><LDevice inst="LD0">')
    print('<LN0 lnClass="LLN0" inst="" lnType="LLN0"><DataSet name="floats">')
    for node, number in members:
        print(f'<FCDA ldInst="LD0" lnClass="GGIO" lnInst="{node}" doName="AnIn{number}" daName="mag.f" fc="MX"/>')
    print("</DataSet>")
    if reports:
        report_controls(members[:50], reports)
    print("</LN0>")
    for node in range(1, nodes + 1):
        print(f'<LN lnClass="GGIO" inst="{node}" lnType="GGIO"/>')
    print("</LDevice></Server></AccessPoint></IED><DataTypeTemplates>")
    print('<LNodeType id="LLN0" lnClass="LLN0"/><LNodeType id="GGIO" lnClass="GGIO">')
    for number in range(1, objects + 1):
        print(f'<DO name="AnIn{number}" type="MV"/>')
    print('</LNodeType><DOType id="MV" cdc="MV"><DA name="mag" fc="MX" bType="Struct" type="AV" dchg="true"/>')
    print('<DA name="q" fc="MX" bType="Quality" qchg="true"/><DA name="t" fc="MX" bType="Timestamp"/></DOType>')
    print('<DAType id="AV"><BDA name="f" bType="FLOAT32"/></DAType></DataTypeTemplates></SCL>')


if __name__ == "__main__":
    main()
