namespace Fanout.Server.Tests.Simulating;

public sealed class ConvergenceTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void At_rest_every_client_equals_the_source_whatever_happened_before(int seed)
    {
        var simulation = new Simulation(seed);

        simulation.Run(400);
        simulation.Rest();

        simulation.AssertConverged();
        Assert.InRange(simulation.HeldBytesMost, 0, simulation.HeldBytesMax);
    }
}
