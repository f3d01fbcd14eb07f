namespace Fanout.Integration.Tests.Faults;

/// <summary>A primary and a replica under Sentinel, with as many clients as a build has time for.</summary>
[Collection<FaultRuns>]
public sealed class SentinelFaultTests(SentinelFaultTests.Setting setting) : SentinelFaults(setting), IClassFixture<SentinelFaultTests.Setting>
{
    public sealed class Setting : SentinelFixture
    {
        protected override int ClientCount => 200;
    }
}
