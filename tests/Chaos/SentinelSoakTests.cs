using Fanout.Integration.Tests.Faults;

namespace Fanout.Chaos.Tests;

/// <summary>Every fault under Sentinel, with a crowd.</summary>
[Collection<FaultRuns>]
public sealed class SentinelSoakTests(SentinelSoakTests.Setting setting) : SentinelFaults(setting), IClassFixture<SentinelSoakTests.Setting>
{
    public sealed class Setting : SentinelFixture
    {
        protected override int ClientCount => 2000;
    }
}
